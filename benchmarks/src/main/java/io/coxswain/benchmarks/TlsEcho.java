package io.coxswain.benchmarks;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Locale;

/**
 * What encryption costs on links that stay: throughput, latency, processor time and garbage without work on the loop, and the loop
 * tax with work.
 *
 * <p><b>Threads.</b> The main thread.
 */
final class TlsEcho {
    static final String NAME = "tls-echo";

    private static final String USAGE = """
            usage: bench tls-echo [--quick] [--modes NAME,...] [--part echo|tax] [--work-us 30] [--links 50] [--depth 4]
                                  [--rounds 5] [--seconds 3] [--warm-rounds 6]

              --quick        two modes, one short round, under a minute
              --modes        of those listed below; the first is what the others are compared with
              --part         throughput, latency and processor time without work, or the loop tax; both if not given
              --warm-rounds  at most; a server is warm when its JVM compiles for less than a twentieth of a round

            All servers have the JDK's TLS, version 1.3, and an RSA-2048 key. The load generator's is Conscrypt's, which is
            lighter, but it still shares the processors with the server: its time for each message is in the table.
            """;

    /** Below this the loop was not the bottleneck, and its tax says little. */
    private static final double LOOP_SHARE_MIN = 0.97;

    private TlsEcho() {}

    static int run(List<String> words) throws Exception {
        if (words.contains("--help")) {
            System.out.println(USAGE);
            HandOverModes.list(System.out);
            return 0;
        }
        Options options = new Options(words);
        TlsRounds rounds = new TlsRounds(options);
        String part = options.take("--part", "");
        long workMicros = Long.parseLong(options.take("--work-us", "30"));
        int links = Integer.parseInt(options.take("--links", "50"));
        int depth = Integer.parseInt(options.take("--depth", "4"));
        options.refuseRest();
        TlsCase what = TlsCase.closed(links, depth);
        if (!part.equals("tax")) {
            measureEcho(rounds, what);
        }
        if (!part.equals("echo")) {
            if (!ThreadTimes.canPin()) {
                System.err.println("the loop tax needs two processors and /usr/bin/taskset; try --part echo");
                return Benchmarks.USAGE;
            }
            measureTax(rounds, what, workMicros);
        }
        return 0;
    }

    private static void measureEcho(TlsRounds rounds, TlsCase what)
            throws IOException, InterruptedException, GeneralSecurityException {
        TlsRounds.Results results = rounds.measure(Certificate.Kind.RSA, 0, false, List.of(what));
        System.out.printf(Locale.ROOT, "%nTLS echo, %s%n%n", describe(what, rounds));
        TlsTable table = new TlsTable(results, what);
        table.whole("msg/s", TlsFigures::framesPerSecond);
        table.ratio("x first", TlsFigures::framesPerSecond);
        table.micros("p50 us", TlsFigures::p50Nanos);
        table.micros("p99 us", TlsFigures::p99Nanos);
        table.micros("CPU of the server, us/msg", figures -> figures.serverCpuNanos() / figures.frames());
        table.micros("loop", figures -> figures.cpuNanos("loop") / figures.frames());
        table.micros("workers", figures -> figures.cpuNanos("worker") / figures.frames());
        table.micros("CPU of the load, us/msg", figures -> figures.cpuNanos("load") / figures.frames());
        table.decimal("loop B/msg", figures -> figures.server("loopBytes") / figures.frames());
        table.decimal("workers B/msg", figures -> figures.server("workerBytes") / figures.frames());
        table.percent("compiling", TlsFigures::compilingShare);
        table.print(System.out);
    }

    private static void measureTax(TlsRounds rounds, TlsCase what, long workMicros)
            throws IOException, InterruptedException, GeneralSecurityException {
        TlsRounds.Results results = rounds.measure(Certificate.Kind.RSA, workMicros, true, List.of(what));
        System.out.printf(
                Locale.ROOT,
                "%nTLS loop tax, %d us of work, the loop alone on a processor, %s%n%n",
                workMicros,
                describe(what, rounds));
        TlsTable table = new TlsTable(results, what);
        table.micros("net tax, us/msg", TlsFigures::netTaxNanos);
        table.ratio("x first", TlsFigures::netTaxNanos);
        table.column("loop busy", mode -> loopShare(results.of(what, mode)));
        table.micros("p50 us", TlsFigures::p50Nanos);
        table.micros("p99 us", TlsFigures::p99Nanos);
        table.micros("workers, us/msg", figures -> figures.cpuNanos("worker") / figures.frames());
        table.micros("CPU of the load, us/msg", figures -> figures.cpuNanos("load") / figures.frames());
        table.percent("compiling", TlsFigures::compilingShare);
        table.print(System.out);
    }

    private static String loopShare(List<TlsFigures> figures) {
        double share = Spread.of(figures, TlsFigures::loopShare).median();
        return String.format(Locale.ROOT, "%.1f %%%s", share * 100, share < LOOP_SHARE_MIN ? " (!)" : "");
    }

    private static String describe(TlsCase what, TlsRounds rounds) {
        return what.links() + " links x " + what.depth() + " in flight x " + Trial.FRAME_BYTES + " bytes, "
                + rounds.describe();
    }
}
