package io.coxswain.queues;

import io.coxswain.interleavings.Interleavings;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.function.BiConsumer;
import org.jctools.queues.atomic.MpscAtomicArrayQueue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * All the way round, the loop and two workers: out through the {@link JobInbox} and home through the
 * {@link CompletionOutbox}, with queues so small that everything is full all the time.
 */
class HandOverInterleavingsTest {
    private static final int JOBS = 4;
    private static final int PLACES = 2;

    @Test
    void everyJobIsDoneOnceAndComesHome() {
        Interleavings.holds(() -> roundTrip(HandOverInterleavingsTest::drainAsItIs));
    }

    @Test
    void findsALoopThatFreesAPlaceBeforeThePoll() {
        Interleavings.bites(HandOverInterleavingsTest::freedBeforeThePoll);
    }

    @Test
    void neitherLaneLosesOrDoublesAJob() {
        Interleavings.holds(HandOverInterleavingsTest::twoLanes);
    }

    @Test
    void aFullRingRefusesAndLosesNothing() {
        Interleavings.holds(HandOverInterleavingsTest::fullRing);
    }

    @Test
    void aBarrierThatDrainsEnds() {
        Interleavings.holds(() -> barrier(true));
    }

    @Test
    void findsABarrierThatDoesNotDrain() {
        Interleavings.bites(() -> barrier(false));
    }

    /** The loop sends four jobs out by two places; two workers do them. */
    private static void roundTrip(BiConsumer<CompletionOutbox<Integer>, AtomicIntegerArray> drain) {
        JobInbox<Integer> inbox = new JobInbox<>(JOBS, 2);
        CompletionOutbox<Integer> outbox = new CompletionOutbox<>(PLACES);
        AtomicIntegerArray done = new AtomicIntegerArray(JOBS);
        AtomicIntegerArray home = new AtomicIntegerArray(JOBS);
        Runnable worker = () -> {
            for (int i = 0; i < 2; i++) {
                Integer job = inbox.taker().take(false);
                if (job != null) {
                    done.getAndIncrement(job);
                    outbox.complete(job); // Throws if there is no room.
                }
            }
        };
        int[] offered = new int[1];
        Interleavings.inParallel(worker, worker, () -> {
            for (int job = 0; job < JOBS; job++) {
                if (!outbox.tryReserve()) {
                    drain.accept(outbox, home);
                } else if (inbox.offerTraffic(job)) {
                    offered[0]++;
                } else {
                    throw new AssertionError("there was room");
                }
            }
        });
        Integer left = inbox.takeBack();
        while (left != null) {
            outbox.cancelReservation();
            offered[0]--;
            left = inbox.takeBack();
        }
        drain.accept(outbox, home);
        check(outbox.reservedPlaces() == 0, "a place is still reserved");
        int sum = 0;
        for (int job = 0; job < JOBS; job++) {
            check(done.get(job) == home.get(job) && done.get(job) < 2, "a job done twice, or not home");
            sum += home.get(job);
        }
        check(sum == offered[0], "a job is gone");
    }

    private static void drainAsItIs(CompletionOutbox<Integer> outbox, AtomicIntegerArray home) {
        outbox.drain(home::getAndIncrement, PLACES);
    }

    /** The planted bug of the lesson {@code Reservation_02}. */
    private static void freedBeforeThePoll() {
        JobInbox<String> inbox = new JobInbox<>(2, 2);
        MpscAtomicArrayQueue<String> completions = new MpscAtomicArrayQueue<>(PLACES);
        completions.offer("first");
        completions.offer("second");
        Runnable worker = () -> {
            String job = inbox.taker().take(false);
            if (job != null) {
                check(completions.offer(job), "no room for a completion whose place was reserved");
            }
        };
        Interleavings.inParallel(worker, worker, () -> {
            // One place is free as soon as its completion is polled; this loop believes it a moment earlier.
            inbox.offerTraffic("third");
            completions.relaxedPoll();
        });
    }

    /** A worker that does handshakes and one that does not, and a loop that takes back what it can. */
    private static void twoLanes() {
        JobInbox<Integer> inbox = new JobInbox<>(2, 2);
        AtomicIntegerArray taken = new AtomicIntegerArray(JOBS);
        inbox.offerTraffic(0);
        inbox.offerHandshake(1);
        Interleavings.inParallel(() -> takeTwo(inbox, taken, true), () -> takeTwo(inbox, taken, false), () -> {
            check(inbox.offerHandshake(3), "there was room");
            if (!inbox.offerTraffic(2)) {
                taken.getAndIncrement(2); // A slot that is just being emptied: the loop does it itself.
            }
            count(taken, inbox.takeBack());
            count(taken, inbox.takeBackHandshake());
        });
        takeTwo(inbox, taken, true);
        takeTwo(inbox, taken, true);
        for (int job = 0; job < JOBS; job++) {
            check(taken.get(job) == 1, "a job was taken " + taken.get(job) + " times");
        }
    }

    private static void takeTwo(JobInbox<Integer> inbox, AtomicIntegerArray taken, boolean withHandshakes) {
        JobInbox.Taker<Integer> taker = inbox.taker();
        count(taken, taker.take(withHandshakes));
        count(taken, taker.take(withHandshakes));
    }

    private static void count(AtomicIntegerArray taken, @Nullable Integer job) {
        if (job != null) {
            taken.getAndIncrement(job);
        }
    }

    /** Two workers make room in a full ring. */
    private static void fullRing() {
        JobInbox<Integer> inbox = new JobInbox<>(2, 2);
        AtomicIntegerArray taken = new AtomicIntegerArray(JOBS);
        inbox.offerTraffic(0);
        inbox.offerTraffic(1);
        int[] accepted = {2};
        Runnable worker = () -> count(taken, inbox.taker().take(false));
        Interleavings.inParallel(worker, worker, () -> {
            accepted[0] += inbox.offerTraffic(2) ? 1 : 0;
            accepted[0] += inbox.offerTraffic(3) ? 1 : 0;
        });
        takeTwo(inbox, taken, false);
        int sum = 0;
        for (int job = 0; job < JOBS; job++) {
            check(taken.get(job) < 2, "a job was taken twice");
            sum += taken.get(job);
        }
        check(sum == accepted[0], accepted[0] + " jobs were accepted, " + sum + " taken");
    }

    /** A queue full of completions, two workers with one more each, and a loop that waits for them. */
    private static void barrier(boolean drains) {
        if (drains) {
            CompletionOutbox<String> outbox = new CompletionOutbox<>(4);
            for (int i = 0; i < 4; i++) {
                outbox.tryReserve();
            }
            outbox.complete("first");
            outbox.complete("second");
            Runnable worker = () -> outbox.complete("late");
            Interleavings.inParallel(worker, worker, () -> {
                while (outbox.reservedPlaces() > 0) {
                    if (outbox.drain(finished -> {}, 1) == 0) {
                        Thread.onSpinWait();
                    }
                }
            });
        } else {
            // The planted bug of the lesson Barrier_01.
            MpscAtomicArrayQueue<String> completions = new MpscAtomicArrayQueue<>(2);
            completions.offer("first");
            completions.offer("second");
            AtomicIntegerArray finished = new AtomicIntegerArray(1);
            Runnable worker = () -> {
                while (!completions.offer("late")) {
                    Thread.onSpinWait();
                }
                finished.getAndIncrement(0);
            };
            Interleavings.inParallel(worker, worker, () -> {
                while (finished.get(0) < 2) {
                    Thread.onSpinWait();
                }
            });
        }
    }

    private static void check(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise);
        }
    }
}
