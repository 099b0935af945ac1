package io.coxswain.queues;

import java.util.Objects;
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
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * One element in and out again, on one thread: what the operations cost when no line moves.
 *
 * <p>The queues that are in use, and beside them those of the atomic and the VarHandle family of JCTools, of which
 * one had to be chosen.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
public class QueueBenchmark {
    private static final int SLOTS = 1024;

    private final Object element = new Object();
    private final JobInbox<Object> inbox = new JobInbox<>(SLOTS, 2);
    private final JobInbox.Taker<Object> taker = inbox.taker();
    private final CompletionOutbox<Object> outbox = new CompletionOutbox<>(SLOTS);
    private final MessagePassingQueue<Object> spmcAtomic = new SpmcAtomicArrayQueue<>(SLOTS);
    private final MessagePassingQueue<Object> spmcVarHandle = new SpmcVarHandleArrayQueue<>(SLOTS);
    private final MessagePassingQueue<Object> mpscAtomic = new MpscAtomicArrayQueue<>(SLOTS);
    private final MessagePassingQueue<Object> mpscVarHandle = new MpscVarHandleArrayQueue<>(SLOTS);
    private int drained;

    /** The inbox as it is. */
    @Benchmark
    public Object inbox() {
        inbox.offerTraffic(element);
        return Objects.requireNonNull(taker.take(true));
    }

    /** The outbox as it is, with its reservation. */
    @Benchmark
    public int outbox() {
        outbox.tryReserve();
        outbox.complete(element);
        return outbox.drain(any -> drained++, 1);
    }

    /** What the inbox is built on. */
    @Benchmark
    public Object spmcAtomic() {
        return through(spmcAtomic);
    }

    /** What it might be built on. */
    @Benchmark
    public Object spmcVarHandle() {
        return through(spmcVarHandle);
    }

    /** What the outbox is built on. */
    @Benchmark
    public Object mpscAtomic() {
        return through(mpscAtomic);
    }

    /** What it might be built on. */
    @Benchmark
    public Object mpscVarHandle() {
        return through(mpscVarHandle);
    }

    private Object through(MessagePassingQueue<Object> queue) {
        queue.relaxedOffer(element);
        return Objects.requireNonNull(queue.relaxedPoll());
    }
}
