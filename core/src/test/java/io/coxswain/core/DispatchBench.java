package io.coxswain.core;

import io.coxswain.queues.CompletionOutbox;
import io.coxswain.queues.JobInbox;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A dispatcher with its queues and workers, and no link: the test is the loop. Jobs are READ jobs over sources that
 * count, block or fail as a test says.
 */
final class DispatchBench implements AutoCloseable {
    /** Parks at the first look in vain, so that whether a worker sleeps is soon known. */
    static final WaitStages PARK_AT_ONCE = new WaitStages(0, 0, 0, 1);

    final ManualClock time = new ManualClock(1_000);
    final LoopClock clock = new LoopClock(time);
    final EngineCounters counters = new EngineCounters();
    final BufferPool pool = new BufferPool(new Owner(), 64L << 20);
    final AtomicInteger loopWakes = new AtomicInteger();
    final Member member;
    final WorkerPool workerPool;
    final Crew workers;
    final LoadMeter load;
    final Dispatcher dispatcher;

    private final List<Gate> gates = new ArrayList<>();

    DispatchBench(OffloadPolicy policy, int inboxSlots, int places, long takeBackNanos) {
        this(
                policy,
                new Queues(inboxSlots, places),
                takeBackNanos,
                new WorkerPool(System::nanoTime, PARK_AT_ONCE),
                true);
    }

    /** A member of a pool that it shares with others. */
    DispatchBench(WorkerPool workerPool) {
        this(OffloadPolicy.ALWAYS, new Queues(1_024, 1_024), 1_000_000_000, workerPool, false);
    }

    private DispatchBench(
            OffloadPolicy policy, Queues queues, long takeBackNanos, WorkerPool workerPool, boolean isOwn) {
        this.workerPool = workerPool;
        member = new Member(
                new JobInbox<>(queues.inboxSlots, 2),
                new CompletionOutbox<>(queues.places),
                new Waker(loopWakes::incrementAndGet));
        workers = new Crew(workerPool, isOwn, member, counters);
        load = new LoadMeter(clock, counters, policy);
        dispatcher = new Dispatcher(member, workers, load, counters, clock, takeBackNanos);
    }

    /** Room for all that a test dispatches. */
    DispatchBench(OffloadPolicy policy) {
        this(policy, 1_024, 1_024, 1_000_000_000);
    }

    private record Queues(int inboxSlots, int places) {}

    /** A READ job and what has become of it so far. */
    static final class ReadJob implements JobListener {
        final ReceivingHalf half;
        int dispatchedCount;
        int inlineCount;
        int offloadedCount;

        private ReadJob(SocketAction action) {
            half = new ReceivingHalf(this, new Source(action), new LineFraming(100), 100, 100);
        }

        @Override
        public void onJobDone(boolean offloaded) {
            if (offloaded) {
                offloadedCount++;
            } else {
                inlineCount++;
            }
        }

        int doneCount() {
            return inlineCount + offloadedCount;
        }
    }

    private record Source(SocketAction action) implements ReadableByteChannel {
        @Override
        public int read(ByteBuffer target) throws IOException {
            action.run();
            return 0;
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {}
    }

    /** Holds whoever reads until a test lets go; for 10 s at the most. */
    static final class Gate implements SocketAction {
        private final CountDownLatch reached = new CountDownLatch(1);
        private final CountDownLatch opened = new CountDownLatch(1);

        @Override
        public void run() throws IOException {
            reached.countDown();
            try {
                if (!opened.await(10, TimeUnit.SECONDS)) {
                    throw new IOException("nobody opened the gate within 10 s");
                }
            } catch (InterruptedException e) {
                throw new IOException("interrupted", e);
            }
        }

        void awaitReached() {
            Await.open("somebody stands at the gate", () -> "", reached);
        }

        void open() {
            opened.countDown();
        }
    }

    ReadJob newRead(SocketAction action) {
        ReadJob job = new ReadJob(action);
        job.half.attach(Objects.requireNonNull(pool.borrow(1)));
        return job;
    }

    ReadJob dispatch(SocketAction action) {
        return dispatch(newRead(action));
    }

    ReadJob dispatch(ReadJob job) {
        job.dispatchedCount++;
        dispatcher.dispatch(job.half);
        return job;
    }

    /** Keeps one worker busy until the gate is opened. */
    Gate plugWorker() {
        Gate gate = new Gate();
        gates.add(gate);
        dispatch(gate);
        workers.tellWorkers();
        gate.awaitReached();
        return gate;
    }

    /** Handles what has come back. */
    int drain() {
        return member.outbox().drain(dispatcher::onCompletion, Integer.MAX_VALUE);
    }

    /** Turns as a loop would until no job is out. */
    void awaitAllDone() {
        Await.until("all jobs are done", () -> dispatcher.jobsOut() + " jobs are out", () -> {
            workers.tellWorkers();
            drain();
            return dispatcher.jobsOut() == 0;
        });
    }

    void awaitWorkersEnded() {
        Await.until(
                "the workers have ended",
                () -> String.valueOf(workerPool.threads()),
                () -> workerPool.threads().isEmpty());
    }

    @Override
    public void close() {
        gates.forEach(Gate::open);
        workers.stopDispatching();
        workers.leave();
        Await.until(
                "its workers have ended",
                () -> String.valueOf(workers.threads()),
                () -> workers.threads().isEmpty());
    }
}
