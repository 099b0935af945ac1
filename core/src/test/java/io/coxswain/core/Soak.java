package io.coxswain.core;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.coxswain.faults.Leftovers;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;
import org.junit.jupiter.api.Test;

/**
 * One {@link Monkey} after the other for an hour, or as long as {@code -Dsoak.duration=PT5M} says, each with a seed
 * of its own and all its faults; and memory, direct memory, descriptors and threads must not grow. By command only:
 *
 * <pre>
 *     mvn -pl core -am test -Dtest=Soak -Dsurefire.failIfNoSpecifiedTests=false [-Dsoak.duration=PT1H] [-Dsoak.seed=1]
 * </pre>
 *
 * <p>Prints a line every ten seconds. What is measured is what is left between two monkeys, after the garbage
 * collector. The first quarter is not judged: classes are loaded and caches of the JDK filled in it.
 */
class Soak {
    private static final Duration DURATION = Duration.parse(System.getProperty("soak.duration", "PT1H"));
    private static final long FIRST_SEED = Long.getLong("soak.seed", 1);
    private static final long LINE_NANOS = Duration.ofSeconds(10).toNanos();
    private static final long PLAY_NANOS = Duration.ofSeconds(2).toNanos();

    /** What may come and go without being a leak: heap of the JDK's caches, buffers of its threads. */
    private static final long HEAP_BYTES_MAX = 4 << 20;

    private static final int SESSIONS_MAX = 100;
    private static final long DIRECT_BYTES_MAX = 2 << 20;
    private static final long DESCRIPTORS_MAX = 4;
    private static final long THREADS_MAX = 2;

    /** How things stand between two monkeys. */
    private record Sample(long heapBytes, long directBytes, long descriptors, long threads) {
        static Sample take() {
            // Twice: what a cleaner frees at the first is gone at the second.
            System.gc();
            System.gc();
            return new Sample(
                    ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed(),
                    ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                            .mapToLong(BufferPoolMXBean::getMemoryUsed)
                            .sum(),
                    Leftovers.descriptorCount(),
                    ManagementFactory.getThreadMXBean().getThreadCount());
        }
    }

    /** What all monkeys together have done. */
    private long monkeys;

    private long steps;
    private long links;
    private long frames;
    private long accountedBytes;
    private long wholeEnds;

    @Test
    void staysAsItIs() throws Exception {
        // Or the JDK remembers 20,480 sessions at each end, which an hour does not fill.
        TlsPeer.context().getClientSessionContext().setSessionCacheSize(SESSIONS_MAX);
        TlsPeer.context().getServerSessionContext().setSessionCacheSize(SESSIONS_MAX);
        List<Sample> samples = new ArrayList<>();
        long startNanos = System.nanoTime();
        long lineNanos = startNanos;
        while (System.nanoTime() - startNanos < DURATION.toNanos()) {
            playOne(FIRST_SEED + monkeys);
            Sample sample = Sample.take();
            samples.add(sample);
            if (System.nanoTime() - lineNanos >= LINE_NANOS) {
                lineNanos = System.nanoTime();
                print((lineNanos - startNanos) / 1_000_000_000, sample);
            }
        }

        List<Sample> judged = samples.subList(samples.size() / 4, samples.size());
        requireFlat("bytes of heap", judged, Sample::heapBytes, HEAP_BYTES_MAX);
        requireFlat("bytes of direct memory", judged, Sample::directBytes, DIRECT_BYTES_MAX);
        requireFlat("descriptors", judged, Sample::descriptors, DESCRIPTORS_MAX);
        requireFlat("threads", judged, Sample::threads, THREADS_MAX);
    }

    private void playOne(long seed) throws Exception {
        try (Monkey monkey = new Monkey(seed)) {
            steps += monkey.playFor(PLAY_NANOS);
            monkey.finish();
            Counters counters = monkey.counters();
            monkeys++;
            links += counters.get(Counter.LINKS_CLOSED);
            frames += counters.get(Counter.FRAMES_DELIVERED);
            accountedBytes += counters.get(Counter.BYTES_SENT) + counters.get(Counter.BYTES_UNSENT);
            wholeEnds += monkey.wholeCount();
        }
    }

    private void print(long seconds, Sample sample) {
        System.out.printf(
                "soak %5d s: %d monkeys, %d steps, %d links, %d frames, %d MB accounted for, %d ends whole;"
                        + " heap %.1f MB, direct %.1f MB, %d descriptors, %d threads%n",
                seconds,
                monkeys,
                steps,
                links,
                frames,
                accountedBytes / 1_000_000,
                wholeEnds,
                sample.heapBytes / 1e6,
                sample.directBytes / 1e6,
                sample.descriptors,
                sample.threads);
    }

    /** The least of the last third against the least of the first: what comes and goes is not in either. */
    private static void requireFlat(String what, List<Sample> samples, ToLongFunction<Sample> of, long growthMax) {
        int third = Math.max(1, samples.size() / 3);
        long first = samples.subList(0, third).stream().mapToLong(of).min().orElseThrow();
        long last = samples.subList(samples.size() - third, samples.size()).stream()
                .mapToLong(of)
                .min()
                .orElseThrow();
        System.out.println("soak: " + what + " from " + first + " to " + last);
        assertTrue(last - first <= growthMax, () -> what + " grew from " + first + " to " + last);
    }
}
