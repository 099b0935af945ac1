package io.coxswain.queues;

import io.coxswain.interleavings.Interleavings;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/**
 * The loop goes to sleep while two others bring it work: it gets up for all of it, and nobody wakes it more than once for
 * each sleep. Over a {@link FakeSleeper}, and the same with a worker as the sleeper.
 *
 * <p>Only the order of the steps: the model checker knows no store buffers, so what the two fences are for is in the
 * lessons {@code SleepWake_01} to {@code SleepWake_06}.
 */
class SleepWakeInterleavingsTest {
    /** How the loop goes to sleep. */
    private enum Bedtime {
        ANNOUNCE_THEN_LOOK,
        LOOK_THEN_ANNOUNCE
    }

    @Test
    void getsUpForTwoSenders() {
        Interleavings.holds(() -> sendersAndLoop(Bedtime.ANNOUNCE_THEN_LOOK));
    }

    @Test
    void findsALoopThatLooksBeforeItAnnounces() {
        Interleavings.bites(() -> sendersAndLoop(Bedtime.LOOK_THEN_ANNOUNCE));
    }

    @Test
    void getsUpForAWorkerAndASenderOverAGap() {
        Interleavings.holds(SleepWakeInterleavingsTest::workersAndLoop);
    }

    @Test
    void aWorkerGetsUpForAJobThatOthersMayTake() {
        Interleavings.holds(() -> loopAndWorkers(true));
    }

    @Test
    void findsALoopThatOffersAfterItHasAsked() {
        Interleavings.bites(() -> loopAndWorkers(false));
    }

    private static void sendersAndLoop(Bedtime bedtime) {
        Mailbox<String> mailbox = new Mailbox<>(4);
        ParkedFlag flag = new ParkedFlag();
        FakeSleeper sleeper = new FakeSleeper();
        Runnable sender = () -> {
            if (mailbox.offer("message") != Mailbox.Offer.ACCEPTED) {
                throw new AssertionError("there was room");
            }
            if (flag.claimWake()) {
                sleeper.wake();
            }
        };
        Interleavings.inParallel(sender, sender, () -> {
            int received = 0;
            int sleeps = 0;
            while (received < 2) {
                if (mailbox.poll() != null) {
                    received++;
                    continue;
                }
                sleeps += sleepIfIdle(mailbox, flag, sleeper, bedtime) ? 1 : 0;
            }
            if (sleeper.wakeCount() > sleeps + 1) {
                throw new AssertionError(sleeper.wakeCount() + " wake-ups for " + sleeps + " sleeps");
            }
        });
    }

    private static boolean sleepIfIdle(Mailbox<String> mailbox, ParkedFlag flag, FakeSleeper sleeper, Bedtime bedtime) {
        boolean isIdle;
        if (bedtime == Bedtime.ANNOUNCE_THEN_LOOK) {
            flag.announce();
            isIdle = !mailbox.hasMessages();
        } else {
            isIdle = !mailbox.hasMessages();
            flag.announce();
        }
        if (isIdle) {
            sleeper.sleep();
        }
        flag.retract();
        return isIdle;
    }

    /** The loop finds neither completion until the first slot is filled, and may sleep over that. */
    private static void workersAndLoop() {
        CompletionOutbox<String> outbox = new CompletionOutbox<>(2);
        outbox.tryReserve();
        outbox.tryReserve();
        ParkedFlag flag = new ParkedFlag();
        FakeSleeper sleeper = new FakeSleeper();
        Runnable worker = () -> {
            outbox.complete("job");
            if (flag.claimWake()) {
                sleeper.wake();
            }
        };
        Interleavings.inParallel(worker, worker, () -> {
            while (outbox.reservedPlaces() > 0) {
                if (outbox.drain(completion -> {}, 2) == 0) {
                    flag.announce();
                    if (!outbox.hasCompletions()) {
                        sleeper.sleep();
                    }
                    flag.retract();
                }
            }
        });
    }

    /** One worker is up and may be faster; the other sleeps whenever it finds nothing, until the job is done. */
    private static void loopAndWorkers(boolean publishesFirst) {
        JobInbox<String> inbox = new JobInbox<>(2, 2);
        ParkedFlag flag = new ParkedFlag();
        FakeSleeper sleeper = new FakeSleeper();
        AtomicInteger done = new AtomicInteger();
        Interleavings.inParallel(
                () -> {
                    boolean isMine = !publishesFirst && flag.claimWake();
                    inbox.offerTraffic("one");
                    isMine |= publishesFirst && flag.claimWake();
                    if (isMine) {
                        sleeper.wake();
                    }
                },
                () -> {
                    if (inbox.taker().take(false) != null) {
                        done.getAndIncrement();
                        // As somebody who asks it to end does: it has nothing left to get up for.
                        if (flag.claimWake()) {
                            sleeper.wake();
                        }
                    }
                },
                () -> {
                    while (done.get() < 1) {
                        if (inbox.taker().take(false) != null) {
                            done.getAndIncrement();
                            continue;
                        }
                        flag.announce();
                        if (!inbox.hasJobs(false) && done.get() < 1) {
                            sleeper.sleep();
                        }
                        flag.retract();
                    }
                });
    }
}
