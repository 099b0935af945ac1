package io.coxswain.benchmarks;

import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * What came out of measuring one server under one load in one round.
 *
 * <p><b>Threads.</b> Immutable, but for the histograms, which nobody changes any more.
 *
 * @param elapsedNanos how long it was measured
 * @param server how far its counters have come; those whose name begins with {@code now.} as they were at the end
 * @param cpuNanos processor time by kind of thread: the server's {@code loop}, {@code worker} and {@code other}, and
 *     {@code load} and {@code beside} for the two other processes
 * @param latencies of the measured traffic; empty where there is none
 * @param visits from dialing to the first echo, of new connections; empty where there are none
 * @param failedVisits new connections that got no echo
 */
record Figures(
        double elapsedNanos,
        Map<String, Double> server,
        Map<String, Double> cpuNanos,
        Histogram latencies,
        Histogram visits,
        double failedVisits) {
    private static final double NANOS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);

    /** Frames that the server was given. */
    double frames() {
        return counter("frames");
    }

    /** One of the server's counters; NaN if it has none of this name. */
    double counter(String name) {
        return server.getOrDefault(name, Double.NaN);
    }

    /** One of the server's counters for each frame. */
    double perFrame(String counter) {
        return counter(counter) / frames();
    }

    double framesPerSecond() {
        return frames() / elapsedNanos * NANOS_PER_SECOND;
    }

    /** What a share of the measured messages does not exceed, in nanoseconds; 1 for all. */
    double latencyNanos(double share) {
        return latencies.getTotalCount() == 0 ? Double.NaN : latencies.getValueAtPercentile(100 * share);
    }

    /** Messages whose latency was measured, in a second. */
    double measuredPerSecond() {
        return latencies.getTotalCount() / elapsedNanos * NANOS_PER_SECOND;
    }

    /** New connections that got their echo. */
    double connections() {
        return visits.getTotalCount();
    }

    double connectionsPerSecond() {
        return connections() / elapsedNanos * NANOS_PER_SECOND;
    }

    /** Processor time of one kind of threads; NaN if there are none of that kind. */
    double cpuNanos(String kind) {
        return cpuNanos.getOrDefault(kind, Double.NaN);
    }

    /** Processor time of the server. */
    double serverCpuNanos() {
        return cpuNanos.getOrDefault("loop", 0.0)
                + cpuNanos.getOrDefault("worker", 0.0)
                + cpuNanos.getOrDefault("other", 0.0);
    }

    /** Frames that were delivered for each second of processor time of the server. */
    double framesPerCpuSecond() {
        return frames() / serverCpuNanos() * NANOS_PER_SECOND;
    }

    /** Elapsed time for each frame, less the time that was spent in its work. */
    double netTaxNanos() {
        return (elapsedNanos - counter("spentNanos")) / frames();
    }

    /** Part of the time in which the server's JVM compiled. */
    double compilingShare() {
        return TimeUnit.MILLISECONDS.toNanos(1) * counter("compileMillis") / elapsedNanos;
    }

    /** Processor time that a kind of threads took more than in a quiet round, for each new connection. */
    double cpuPerConnectionNanos(String kind, Figures quiet) {
        double quietNanos = quiet.cpuNanos(kind) / quiet.elapsedNanos * elapsedNanos;
        return (cpuNanos(kind) - quietNanos) / connections();
    }
}
