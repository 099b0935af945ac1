package io.coxswain.core;

import io.coxswain.interleavings.Interleavings;
import io.coxswain.queues.CompletionOutbox;
import io.coxswain.queues.FakeSleeper;
import io.coxswain.queues.JobInbox;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/**
 * What several threads may do to an engine's end at once: close it while it falls asleep, close it while somebody comes to
 * drive it, take its workers away while it wakes them. And the one number that is read while a half is out.
 *
 * <p>As in the lessons {@code EngineClose_01} to {@code EngineClose_04}, {@code Resize_01} and {@code Progress_01}, with a
 * thread more.
 */
class EndingInterleavingsTest {
    private static final WaitStages PARK_AT_ONCE = new WaitStages(0, 0, 0, 1);

    @Test
    void twoClosersWakeALoopThatFallsAsleep() {
        Interleavings.holds(() -> closeWhileItFallsAsleep(true));
    }

    @Test
    void findsALoopThatLooksForTheCloseBeforeItAnnounces() {
        Interleavings.bites(() -> closeWhileItFallsAsleep(false));
    }

    @Test
    void oneOfThreeDrivesAnEngine() {
        Interleavings.holds(EndingInterleavingsTest::comeToDrive);
    }

    @Test
    void findsADriverThatLooksThenBinds() {
        Interleavings.bites(EndingInterleavingsTest::comeToDriveInTwoSteps);
    }

    @Test
    void twoWorkersThatEndPassTheirWakeUpOn() {
        Interleavings.holds(() -> endWhileItWakes(true));
    }

    @Test
    void findsWorkersThatLookBeforeTheyAreUp() {
        Interleavings.bites(() -> endWhileItWakes(false));
    }

    @Test
    void aStampStandsForItsBytes() {
        Interleavings.holds(() -> {
            Progress progress = new Progress();
            Interleavings.inParallel(
                    () -> {
                        progress.advance(10, 1);
                        progress.advance(10, 2);
                    },
                    () -> checkStamp(progress.stampNanos(), progress.totalBytes()),
                    () -> checkStamp(progress.stampNanos(), progress.totalBytes()));
        });
    }

    @Test
    void findsAStampThatComesFirst() {
        Interleavings.bites(() -> {
            AtomicLong stamp = new AtomicLong();
            AtomicLong bytes = new AtomicLong();
            Interleavings.inParallel(
                    () -> {
                        stamp.setRelease(1);
                        bytes.setOpaque(10);
                    },
                    () -> checkStamp(stamp.getAcquire(), bytes.getOpaque()));
        });
    }

    private static void checkStamp(long stampNanos, long totalBytes) {
        if (totalBytes < 10 * stampNanos) {
            throw new AssertionError("stamp " + stampNanos + " with " + totalBytes + " bytes");
        }
    }

    private static void closeWhileItFallsAsleep(boolean announcesFirst) {
        FakeSleeper sleeper = new FakeSleeper();
        Waker waker = new Waker(sleeper);
        Interleavings.inParallel(waker::requestClose, waker::requestClose, () -> {
            boolean isClosed;
            if (announcesFirst) {
                waker.announce();
                isClosed = waker.isCloseRequested();
            } else {
                isClosed = waker.isCloseRequested();
                waker.announce();
            }
            if (!isClosed) {
                sleeper.sleep(); // For ever, if both closers have seen it awake.
            }
            waker.retract();
        });
        if (!waker.isCloseRequested() || sleeper.wakeCount() > 1) {
            throw new AssertionError(sleeper.wakeCount() + " wake-ups for one sleep");
        }
    }

    private static void comeToDrive() {
        Driver driver = new Driver();
        AtomicInteger drivers = new AtomicInteger();
        Runnable thread = () -> {
            if (driver.tryBind()) {
                drivers.getAndIncrement();
                if (!driver.isCurrent() || driver.isCloser()) {
                    throw new AssertionError("bound, and another drives");
                }
            }
        };
        Interleavings.inParallel(thread, thread, () -> {
            if (driver.tryBindCloser()) {
                drivers.getAndIncrement();
            }
        });
        if (drivers.get() != 1) {
            throw new AssertionError(drivers + " threads drive one engine");
        }
    }

    /** The planted bug of the lesson {@code EngineClose_03}. */
    private static void comeToDriveInTwoSteps() {
        AtomicInteger owner = new AtomicInteger();
        AtomicInteger drivers = new AtomicInteger();
        Runnable thread = () -> {
            if (owner.get() == 0) {
                owner.set(1);
                drivers.getAndIncrement();
            }
        };
        Interleavings.inParallel(thread, thread, thread);
        if (drivers.get() != 1) {
            throw new AssertionError(drivers + " threads drive one engine");
        }
    }

    /** Both workers sleep and are asked to end; the loop has a job, and believes that whom it wakes will see to it. */
    private static void endWhileItWakes(boolean retractsFirst) {
        JobInbox<Job> inbox = new JobInbox<>(2, 2);
        FakeSleeper loop = new FakeSleeper();
        Waker waker = new Waker(loop);
        WorkerPool pool = new WorkerPool(() -> 0, PARK_AT_ONCE);
        pool.join(new Member(inbox, new CompletionOutbox<>(2), waker));
        Worker one = new Worker(pool, 0, () -> 0, PARK_AT_ONCE);
        Worker other = new Worker(pool, 1, () -> 0, PARK_AT_ONCE);
        one.parkedFlag().announce();
        other.parkedFlag().announce();
        waker.announce();
        boolean[] believes = new boolean[1];
        Interleavings.inParallel(() -> end(one, pool, retractsFirst), () -> end(other, pool, retractsFirst), () -> {
            inbox.offerTraffic(new CheckedHalf());
            believes[0] = one.parkedFlag().claimWake() || other.parkedFlag().claimWake();
        });
        if (believes[0] && loop.wakeCount() == 0) {
            throw new AssertionError("the wake-up went to a worker that has ended; nobody knows");
        }
    }

    private static void end(Worker worker, WorkerPool pool, boolean retractsFirst) {
        if (retractsFirst) {
            worker.parkedFlag().retract();
            pool.passOnWake();
        } else {
            pool.passOnWake();
            worker.parkedFlag().retract();
        }
    }
}
