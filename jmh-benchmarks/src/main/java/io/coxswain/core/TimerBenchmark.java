package io.coxswain.core;

import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Timers among many others that are not due. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class TimerBenchmark {
    private static final long HOUR_NANOS = TimeUnit.HOURS.toNanos(1);

    /** How many others. */
    @Param({"10", "10000"})
    public int others = 10;

    private long nowNanos;
    private final LoopClock clock = new LoopClock(() -> nowNanos);
    private final Timers timers = new Timers(clock);
    private final LoopTask task = loop -> {};
    private final Timer recurring = timers.prepare(task);

    /** Starts the others. */
    @Setup
    public void fill() {
        for (int i = 0; i < others; i++) {
            timers.schedule(HOUR_NANOS + i, task);
        }
    }

    /** Started and due. */
    @Benchmark
    public LoopTask startAndBecomeDue() {
        timers.start(recurring, 0);
        return Objects.requireNonNull(timers.pollDue());
    }

    /** Made, started and cancelled. */
    @Benchmark
    public Timer scheduleAndCancel() {
        Timer timer = timers.schedule(HOUR_NANOS / 2, task);
        timer.cancel();
        return timer;
    }

    /** The question that a loop asks before it sleeps. */
    @Benchmark
    public long nanosToNext() {
        return timers.nanosToNext();
    }
}
