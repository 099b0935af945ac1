package io.coxswain.benchmarks;

import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Prints the results of one case, a row for each mode, the first mode being what the others are compared with.
 *
 * <p><b>Threads.</b> The main thread of the measuring process.
 */
final class HandOverTable {
    /** Above this the loop was not the bottleneck, and its tax says little. */
    private static final double IDLE_SHARE_MAX = 0.02;

    private final PrintStream out;

    HandOverTable(PrintStream out) {
        this.out = out;
    }

    /** Loop tax, for a loop that has work to do. */
    void printTax(Map<String, List<Trial.Result>> results) {
        out.println("| mode | net tax, us/msg | x first | gross tax, us/msg | loop idle | p50 us | p99 us"
                + " | selects | firings, taken | epoll_ctl | jobs | wakes | naps |");
        out.println("|---|---|---|---|---|---|---|---|---|---|---|---|---|");
        double first = 0;
        for (Map.Entry<String, List<Trial.Result>> row : results.entrySet()) {
            List<Trial.Result> rounds = row.getValue();
            Spread net = Spread.of(rounds, Trial.Result::netNanos);
            first = first == 0 ? net.median() : first;
            out.printf(
                    Locale.ROOT,
                    "| %s | %s | %.3f | %s | %s | %s | %s | %.3f | %.3f, %.3f | %.3f | %.3f | %.4f | %.3f |%n",
                    row.getKey(),
                    net.micros(),
                    net.median() / first,
                    Spread.of(rounds, Trial.Result::taxNanos).micros(),
                    idle(rounds),
                    whole(Spread.of(rounds, Trial.Result::p50Nanos)),
                    whole(Spread.of(rounds, Trial.Result::p99Nanos)),
                    perFrame(rounds, "selects"),
                    perFrame(rounds, "firings"),
                    perFrame(rounds, "takenFirings"),
                    perFrame(rounds, "interestChanges"),
                    perFrame(rounds, "dispatches"),
                    perFrame(rounds, "wakes"),
                    perFrame(rounds, "sleeps"));
        }
    }

    /** Latency and processor time, for a loop that has nothing else to do. */
    void printEcho(Map<String, List<Trial.Result>> results) {
        out.println("| mode | p50 us | x first | p99 us | msg/s | CPU total, us/msg | CPU loop | CPU workers"
                + " | loop B/msg | workers B/msg | selects | firings, taken | epoll_ctl | jobs | wakes |");
        out.println("|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|");
        double first = 0;
        for (Map.Entry<String, List<Trial.Result>> row : results.entrySet()) {
            List<Trial.Result> rounds = row.getValue();
            Spread p50 = Spread.of(rounds, Trial.Result::p50Nanos);
            first = first == 0 ? p50.median() : first;
            out.printf(
                    Locale.ROOT,
                    "| %s | %s | %.2f | %s | %.0f | %s | %s | %s | %.1f | %.1f | %.3f | %.3f, %.3f | %.3f | %.3f | %.3f |%n",
                    row.getKey(),
                    p50.micros(),
                    p50.median() / first,
                    whole(Spread.of(rounds, Trial.Result::p99Nanos)),
                    Spread.of(rounds, Trial.Result::framesPerSecond).median(),
                    Spread.of(rounds, HandOverTable::cpuNanos).micros(),
                    Spread.of(rounds, result -> cpuNanos(result, "cpu.loop")).micros(),
                    Spread.of(rounds, result -> cpuNanos(result, "cpu.worker")).micros(),
                    perFrame(rounds, "loopBytes"),
                    perFrame(rounds, "workerBytes"),
                    perFrame(rounds, "selects"),
                    perFrame(rounds, "firings"),
                    perFrame(rounds, "takenFirings"),
                    perFrame(rounds, "interestChanges"),
                    perFrame(rounds, "dispatches"),
                    perFrame(rounds, "wakes"));
        }
    }

    private static String idle(List<Trial.Result> rounds) {
        double share = Spread.of(rounds, Trial.Result::idleShare).median();
        return String.format(Locale.ROOT, "%.1f %%%s", share * 100, share > IDLE_SHARE_MAX ? " (!)" : "");
    }

    private static String whole(Spread nanos) {
        return String.format(Locale.ROOT, "%.0f", nanos.median() / 1_000);
    }

    private static double perFrame(List<Trial.Result> rounds, String counter) {
        return Spread.of(rounds, result -> result.perFrame().getOrDefault(counter, 0.0))
                .median();
    }

    private static double cpuNanos(Trial.Result result) {
        return cpuNanos(result, "cpu.loop") + cpuNanos(result, "cpu.worker") + cpuNanos(result, "cpu.other");
    }

    private static double cpuNanos(Trial.Result result, String kind) {
        return result.perFrame().getOrDefault(kind, 0.0);
    }
}
