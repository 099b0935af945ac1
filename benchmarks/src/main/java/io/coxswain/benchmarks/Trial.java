package io.coxswain.benchmarks;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * One measurement of one server under one load.
 *
 * <p><b>Threads.</b> The main thread of the measuring process.
 *
 * @param links how many
 * @param depth frames in flight on each
 * @param seconds how long it is measured, after {@value #SETTLE_MILLIS} ms under load
 */
record Trial(int links, int depth, double seconds) {
    static final int FRAME_BYTES = 128;

    private static final int SETTLE_MILLIS = 300;

    /**
     * What came out.
     *
     * @param taxNanos elapsed time per frame, less the work that was asked for
     * @param netNanos elapsed time per frame, less the time that was spent in the work
     * @param idleShare part of the time in which the loop had nothing to do, 0 to 1
     * @param framesPerSecond throughput
     * @param p50Nanos median latency
     * @param p99Nanos latency that one in a hundred exceeds
     * @param perFrame counters and processor time, each divided by the frames
     */
    record Result(
            double taxNanos,
            double netNanos,
            double idleShare,
            double framesPerSecond,
            double p50Nanos,
            double p99Nanos,
            Map<String, Double> perFrame) {}

    /** Puts load on a server and measures. */
    Result run(EchoServer server, Child load) throws IOException {
        load.ask("open " + server.port() + " " + links + " " + depth + " " + FRAME_BYTES + " plain 0");
        pause(SETTLE_MILLIS / 1_000.0);
        load.ask("begin");
        Snapshot before = server.snapshot();
        pause(seconds);
        Snapshot after = server.snapshot();
        Map<String, Long> latencies = Snapshot.parse(load.ask("end"));
        double frames = after.since(before, "frames");
        if (frames == 0) {
            throw new IOException(server.name() + " has delivered no frame in " + seconds + " s");
        }
        double elapsedNanos = after.since(before, "nanos");
        return new Result(
                elapsedNanos / frames - server.workNanos(),
                (elapsedNanos - after.since(before, "spentNanos")) / frames,
                after.since(before, "idleNanos") / elapsedNanos,
                frames / elapsedNanos * TimeUnit.SECONDS.toNanos(1),
                latencies.getOrDefault("p50", 0L),
                latencies.getOrDefault("p99", 0L),
                perFrame(before, after, frames));
    }

    private static Map<String, Double> perFrame(Snapshot before, Snapshot after, double frames) {
        Map<String, Double> shares = new HashMap<>();
        for (String counter : after.counters().keySet()) {
            shares.put(counter, after.since(before, counter) / frames);
        }
        for (String kind : after.cpuNanos().keySet()) {
            shares.put("cpu." + kind, after.cpuSince(before, kind) / frames);
        }
        return shares;
    }

    /** Waits. */
    static void pause(double seconds) {
        long endNanos = System.nanoTime() + (long) (seconds * TimeUnit.SECONDS.toNanos(1));
        long leftNanos = endNanos - System.nanoTime();
        while (leftNanos > 0) {
            LockSupport.parkNanos(leftNanos);
            leftNanos = endNanos - System.nanoTime();
        }
    }
}
