package io.coxswain.core;

import io.coxswain.interleavings.Interleavings;
import io.coxswain.queues.CompletionOutbox;
import io.coxswain.queues.JobInbox;
import org.junit.jupiter.api.Test;

/**
 * A half has one holder at a time and is home when its lease says so: the loop lends two halves again and again, two
 * workers do what they find. And a link that is closed meanwhile keeps its segments until the last of its jobs is home.
 *
 * <p>What becomes visible with the lease is in the lessons {@code Lease_01}, {@code ReadSnapshot_01} and those behind them.
 */
class LeaseInterleavingsTest {
    /** What a worker does with a job, last. */
    private enum Order {
        PERFORM_THEN_COMPLETE,
        COMPLETE_THEN_PERFORM
    }

    @Test
    void aHalfHasOneHolderAtATime() {
        Interleavings.holds(() -> lendAgainAndAgain(Order.PERFORM_THEN_COMPLETE));
    }

    @Test
    void findsAWorkerThatCompletesTooEarly() {
        Interleavings.bites(() -> lendAgainAndAgain(Order.COMPLETE_THEN_PERFORM));
    }

    @Test
    void aClosedLinkKeepsItsSegmentsUntilItsLastJobIsHome() {
        Interleavings.holds(() -> closeWhileOut(true));
    }

    @Test
    void findsALinkThatReturnsItsSegmentsAtOnce() {
        Interleavings.bites(() -> closeWhileOut(false));
    }

    private static void lendAgainAndAgain(Order order) {
        JobInbox<Job> inbox = new JobInbox<>(4, 2);
        CompletionOutbox<Job> outbox = new CompletionOutbox<>(2);
        CheckedHalf receiving = new CheckedHalf();
        CheckedHalf sending = new CheckedHalf();
        int[] lent = new int[1];
        Runnable worker = () -> {
            work(inbox, outbox, order);
            work(inbox, outbox, order);
        };
        Interleavings.inParallel(worker, worker, () -> {
            for (int i = 0; i < 2; i++) {
                lent[0] += lendIfHome(receiving, inbox, outbox) ? 1 : 0;
                lent[0] += lendIfHome(sending, inbox, outbox) ? 1 : 0;
                outbox.drain(LeaseInterleavingsTest::takeHome, 2);
            }
        });
        outbox.drain(LeaseInterleavingsTest::takeHome, 2);
        while (inbox.takeBack() != null) {
            outbox.cancelReservation();
            lent[0]--;
        }
        if (receiving.runCount() + sending.runCount() != lent[0] || outbox.reservedPlaces() != 0) {
            throw new AssertionError("a job is gone, or came home twice");
        }
    }

    private static boolean lendIfHome(CheckedHalf half, JobInbox<Job> inbox, CompletionOutbox<Job> outbox) {
        if (half.isLent() || !outbox.tryReserve()) {
            return false;
        }
        half.lend(0);
        if (!inbox.offerTraffic(half)) {
            throw new AssertionError("there was room");
        }
        return true;
    }

    private static void work(JobInbox<Job> inbox, CompletionOutbox<Job> outbox, Order order) {
        Job job = inbox.taker().take(false);
        if (job == null) {
            return;
        }
        if (order == Order.PERFORM_THEN_COMPLETE) {
            job.perform(0);
            outbox.complete(job);
        } else {
            outbox.complete(job);
            job.perform(0);
        }
    }

    private static void takeHome(Job job) {
        job.reclaim();
        ((CheckedHalf) job).checkLastJob();
    }

    /** Both halves of a link are out, one with each worker, and the loop closes it from inside of a callback. */
    private static void closeWhileOut(boolean holdsForJobs) {
        JobInbox<Job> inbox = new JobInbox<>(2, 2);
        CompletionOutbox<Job> outbox = new CompletionOutbox<>(2);
        CheckedHalf receiving = new CheckedHalf();
        CheckedHalf sending = new CheckedHalf();
        int[] endings = new int[1];
        LinkHolds holds = new LinkHolds(() -> {
            endings[0]++;
            receiving.returnSegment();
            sending.returnSegment();
        });
        Runnable worker = () -> work(inbox, outbox, Order.PERFORM_THEN_COMPLETE);
        Interleavings.inParallel(worker, worker, () -> {
            dispatch(receiving, holds, holdsForJobs, inbox, outbox);
            dispatch(sending, holds, holdsForJobs, inbox, outbox);
            holds.enter();
            holds.end();
            holds.leave();
            outbox.drain(job -> backHome(job, holds, holdsForJobs), 2);
        });
        outbox.drain(job -> backHome(job, holds, holdsForJobs), 2);
        Job left = inbox.takeBack();
        while (left != null) {
            outbox.cancelReservation();
            backHome(left, holds, holdsForJobs);
            left = inbox.takeBack();
        }
        if (endings[0] != 1 || !receiving.isReturned() || outbox.reservedPlaces() != 0) {
            throw new AssertionError("the link ended " + endings[0] + " times");
        }
    }

    private static void dispatch(
            CheckedHalf half,
            LinkHolds holds,
            boolean holdsForJobs,
            JobInbox<Job> inbox,
            CompletionOutbox<Job> outbox) {
        lendIfHome(half, inbox, outbox);
        if (holdsForJobs) {
            holds.retainForJob();
        }
    }

    private static void backHome(Job job, LinkHolds holds, boolean holdsForJobs) {
        takeHome(job);
        if (holdsForJobs) {
            holds.releaseForJob();
        }
    }
}
