package io.coxswain.core;

import static io.coxswain.core.SendingBench.NO_LIMIT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Who does a job, and that it is done once whatever is refused on the way. How many workers there are and which one
 * wakes is in {@link WorkerPoolTest}; when an adaptive engine hands out at all in {@link LoadMeterTest}.
 */
final class DispatcherTest {
    private static final SocketAction NOTHING = () -> {};

    private final List<DispatchBench> benches = new ArrayList<>();

    private DispatchBench bench(int inboxSlots, int places, long takeBackNanos, int workers) {
        DispatchBench bench = new DispatchBench(OffloadPolicy.ALWAYS, inboxSlots, places, takeBackNanos);
        benches.add(bench);
        bench.workers.resize(workers);
        return bench;
    }

    private DispatchBench bench(int workers) {
        return bench(1_024, 1_024, 1_000, workers);
    }

    @AfterEach
    void endsWithoutAJobOut() {
        for (DispatchBench bench : benches) {
            bench.close();
            bench.drain();
            bench.dispatcher.takeBackOverdue();
            assertEquals(0, bench.dispatcher.jobsOut());
        }
    }

    private static long fallbacks(DispatchBench bench, FallbackReason reason) {
        Counters.Gauges none = new Counters.Gauges(0, 0, 0, 0, false, 0, 0, 0);
        return bench.counters.snapshot(none, new Counters.WorkerTime[0]).fallbacks(Operation.READ, reason);
    }

    @Test
    void doesTheWorkAtOnceUnderNever() {
        DispatchBench bench = bench(1);
        bench.load.policy(OffloadPolicy.NEVER);
        AtomicReference<Thread> doer = new AtomicReference<>();

        DispatchBench.ReadJob job = bench.dispatch(() -> doer.set(Thread.currentThread()));

        assertSame(Thread.currentThread(), doer.get());
        assertEquals(1, job.inlineCount);
        assertFalse(job.half.isLent());
        assertEquals(0, bench.dispatcher.jobsOut());
        assertEquals(1, bench.counters.get(Counter.READS_INLINE));
    }

    @Test
    void handsTheWorkToAWorkerUnderAlways() {
        DispatchBench bench = bench(1);
        AtomicReference<Thread> doer = new AtomicReference<>();

        DispatchBench.ReadJob job = bench.dispatch(() -> doer.set(Thread.currentThread()));
        assertTrue(job.half.isLent());
        assertEquals(1, bench.dispatcher.jobsOut());
        assertEquals(0, job.doneCount(), "nobody is told before the loop drains");
        bench.awaitAllDone();

        assertEquals("cox-worker-0", Objects.requireNonNull(doer.get()).getName());
        assertEquals(1, job.offloadedCount);
        assertEquals(0, job.inlineCount);
        assertFalse(job.half.isLent());
        assertEquals(1, bench.counters.get(Counter.READS_OFFLOADED));
        assertEquals(0, bench.counters.get(Counter.READS_INLINE));
    }

    /** What a dispatch changes, as it was when the loop did the work itself. */
    private record State(boolean isLent, long lentNanos, int jobsOut, int waiting, int filledIndex, int frameCount) {
        static State of(DispatchBench bench, ReceivingHalf half) {
            return new State(
                    half.isLent(),
                    half.lentNanos(),
                    bench.dispatcher.jobsOut(),
                    bench.member.inbox().trafficCount(),
                    half.filledIndex(),
                    half.frameCount());
        }
    }

    /** Dispatches a job that is refused, and compares every field with what it was. */
    private static void isRefused(DispatchBench bench, FallbackReason reason, long countBefore) {
        AtomicReference<State> during = new AtomicReference<>();
        AtomicReference<ReceivingHalf> half = new AtomicReference<>();
        DispatchBench.ReadJob job =
                bench.newRead(() -> during.set(State.of(bench, Objects.requireNonNull(half.get()))));
        half.set(job.half);
        State before = State.of(bench, job.half);
        long inlineBefore = bench.counters.get(Counter.READS_INLINE);

        bench.dispatch(job);

        assertEquals(before, during.get(), "while the loop reads");
        assertEquals(before, State.of(bench, job.half), "afterwards");
        assertEquals(1, job.inlineCount);
        assertEquals(0, job.offloadedCount);
        assertEquals(countBefore + 1, fallbacks(bench, reason));
        assertEquals(inlineBefore + 1, bench.counters.get(Counter.READS_INLINE));
    }

    @Test
    void leavesEverythingAsItWasWithoutAWorkerAndCountsEachAttempt() {
        DispatchBench bench = bench(0);

        for (int i = 0; i < 5; i++) {
            isRefused(bench, FallbackReason.NO_WORKER, i);
        }
    }

