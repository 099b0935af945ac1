package io.coxswain.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.coxswain.queues.CompletionOutbox;
import io.coxswain.queues.JobInbox;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What a worker does with jobs that may linger: pass by pass, on the test's own thread. */
final class WorkerLingeringTest {
    private static final int PLACES = 256;
    private static final long START_NANOS = 1_000;

    private final JobInbox<Job> inbox = new JobInbox<>(PLACES, 2);
    private final CompletionOutbox<Job> outbox = new CompletionOutbox<>(PLACES);
    private final ManualClock time = new ManualClock(START_NANOS);
    private final BufferPool buffers = new BufferPool(new Owner(), 64L << 20);
    private final Waker waker = new Waker(() -> {});
    private final WorkerPool pool = new WorkerPool(time, new WaitStages(1, 1, 1, 1));
    private final Worker worker = new Worker(pool, 0, time, new WaitStages(1, 1, 1, 1));

    WorkerLingeringTest() {
        pool.join(new Member(inbox, outbox, waker));
        for (int i = 0; i < PLACES; i++) {
            assertTrue(outbox.tryReserve());
        }
    }

    private ReceivingHalf offer(ScriptedChannel source, boolean mayLinger) {
        ReceivingHalf half = new ReceivingHalf(offloaded -> {}, source, new LineFraming(100), 100, 100);
        half.attach(Objects.requireNonNull(buffers.borrow(1)));
        half.letLinger(mayLinger);
        half.lend(time.getAsLong());
        assertTrue(inbox.offerTraffic(half));
        return half;
    }

    private static ScriptedChannel nothing() {
        return new ScriptedChannel();
    }

    private static ScriptedChannel lateText() {
        return new ScriptedChannel().thenRead(target -> 0).thenRead(target -> 0).thenText("late\n");
    }

    private List<Job> home() {
        List<Job> home = new ArrayList<>();
        outbox.drain(home::add, Integer.MAX_VALUE);
        return home;
    }

    @Test
    void triesAJobAgainInEachPassUntilThereIsSomething() {
        ReceivingHalf half = offer(lateText(), true);

        assertTrue(worker.pass(), "a job was taken");
        assertFalse(worker.pass(), "nothing has come of the second try");
        assertEquals(List.of(), home());
        time.advanceNanos(LingeringJobs.LINGER_NANOS / 2);
        assertTrue(worker.pass(), "a job has gone home");

        assertEquals(List.of(half), home());
        assertEquals(1, half.frameCount());
        assertEquals(START_NANOS, half.startedNanos(), "the wait for a worker is over at the first try");
        assertEquals(1, worker.jobsDone());
        assertFalse(worker.pass());
    }

    @Test
    void sendsHomeAtOnceWhatMayNotLinger() {
        ReceivingHalf half = offer(lateText(), false);

        worker.pass();

        assertEquals(List.of(half), home());
    }

    @Test
    void sendsAJobHomeWhenItsTimeIsOver() {
        ReceivingHalf half = offer(nothing(), true);
        worker.pass();

        time.advanceNanos(LingeringJobs.LINGER_NANOS - 1);
        assertFalse(worker.pass());
        assertEquals(List.of(), home());
        time.advanceNanos(1);
        worker.pass();

        assertEquals(List.of(half), home());
        assertTrue(half.hasFoundNothing());
    }

    @Test
    void sendsAJobThatIsCalledBackHomeAfterItsNextTry() {
        ReceivingHalf half = offer(nothing(), true);
        ReceivingHalf other = offer(nothing(), true);
        worker.pass();
        half.callBack();

        worker.pass();

        assertEquals(List.of(half), home());
        assertTrue(half.hasFoundNothing());
        assertTrue(other.wantsToLinger());
    }

    @Test
    void keepsNothingThatWasCalledBackBeforeItsFirstTry() {
        ReceivingHalf half = offer(nothing(), true);
        half.callBack();

        worker.pass();

        assertEquals(List.of(half), home());
    }

    /** That it was called back the last time is over when it is lent again. */
    @Test
    void keepsAJobThatWasCalledBackTheLastTime() {
        ReceivingHalf half = offer(nothing(), true);
        half.callBack();
        worker.pass();
        home().forEach(Job::reclaim);

        half.letLinger(true);
        half.lend(time.getAsLong());
        assertTrue(inbox.offerTraffic(half));
        worker.pass();

        assertTrue(half.wantsToLinger());
    }

