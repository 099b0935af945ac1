package io.coxswain.queues;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/**
 * A thread that sleeps by its {@link ParkedFlag} over one of the queues misses no work. Here with real parking, and
 * each queue's own way of telling that there is work; which fences that needs is proved by the lessons
 * {@code SleepWake_01} to {@code SleepWake_03} in {@code jcstress-tests}.
 */
abstract class SleepWakeSpec {
    private static final int ROUNDS = 100_000;

    /** A sleep that lasts so long has missed its wake-up. */
    private static final Duration SLEEP_LIMIT = Duration.ofSeconds(20);

    /** What {@link Source#take()} answers when it finds nothing. */
    static final int NOTHING = -1;

    /** A queue of round numbers, with one thread at each end. */
    interface Source {
        void publish(int round);

        boolean hasWork();

        int take();
    }

    abstract Source open();

    /**
     * The waker publishes the next round as soon as the owner has acknowledged the last one, after a pause that grows
     * from nothing to a few microseconds and starts again: so work meets the owner at every step on its way to sleep.
     */
    @Test
    void wakesTheOwnerForEveryPieceOfWork() throws InterruptedException {
        Source source = open();
        ParkedFlag flag = new ParkedFlag();
        AtomicInteger acknowledged = new AtomicInteger(NOTHING);
        AtomicInteger sleeps = new AtomicInteger();
        AtomicInteger wakes = new AtomicInteger();
        Crew crew = new Crew();

        Thread owner = crew.start("owner", () -> {
            for (int round = 0; round < ROUNDS && crew.goesOn(); round++) {
                int taken = source.take();
                while (taken == NOTHING && crew.goesOn()) {
                    sleeps.incrementAndGet();
                    sleepUnlessThereIsWork(source, flag, round);
                    taken = source.take();
                }
                assertEquals(round, taken);
                acknowledged.set(round);
            }
        });
        crew.start("waker", () -> {
            for (int round = 0; round < ROUNDS && crew.goesOn(); round++) {
                for (int pause = round % 128; pause > 0; pause--) {
                    Thread.onSpinWait();
                }
                source.publish(round);
                if (flag.claimWake()) {
                    wakes.incrementAndGet();
                    LockSupport.unpark(owner);
                }
                while (acknowledged.get() != round && crew.goesOn()) {
                    Thread.yield();
                }
            }
        });
        crew.join();

        assertTrue(wakes.get() > 0, "the owner never slept, so nothing was tried");
        assertTrue(wakes.get() <= sleeps.get(), () -> wakes + " wake-ups for " + sleeps + " sleeps");
    }

    private static void sleepUnlessThereIsWork(Source source, ParkedFlag flag, int round) {
        flag.announce();
        if (!source.hasWork()) {
            long beforeNanos = System.nanoTime();
            LockSupport.parkNanos(SLEEP_LIMIT.toNanos());
            long sleptNanos = System.nanoTime() - beforeNanos;
            assertTrue(sleptNanos < SLEEP_LIMIT.toNanos(), () -> "nobody woke the owner for round " + round);
        }
        flag.retract();
    }
}