    @Test
    void leavesEverythingAsItWasWhenTheOutboxHasNoPlace() {
        DispatchBench bench = bench(64, 3, 1_000_000, 1);
        DispatchBench.Gate gate = bench.plugWorker();
        DispatchBench.ReadJob second = bench.dispatch(NOTHING);
        DispatchBench.ReadJob third = bench.dispatch(NOTHING);

        isRefused(bench, FallbackReason.OUTBOX_FULL, 0);
        isRefused(bench, FallbackReason.OUTBOX_FULL, 1);
        gate.open();
        bench.awaitAllDone();

        assertEquals(1, second.offloadedCount);
        assertEquals(1, third.offloadedCount);
        assertEquals(1, bench.dispatch(NOTHING).dispatchedCount);
        bench.awaitAllDone();
        assertEquals(2, fallbacks(bench, FallbackReason.OUTBOX_FULL), "there is room again");
    }

    @Test
    void leavesEverythingAsItWasWhenTheInboxIsFull() {
        DispatchBench bench = bench(2, 64, 1_000_000, 1);
        DispatchBench.Gate gate = bench.plugWorker();
        DispatchBench.ReadJob first = bench.dispatch(NOTHING);
        DispatchBench.ReadJob second = bench.dispatch(NOTHING);
        assertEquals(3, bench.dispatcher.jobsOut());

        isRefused(bench, FallbackReason.INBOX_FULL, 0);
        isRefused(bench, FallbackReason.INBOX_FULL, 1);
        gate.open();
        bench.awaitAllDone();

        assertEquals(1, first.offloadedCount);
        assertEquals(1, second.offloadedCount);
    }

    /** Nobody does it in the worker's place, so it is no fallback. */
    @Test
    void neitherDoesNorCountsWhatOnlyAWorkerIsToDoAndNoneCanHave() {
        DispatchBench bench = bench(2, 64, 1_000_000, 1);
        DispatchBench.Gate gate = bench.plugWorker();
        bench.dispatch(NOTHING);
        bench.dispatch(NOTHING);
        DispatchBench.ReadJob refused = bench.newRead(NOTHING);

        assertFalse(bench.dispatcher.tryDispatch(refused.half));

        assertFalse(refused.half.isLent());
        assertEquals(0, refused.doneCount());
        assertEquals(3, bench.dispatcher.jobsOut());
        assertEquals(0, fallbacks(bench, FallbackReason.INBOX_FULL));
        gate.open();
        bench.awaitAllDone();
    }

    @Test
    void hasPlacesToSpareWhileLessThanHalfAreTaken() {
        DispatchBench bench = bench(64, 4, 1_000_000, 1);
        DispatchBench.Gate gate = bench.plugWorker();

        assertTrue(bench.dispatcher.hasPlacesToSpare(), "one of four is taken");
        bench.dispatch(NOTHING);
        assertFalse(bench.dispatcher.hasPlacesToSpare(), "two of four are taken");
        gate.open();
        bench.awaitAllDone();
    }

    @Test
    void keepsTheBoundaryOfAWriteThatIsRefused() {
        DispatchBench bench = bench(0);
        SendingBench sending = new SendingBench(1L << 20);
        sending.append("abcdef", 3);
        sending.sink.takes(2);
        sending.queue.drawBoundary(sending.half, NO_LIMIT);
        bench.dispatcher.dispatch(sending.half);
        sending.queue.pop(sending.half.bytesWritten(), sending.sentByType);
        sending.append("gh", 4);
        sending.queue.drawBoundary(sending.half, 4);

        bench.dispatcher.dispatch(sending.half);
        sending.queue.pop(sending.half.bytesWritten(), sending.sentByType);

        assertEquals("abcdef", sending.sink.writtenText());
        assertEquals(2, sending.queue.queuedBytes());
        assertEquals(6, sending.sentByType[3]);
        assertEquals(2, bench.counters.get(Counter.WRITES_INLINE));
    }

    @Test
    void sendsNoSecondJobOfAHalf() {
        DispatchBench bench = bench(1);
        DispatchBench.Gate gate = bench.plugWorker();
        DispatchBench.ReadJob waiting = bench.dispatch(NOTHING);

        Misuse.refused("dispatch() of a half that is out", () -> bench.dispatcher.dispatch(waiting.half));
        assertEquals(2, bench.dispatcher.jobsOut());
        gate.open();
        bench.awaitAllDone();

        assertEquals(1, waiting.offloadedCount);
    }

