package io.coxswain.samples;

import io.coxswain.core.Counter;
import io.coxswain.core.Counters;
import io.coxswain.core.Engine;
import java.lang.management.ManagementFactory;
import java.util.Locale;

/**
 * The engine and the clients of the demo at one moment, for the lines of its table.
 *
 * <p><b>Threads.</b> Immutable.
 */
@SuppressForbidden("It measures in real time.")
record DemoSample(long nanos, long replies, long loopNanos, long workerNanos, Counters counters) {
    static final String HEADING =
            "policy    second   replies/s   p50 us   p99 us   loop CPU   worker CPU    inline   offloaded";

    /** How it is now. */
    static DemoSample take(Engine engine, DemoRun run) {
        return new DemoSample(
                System.nanoTime(),
                run.replies().get(),
                cpuNanos("cox-loop"),
                cpuNanos("cox-worker"),
                engine.counters());
    }

    @SuppressWarnings("deprecation") // Thread.threadId() is there from 19 on.
    private static long cpuNanos(String prefix) {
        long sum = 0;
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().startsWith(prefix)) {
                sum += Math.max(0, ManagementFactory.getThreadMXBean().getThreadCpuTime(thread.getId()));
            }
        }
        return sum;
    }

    /** The rest of a line: what was done since an earlier moment. */
    String since(DemoSample before, DemoRun run) {
        double seconds = (nanos - before.nanos) / 1e9;
        return String.format(
                Locale.ROOT,
                "%12.0f %8.0f %8.0f %9.0f%% %11.0f%% %10d %11d",
                (replies - before.replies) / seconds,
                run.micros(0.5),
                run.micros(0.99),
                // A worker that has ended takes its time with it.
                Math.max(0, loopNanos - before.loopNanos) / seconds / 1e7,
                Math.max(0, workerNanos - before.workerNanos) / seconds / 1e7,
                sum(Counter.READS_INLINE, Counter.WRITES_INLINE, before),
                sum(Counter.READS_OFFLOADED, Counter.WRITES_OFFLOADED, before));
    }

    private long sum(Counter reads, Counter writes, DemoSample before) {
        return counters.get(reads) + counters.get(writes) - before.counters.get(reads) - before.counters.get(writes);
    }
}
