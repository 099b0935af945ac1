package io.coxswain.queues;

import io.coxswain.jmh.Pinned;
import java.util.concurrent.TimeUnit;
import org.jctools.queues.MessagePassingQueue;
import org.jctools.queues.atomic.MpscAtomicArrayQueue;
import org.jctools.queues.atomic.SpmcAtomicArrayQueue;
import org.jctools.queues.varhandle.MpscVarHandleArrayQueue;
import org.jctools.queues.varhandle.SpmcVarHandleArrayQueue;
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
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * One element to another thread and back, both of them awake and on a processor of their own: two transfers of a
 * cache line each way at least.
 */
@State(Scope.Benchmark)
@BenchmarkMode({Mode.AverageTime, Mode.SampleTime})
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
public class HandOverBenchmark {
    private static final int SLOTS = 1024;
    private static final long END_MILLIS_MAX = 5_000;

    @Param({"atomic", "varhandle"})
    public String family = "atomic";

    private final Object element = new Object();
    private MessagePassingQueue<Object> there = new SpmcAtomicArrayQueue<>(SLOTS);
    private MessagePassingQueue<Object> back = new MpscAtomicArrayQueue<>(SLOTS);
    private volatile boolean isOver;
    private Thread other = Thread.currentThread();

    /** Makes the queues and starts the other thread. */
    @Setup
    public void start() {
        if (family.equals("varhandle")) {
            there = new SpmcVarHandleArrayQueue<>(SLOTS);
            back = new MpscVarHandleArrayQueue<>(SLOTS);
        }
        Pinned.to("cox-loop-0", 0);
        isOver = false;
        other = new Thread(this::sendBack);
        other.start();
    }

    private void sendBack() {
        Pinned.to("cox-worker-0", 1);
        while (!isOver) {
            Object got = there.relaxedPoll();
            if (got != null) {
                back.relaxedOffer(got);
            } else {
                Thread.onSpinWait();
            }
        }
    }

    /** There and back. */
    @Benchmark
    public Object roundTrip() {
        there.relaxedOffer(element);
        Object got = back.relaxedPoll();
        while (got == null) {
            Thread.onSpinWait();
            got = back.relaxedPoll();
        }
        return got;
    }

    /** Ends the other thread. */
    @TearDown
    public void stop() throws InterruptedException {
        isOver = true;
        other.join(END_MILLIS_MAX);
    }
}