    /** Each worker waits inside its half until the other is inside the other half. */
    @Test
    void hasBothHalvesOfALinkOutAtOnce() {
        DispatchBench bench = bench(2);
        CountDownLatch bothInside = new CountDownLatch(2);
        SocketAction meet = () -> {
            bothInside.countDown();
            Await.open("both halves are out", () -> bothInside.getCount() + " missing", bothInside);
        };
        DispatchBench.ReadJob read = bench.newRead(meet);
        SendingHalf write = new SendingHalf(offloaded -> {}, new ScriptedChannel().beforeWriting(meet));
        write.extendBoundary(ByteBuffer.wrap(SendingBench.bytes("ping")), 0, 4);

        bench.dispatch(read);
        bench.dispatcher.dispatch(write);
        assertEquals(2, bench.dispatcher.jobsOut());
        bench.awaitAllDone();

        assertNull(read.half.failure());
        assertNull(write.failure());
        assertEquals(4, write.bytesWritten());
        assertEquals(1, bench.counters.get(Counter.READS_OFFLOADED));
        assertEquals(1, bench.counters.get(Counter.WRITES_OFFLOADED));
    }

    @Test
    void readsAndWritesASocketOnWorkers() throws IOException {
        DispatchBench bench = bench(2);
        try (SocketPair pair = SocketPair.open()) {
            SocketChannel near = pair.near();
            ReceivingHalf read = new ReceivingHalf(offloaded -> {}, near, new LineFraming(100), 100, 100);
            read.attach(Objects.requireNonNull(bench.pool.borrow(1)));
            SendingHalf write = new SendingHalf(offloaded -> {}, near);
            write.extendBoundary(ByteBuffer.wrap(SendingBench.bytes("ping\n")), 0, 5);

            bench.dispatcher.dispatch(read);
            bench.dispatcher.dispatch(write);
            bench.awaitAllDone();
            assertEquals(0, read.bytesRead(), "nothing has been sent to it");
            assertEquals(ReceivingHalf.Outcome.OK, read.outcome());
            assertEquals("ping\n", pair.farReceives(5));
            pair.farSends("one\ntw");
            readUntil(bench, read, () -> read.frameCount() == 1);
            assertEquals(List.of("one\n"), ReceivingBench.texts(read));
            ReceivingBench.compactInPlace(read);
            pair.farCloses();
            readUntil(bench, read, () -> read.outcome() == ReceivingHalf.Outcome.END);

            assertEquals(2, read.tailBytes());
        }
    }

    private static void readUntil(DispatchBench bench, ReceivingHalf read, BooleanSupplier condition) {
        Await.until("the socket shows what was sent", () -> String.valueOf(read.outcome()), () -> {
            bench.dispatcher.dispatch(read);
            bench.awaitAllDone();
            return condition.getAsBoolean();
        });
    }

    @Test
    void leavesTheReadOutWhenTheWriteOfTheSameLinkIsRefused() {
        DispatchBench bench = bench(64, 1, 1_000_000, 1);
        DispatchBench.Gate gate = new DispatchBench.Gate();
        DispatchBench.ReadJob read = bench.dispatch(gate);
        bench.workers.tellWorkers();
        gate.awaitReached();
        SendingBench sending = new SendingBench(1L << 20);
        sending.append("abc", 0);
        sending.queue.drawBoundary(sending.half, NO_LIMIT);

        bench.dispatcher.dispatch(sending.half);

        assertEquals("abc", sending.sink.writtenText());
        assertFalse(sending.half.isLent());
        assertTrue(read.half.isLent());
        assertEquals(1, bench.dispatcher.jobsOut());
        gate.open();
        bench.awaitAllDone();
        assertEquals(1, read.offloadedCount);
    }

    @Test
    void takesBackWhatHasWaitedTooLongAndNothingElse() {
        DispatchBench bench = bench(64, 64, 1_000, 1);
        DispatchBench.Gate gate = bench.plugWorker();
        DispatchBench.ReadJob early = bench.dispatch(NOTHING);
        bench.time.advanceNanos(500);
        bench.clock.refresh();
        DispatchBench.ReadJob late = bench.dispatch(NOTHING);

        bench.time.advanceNanos(500);
        bench.clock.refresh();
        assertEquals(0, bench.dispatcher.takeBackOverdue(), "1,000 ns is not longer than 1,000 ns");
        bench.time.advanceNanos(1);
        bench.clock.refresh();
        assertEquals(1, bench.dispatcher.takeBackOverdue());

        assertEquals(1, early.inlineCount);
        assertFalse(early.half.isLent());
        assertTrue(late.half.isLent());
        assertEquals(2, bench.dispatcher.jobsOut(), "the one at the gate, which a worker has, and the late one");
        assertEquals(1, fallbacks(bench, FallbackReason.TAKEN_BACK));
        gate.open();
        bench.awaitAllDone();
        assertEquals(1, late.offloadedCount);
        assertEquals(1, early.doneCount());
    }