    @Test
    void sendsAllHomeWhenTheLoopSleeps() {
        List<Job> halves = List.of(offer(nothing(), true), offer(nothing(), true), offer(nothing(), true));
        worker.pass();
        assertEquals(List.of(), home());
        waker.announce();

        worker.pass();

        assertEquals(halves, home());
        assertFalse(waker.isAsleep(), "it was woken for them");
    }

    @Test
    void keepsNothingForALoopThatSleeps() {
        waker.announce();
        ReceivingHalf half = offer(nothing(), true);

        worker.pass();

        assertEquals(List.of(half), home());
    }

    /** The end of the input, an error, and what a framing throws are as good as bytes. */
    @Test
    void sendsHomeWhatHasComeToAnEnd() {
        ReceivingHalf ended = offer(new ScriptedChannel().thenRead(target -> -1), true);
        ScriptedChannel faulty = new ScriptedChannel().thenRead(target -> 0).thenRead(target -> {
            throw new IllegalStateException("bug");
        });
        ReceivingHalf failing = offer(faulty, true);

        worker.pass();
        assertEquals(List.of(ended), home());
        worker.pass();

        assertEquals(List.of(failing), home());
        assertEquals("bug", Objects.requireNonNull(failing.failure()).getMessage());
    }

    @Test
    void keepsAtMostJobsMaxAndSendsTheRestHome() {
        for (int i = 0; i < LingeringJobs.JOBS_MAX + 3; i++) {
            offer(nothing(), true);
        }
        while (inbox.trafficCount() > 0) {
            worker.pass();
        }

        assertEquals(3, home().size());
    }

    @Test
    void leavesNothingBehindWhenItEnds() {
        ReceivingHalf half = offer(nothing(), true);
        worker.pass();
        worker.stop();

        worker.run();

        assertEquals(List.of(half), home());
    }

    @Test
    void sendsAllHomeWhenAnEngineComes() {
        ReceivingHalf half = offer(nothing(), true);
        worker.pass();
        pool.join(new Member(new JobInbox<>(2, 2), new CompletionOutbox<>(2), new Waker(() -> {})));

        worker.pass();

        assertEquals(List.of(half), home());
    }

    @Test
    void sendsAllHomeBeforeAStepOfAHandshake() {
        ReceivingHalf half = offer(nothing(), true);
        worker.pass();
        List<Job> homeBefore = new ArrayList<>();
        Job step = new Job(offloaded -> {}, Operation.ACCEPT) {
            @Override
            void run(long nowNanos) {
                homeBefore.addAll(home());
            }
        };
        step.lend(1);
        assertTrue(inbox.offerHandshake(step));

        worker.pass();

        assertEquals(List.of(half), homeBefore);
    }

    /** The framing, or the socket, of this link takes its time. */
    @Test
    void sendsAllHomeBeforeAJobThatWasSlowTheLastTime() {
        ReceivingHalf half = offer(nothing(), true);
        worker.pass();
        List<Job> homeBefore = new ArrayList<>();
        ReceivingHalf slow = offer(
                new ScriptedChannel().thenRead(target -> {
                    homeBefore.addAll(home());
                    return 0;
                }),
                false);
        slow.tookNanos(Worker.SLOW_NANOS + 1);

        worker.pass();

        assertEquals(List.of(half), homeBefore);
    }

    @Test
    void sendsNothingHomeBeforeAJobThatWasJustNotSlow() {
        offer(nothing(), true);
        worker.pass();
        ReceivingHalf next = offer(nothing(), false);
        next.tookNanos(Worker.SLOW_NANOS);

        worker.pass();

        assertEquals(List.of(next), home());
    }

    @Test
    void countsTheLastTryAsTheJobsCostAndAllOfThemAsItsOwn() {
        ScriptedChannel source = new ScriptedChannel()
                .thenRead(target -> {
                    time.advanceNanos(300);
                    return 0;
                })
                .thenRead(target -> {
                    time.advanceNanos(20);
                    return -1;
                });
        ReceivingHalf half = offer(source, true);

        worker.pass();
        worker.pass();

        assertEquals(List.of(half), home());
        assertEquals(20, half.tookNanos());
        assertEquals(320, worker.busyNanos());
    }
}
