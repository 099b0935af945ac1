package io.coxswain.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.coxswain.queues.CompletionOutbox;
import io.coxswain.queues.JobInbox;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/**
 * One worker on the test's own thread: the last job asks it to stop. With threads of their own in
 * {@link WorkerPoolTest}.
 */
final class WorkerTest {
    private static final long JOB_NANOS = 100;

    private final JobInbox<Job> inbox = new JobInbox<>(512, 2);
    private final CompletionOutbox<Job> outbox = new CompletionOutbox<>(512);
    private final ManualClock time = new ManualClock(1_000);
    private final BufferPool pool = new BufferPool(new Owner(), 64L << 20);
    private final AtomicReference<Worker> worker = new AtomicReference<>();
    private int wakes;

    private Worker worker(CompletionOutbox<Job> used) {
        AtomicReference<Waker> waker = new AtomicReference<>();
        waker.set(new Waker(() -> {
            assertTrue(used.hasCompletions() || inbox.hasJobs(true), "the loop is woken for something");
            wakes++;
            Objects.requireNonNull(waker.get()).announce();
        }));
        Objects.requireNonNull(waker.get()).announce();
        WorkerPool workers = new WorkerPool(time, new WaitStages(1, 1, 1, 1));
        workers.join(new Member(inbox, used, Objects.requireNonNull(waker.get())));
        Worker made = new Worker(workers, 0, time, new WaitStages(1, 1, 1, 1));
        worker.set(made);
        return made;
    }

    private Job offer(SocketAction action) {
        ScriptedChannel source = new ScriptedChannel().thenRead(target -> {
            action.run();
            time.advanceNanos(JOB_NANOS);
            return 0;
        });
        ReceivingHalf half = new ReceivingHalf(offloaded -> {}, source, new LineFraming(100), 100, 100);
        half.attach(Objects.requireNonNull(pool.borrow(1)));
        half.lend(1);
        assertTrue(inbox.offerTraffic(half));
        return half;
    }

    private void offerStop() {
        offer(() -> Objects.requireNonNull(worker.get()).stop());
    }

    private List<Job> drain(CompletionOutbox<Job> used) {
        List<Job> done = new ArrayList<>();
        used.drain(done::add, Integer.MAX_VALUE);
        return done;
    }

    private static void reserve(CompletionOutbox<Job> used, int places) {
        for (int i = 0; i < places; i++) {
            assertTrue(used.tryReserve());
        }
    }

    @Test
    void completesEveryJobInOrderAndWakesTheLoopForEach() {
        List<Job> offered = new ArrayList<>();
        for (int i = 0; i < 199; i++) {
            offered.add(offer(() -> {}));
        }
        offerStop();
        reserve(outbox, 200);
        Worker tried = worker(outbox);

        tried.run();

        List<Job> done = drain(outbox);
        assertEquals(200, done.size());
        for (int i = 0; i < 199; i++) {
            assertSame(offered.get(i), done.get(i));
        }
        assertEquals(200, wakes);
    }

    @Test
    void accountsEachJobAndItsTimeOnce() {
        for (int i = 0; i < 149; i++) {
            offer(() -> {});
        }
        offerStop();
        reserve(outbox, 150);
        Worker tried = worker(outbox);

        tried.run();

        assertEquals(150, tried.jobsDone());
        assertEquals(150 * JOB_NANOS, tried.busyNanos());
        drain(outbox).forEach(job -> assertEquals(JOB_NANOS, job.tookNanos()));
        assertEquals(0, tried.parkCount());
    }

    @Test
    void leavesTheRestToOthersOnceItIsToStop() {
        offerStop();
        Job left = offer(() -> {});
        reserve(outbox, 1);
        Worker tried = worker(outbox);

        tried.run();

        assertEquals(1, drain(outbox).size());
        assertSame(left, inbox.takeBack());
        assertNull(inbox.takeBack());
    }

    @Test
    void takesNothingIfItWasStoppedBefore() {
        offer(() -> {});
        Worker tried = worker(outbox);
        tried.stop();

        tried.run();

        assertEquals(1, inbox.trafficCount());
        assertEquals(0, tried.jobsDone());
        assertEquals(1, wakes, "whoever woke it for that job is told that it has gone");
    }

    @Test
    void completesWhatThrowsAndKeepsTheThrown() {
        AssertionError thrown = new AssertionError("bug");
        Job failing = offer(() -> Misuse.raise(thrown));
        offerStop();
        reserve(outbox, 2);

        worker(outbox).run();

        assertSame(failing, drain(outbox).get(0));
        assertSame(thrown, failing.failure());
    }

    @Test
    void forgetsWhatTheJobBeforeThrew() {
        boolean[] first = {true};
        ReceivingHalf half = new ReceivingHalf(
                offloaded -> {},
                new ScriptedChannel().thenText("a\n").thenText("b\n"),
                new ScriptedFraming(100, (bytes, start, end, resume) -> {
                    if (first[0]) {
                        first[0] = false;
                        throw new IllegalStateException("once");
                    }
                    return 2;
                }),
                100,
                100);
        half.attach(Objects.requireNonNull(pool.borrow(1)));

        half.perform(1);
        assertNotNull(half.failure());
        half.perform(2);

        assertNull(half.failure());
    }

    @Test
    void endsLoudlyWhenACompletionWouldBeLost() {
        for (int i = 0; i < 3; i++) {
            offer(() -> {});
        }
        Worker tried = worker(new CompletionOutbox<>(2));

        IllegalStateException lost = assertThrows(IllegalStateException.class, tried::run);

        assertEquals("completion without a reservation: all 2 places are taken", lost.getMessage());
    }

    @Test
    void tellsTheLoopOnceTheCompletionIsThere() {
        offerStop();
        reserve(outbox, 1);
        int[] completions = {-1};
        Waker waker = new Waker(() -> completions[0] = outbox.hasCompletions() ? 1 : 0);
        waker.announce();
        WorkerPool workers = new WorkerPool(time, new WaitStages(1, 1, 1, 1));
        workers.join(new Member(inbox, outbox, waker));
        Worker tried = new Worker(workers, 0, time, new WaitStages(1, 1, 1, 1));
        worker.set(tried);

        tried.run();

        assertEquals(1, completions[0]);
    }

    /** Its first look was in vain; whatever comes before it has said that it is about to sleep counts on the second. */
    @Test
    void staysUpForWhatCameBehindItsFirstLook() {
        Worker tried = worker(outbox);
        assertFalse(tried.pass());
        assertTrue(tried.maySleep());

        Job late = offer(() -> {});
        assertFalse(tried.maySleep(), "a job");
        assertSame(late, inbox.takeBack());
        assertTrue(tried.maySleep());
        tried.stop();

        assertFalse(tried.maySleep(), "a request to end");
    }
}