    /** They are in no hurry while there is a worker to come, and nobody else's once there is none. */
    @Test
    void takesHandshakesBackOnlyOnceThereIsNoWorker() {
        DispatchBench bench = bench(1);
        DispatchBench.Gate gate = bench.plugWorker();
        int[] done = {0};
        Job step = new Job(offloaded -> done[0] += offloaded ? 100 : 1, Operation.ACCEPT) {
            @Override
            void run(long nowNanos) {}
        };
        bench.dispatcher.dispatchHandshake(step);
        bench.time.advanceNanos(1_000_000);
        bench.clock.refresh();
        assertEquals(0, bench.dispatcher.takeBackOverdue());

        bench.workers.resize(0);
        assertEquals(1, bench.dispatcher.takeBackOverdue());

        assertEquals(1, done[0], "done, and by the loop");
        gate.open();
        bench.awaitAllDone();
    }

    @Test
    void takesEverythingBackThatWaitsOnceThereIsNoWorker() {
        DispatchBench bench = bench(1);
        DispatchBench.Gate gate = bench.plugWorker();
        List<DispatchBench.ReadJob> waiting = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            waiting.add(bench.dispatch(NOTHING));
        }

        bench.workers.resize(0);
        assertEquals(20, bench.dispatcher.takeBackOverdue());

        waiting.forEach(job -> assertEquals(1, job.inlineCount));
        assertEquals(1, bench.dispatcher.jobsOut(), "the worker that has gone still has one in hand");
        gate.open();
        bench.awaitAllDone();
        assertEquals(1, bench.counters.get(Counter.READS_OFFLOADED));
        waiting.forEach(job -> assertEquals(1, job.doneCount()));
    }

    @Test
    void takesBackABoundedNumberInOneTurnAndForgetsNone() {
        DispatchBench bench = bench(1);
        DispatchBench.Gate gate = bench.plugWorker();
        int count = Dispatcher.TAKEN_BACK_PER_TURN_MAX * 2 + 1;
        List<DispatchBench.ReadJob> waiting = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            waiting.add(bench.dispatch(NOTHING));
        }
        bench.workers.resize(0);

        List<Integer> perTurn = new ArrayList<>();
        for (int taken = bench.dispatcher.takeBackOverdue(); taken > 0; taken = bench.dispatcher.takeBackOverdue()) {
            perTurn.add(taken);
        }

        assertEquals(List.of(Dispatcher.TAKEN_BACK_PER_TURN_MAX, Dispatcher.TAKEN_BACK_PER_TURN_MAX, 1), perTurn);
        waiting.forEach(job -> assertEquals(1, job.inlineCount));
        gate.open();
        bench.awaitAllDone();
    }

    @Test
    void completesAJobThatThrowsAndGoesOn() {
        DispatchBench bench = bench(1);
        List<Throwable> thrown = List.of(new IllegalStateException("bug"), new StackOverflowError("deep"));
        List<DispatchBench.ReadJob> jobs = new ArrayList<>();
        for (Throwable each : thrown) {
            jobs.add(bench.dispatch(() -> Misuse.raise(each)));
        }
        DispatchBench.ReadJob next = bench.dispatch(NOTHING);

        bench.awaitAllDone();

        for (int i = 0; i < jobs.size(); i++) {
            assertEquals(1, jobs.get(i).offloadedCount);
            assertSame(thrown.get(i), jobs.get(i).half.failure());
        }
        assertEquals(1, next.offloadedCount);
        assertNull(next.half.failure());
        assertEquals(1, bench.workerPool.threads().size(), "the worker lives");
    }

    @Test
    void keepsWhatAJobOfItsOwnThrows() {
        DispatchBench bench = bench(0);

        DispatchBench.ReadJob job = bench.dispatch(() -> Misuse.raise(new IllegalStateException("bug")));

        assertEquals(1, job.inlineCount);
        assertInstanceOf(IllegalStateException.class, job.half.failure());
    }

    /** A listener dispatches the next job from within, as a link does whose reading goes on. */
    @Test
    void dispatchesFromWithinACompletion() {
        DispatchBench bench = bench(64, 1, 1_000_000, 1);
        int[] rounds = new int[1];
        AtomicReference<SendingHalf> half = new AtomicReference<>();
        SendingHalf job = new SendingHalf(
                offloaded -> {
                    rounds[0]++;
                    if (rounds[0] < 100) {
                        bench.dispatcher.dispatch(Objects.requireNonNull(half.get()));
                    }
                },
                new ScriptedChannel());
        half.set(job);

        bench.dispatcher.dispatch(job);
        bench.awaitAllDone();

        assertEquals(100, rounds[0]);
        assertEquals(100, bench.counters.get(Counter.WRITES_OFFLOADED), "its own place is free again by then");
    }
}
