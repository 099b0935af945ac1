package io.coxswain.core;

import io.coxswain.jmh.Pinned;
import io.coxswain.queues.CompletionOutbox;
import io.coxswain.queues.JobInbox;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
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
 * A READ job that finds nothing to read: through the engine's own dispatcher to a worker and back, or done by the
 * loop itself.
 *
 * <p>The worker spins and never sleeps, and each thread has a processor of its own: what remains is the hand-over.
 * Goal P11: at most 1 us in the median, and nothing allocated.
 */
@State(Scope.Benchmark)
@BenchmarkMode({Mode.AverageTime, Mode.SampleTime})
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
public class JobBenchmark {
    private static final int SLOTS = 1024;
    private static final WaitStages NEVER_SLEEPS = new WaitStages(Integer.MAX_VALUE, 0, 0, 1);

    /** Who does it. */
    @Param({"ALWAYS", "NEVER"})
    public OffloadPolicy policy = OffloadPolicy.ALWAYS;

    private final LoopClock clock = new LoopClock(System::nanoTime);
    private final EngineCounters counters = new EngineCounters();
    private final Member member =
            new Member(new JobInbox<>(SLOTS, 2), new CompletionOutbox<>(SLOTS), new Waker(() -> {}));
    private final Crew workers = new Crew(new WorkerPool(System::nanoTime, NEVER_SLEEPS), true, member, counters);
    private final BufferPool pool = new BufferPool(new Owner(), 1 << 20);
    private final Source source = new Source();
    private long doneCount;
    private final ReceivingHalf half =
            new ReceivingHalf(offloaded -> doneCount++, source, new LineFraming(100), 100, 100);
    private Dispatcher dispatcher = newDispatcher();

    // Kept, as the loop keeps it: made anew at each look, it would be what is allocated.
    private Consumer<Job> onCompletion = dispatcher::onCompletion;

    private Dispatcher newDispatcher() {
        return new Dispatcher(
                member, workers, new LoadMeter(clock, counters, policy), counters, clock, Long.MAX_VALUE / 2);
    }

    /** Starts the worker and keeps both threads where they are. */
    @Setup
    public void start() {
        Pinned.to("cox-loop-0", 0);
        dispatcher = newDispatcher();
        onCompletion = dispatcher::onCompletion;
        half.attach(Objects.requireNonNull(pool.borrow(1)));
        source.isToBePinned = true;
        workers.start(policy == OffloadPolicy.ALWAYS ? 1 : 0);
        roundTrip();
    }

    /** Dispatched, done, and completed. */
    @Benchmark
    public long roundTrip() {
        long before = doneCount;
        dispatcher.dispatch(half);
        while (doneCount == before) {
            if (member.outbox().drain(onCompletion, 1) == 0) {
                Thread.onSpinWait();
            }
        }
        return doneCount;
    }

    /** Ends the worker. */
    @TearDown
    public void stop() {
        workers.stopDispatching();
        workers.leave();
    }

    /** A socket that has nothing; the first read pins whoever does it, if that is a worker. */
    private static final class Source implements ReadableByteChannel {
        // ---- the loop before the first job, then whoever has the job ----
        private boolean isToBePinned;

        @Override
        public int read(ByteBuffer target) {
            if (isToBePinned) {
                isToBePinned = false;
                if (Thread.currentThread().getName().startsWith("cox-worker")) {
                    Pinned.to("cox-worker-0", 1);
                }
            }
            return 0;
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {}
    }
}
