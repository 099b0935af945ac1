package io.coxswain.benchmarks;

import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * What came out of measuring one server in one round.
 *
 * <p><b>Threads.</b> Immutable.
 *
 * @param elapsedNanos how long it was measured
 * @param server how far its counters have come
 * @param cpuNanos processor time by kind of thread: the server's {@code loop}, {@code worker} and {@code other}, and {@code load}
 *     and {@code storm} for the two other processes
 * @param load what the load generator tells; empty without links
 * @param storm what the storm's process tells; empty without a storm
 */
record TlsFigures(
        double elapsedNanos,
        Map<String, Double> server,
        Map<String, Double> cpuNanos,
        Map<String, Long> load,
        Map<String, Long> storm) {
    private static final double NANOS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);

    /** Frames that were echoed, those of new connections included. */
    double frames() {
        return server("frames");
    }

    double framesPerSecond() {
        return frames() / elapsedNanos * NANOS_PER_SECOND;
    }

    double p50Nanos() {
        return load.getOrDefault("p50", 0L);
    }

    double p90Nanos() {
        return load.getOrDefault("p90", 0L);
    }

    double p99Nanos() {
        return load.getOrDefault("p99", 0L);
    }

    /** New connections that got their echo. */
    double connections() {
        return storm.getOrDefault("count", 0L);
    }

    double connectionsPerSecond() {
        return connections() / elapsedNanos * NANOS_PER_SECOND;
    }

    double failedConnections() {
        return storm.getOrDefault("failed", 0L);
    }

    /** Processor time of one kind of threads. */
    double cpuNanos(String kind) {
        return cpuNanos.getOrDefault(kind, 0.0);
    }

    /** Processor time of the server. */
    double serverCpuNanos() {
        return cpuNanos("loop") + cpuNanos("worker") + cpuNanos("other");
    }

    /** Part of the time in which the loop had a processor. */
    double loopShare() {
        return cpuNanos("loop") / elapsedNanos;
    }

    /** Part of the server's processor time that was the loop's. */
    double loopShareOfCpu() {
        return cpuNanos("loop") / serverCpuNanos();
    }

    /** Elapsed time for each frame, less the time that was spent in its work. */
    double netTaxNanos() {
        return (elapsedNanos - server("spentNanos")) / frames();
    }

    /** One of the server's counters. */
    double server(String counter) {
        return server.getOrDefault(counter, 0.0);
    }

    /** Part of the time in which the server's JVM compiled. */
    double compilingShare() {
        return TimeUnit.MILLISECONDS.toNanos(1) * server("compileMillis") / elapsedNanos;
    }

    /** Processor time that a kind of threads took more than in a quiet round, for each new connection. */
    double cpuPerConnectionNanos(String kind, TlsFigures quiet) {
        double quietNanos = quiet.cpuNanos(kind) / quiet.elapsedNanos * elapsedNanos;
        return (cpuNanos(kind) - quietNanos) / connections();
    }
}
