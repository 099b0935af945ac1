package io.coxswain.queues;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Who may claim the wake-up, and how often. That no wake-up is lost over a queue is in {@link SleepWakeSpec}. */
class ParkedFlagTest {
    private final ParkedFlag flag = new ParkedFlag();

    @Test
    void needsNoWakingWhileAwake() {
        assertFalse(flag.isAsleep());
        assertFalse(flag.claimWake());
    }

    @Test
    void isClaimedOncePerSleep() {
        flag.announce();

        assertTrue(flag.isAsleep());
        assertTrue(flag.claimWake());
        assertFalse(flag.claimWake());
        assertFalse(flag.isAsleep());
    }

    @Test
    void cannotBeClaimedOnceRetracted() {
        flag.announce();
        flag.retract();

        assertFalse(flag.isAsleep());
        assertFalse(flag.claimWake());
    }

    @Test
    void canBeClaimedAgainInTheNextSleep() {
        flag.announce();
        flag.claimWake();
        flag.retract();

        flag.announce();

        assertTrue(flag.claimWake());
        assertFalse(flag.claimWake());
    }

    /** Three threads claim as fast as they can; each of the owner's sleeps ends by exactly one of the claims. */
    @Test
    void isClaimedByOneOfManyThreads() throws InterruptedException {
        int sleeps = 50_000;
        AtomicInteger claims = new AtomicInteger();
        AtomicInteger slept = new AtomicInteger();
        Crew crew = new Crew();

        for (int i = 0; i < 3; i++) {
            crew.start("claimant-" + i, () -> {
                while (slept.get() < sleeps && crew.goesOn()) {
                    if (flag.claimWake()) {
                        claims.incrementAndGet();
                    } else {
                        Thread.yield();
                    }
                }
            });
        }
        crew.start("owner", () -> {
            while (slept.get() < sleeps && crew.goesOn()) {
                flag.announce();
                while (flag.isAsleep() && crew.goesOn()) {
                    Thread.yield();
                }
                slept.incrementAndGet();
            }
        });
        crew.join();

        assertEquals(sleeps, claims.get());
    }
}
