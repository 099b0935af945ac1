package io.coxswain.queues;

import io.coxswain.jmh.Pinned;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * One number to another processor and back, in two cache lines: the least that any hand-over between two threads takes
 * on this machine, and so what {@link HandOverBenchmark} is to be compared with.
 */
@State(Scope.Benchmark)
@BenchmarkMode({Mode.AverageTime, Mode.SampleTime})
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
public class CacheLineBenchmark {
    // Two lines apart from each other and from whatever is around: the hardware fetches lines in pairs.
    private static final int THERE = 16;
    private static final int BACK = 48;
    private static final int LENGTH = 64;
    private static final long OVER = -1;
    private static final long END_MILLIS_MAX = 5_000;

    private final AtomicLongArray numbers = new AtomicLongArray(LENGTH);
    private long sent;
    private Thread other = Thread.currentThread();

    /** Starts the other thread. */
    @Setup
    public void start() {
        Pinned.to("cox-loop-0", 0);
        sent = 0;
        numbers.set(THERE, 0);
        numbers.set(BACK, 0);
        other = new Thread(this::sendBack);
        other.setDaemon(true);
        other.start();
        roundTrip();
    }

    private void sendBack() {
        Pinned.to("cox-worker-0", 1);
        long seen = 0;
        while (seen != OVER) {
            // Acquire, with the release of roundTrip() or stop(): the number itself is all that becomes visible.
            long now = numbers.getAcquire(THERE);
            if (now == seen) {
                Thread.onSpinWait();
            } else {
                seen = now;
                // Release, with the acquire of roundTrip().
                numbers.setRelease(BACK, now);
            }
        }
    }

    /** There and back. */
    @Benchmark
    public long roundTrip() {
        sent++;
        // Release, with the acquire of sendBack().
        numbers.setRelease(THERE, sent);
        // Acquire, with the release of sendBack().
        while (numbers.getAcquire(BACK) != sent) {
            Thread.onSpinWait();
        }
        return sent;
    }

    /** Ends the other thread. */
    @TearDown
    public void stop() throws InterruptedException {
        // Release, with the acquire of sendBack().
        numbers.setRelease(THERE, OVER);
        other.join(END_MILLIS_MAX);
    }
}
