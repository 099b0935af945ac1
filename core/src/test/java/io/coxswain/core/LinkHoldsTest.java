package io.coxswain.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** What keeps a link from ending, on its own. That a link asks for it is tested in {@link JobInFlightTest}. */
class LinkHoldsTest {
    private int endings;
    private final LinkHolds holds = new LinkHolds(() -> endings++);

    @Test
    void endsAtOnceWhatNothingHolds() {
        assertFalse(holds.isUnheld());

        holds.end();

        assertTrue(holds.isUnheld());
        assertEquals(1, endings);
    }

    @Test
    void endsWithTheLastJobThatComesHome() {
        holds.retainForJob();
        holds.retainForJob();
        holds.end();

        holds.releaseForJob();
        assertFalse(holds.isUnheld());
        holds.releaseForJob();

        assertTrue(holds.isUnheld());
        assertEquals(1, endings);
    }

    @Test
    void endsOnceTheLoopIsOutOfTheApplicationAltogether() {
        holds.enter();
        holds.enter();
        holds.end();

        holds.leave();
        assertTrue(holds.isInside());
        assertFalse(holds.isUnheld());
        holds.leave();

        assertFalse(holds.isInside());
        assertTrue(holds.isUnheld());
        assertEquals(1, endings);
    }

    @Test
    void waitsForJobsAndTheApplicationAlike() {
        holds.retainForJob();
        holds.enter();
        holds.end();

        holds.leave();
        assertEquals(0, endings);
        holds.releaseForJob();

        assertEquals(1, endings);
    }

    @Test
    void livesOnWhileNobodyWantsItsEnd() {
        holds.retainForJob();
        holds.releaseForJob();
        holds.enter();
        holds.leave();

        assertFalse(holds.isUnheld());
        assertEquals(0, endings);
    }

    @Test
    void saysWhoHoldsWhatIsToEnd() {
        holds.retainForJob();
        holds.enter();
        assertEquals("", holds.toString());

        holds.end();
        assertEquals(", held by 1 jobs and the application", holds.toString());
        holds.leave();

        assertEquals(", held by 1 jobs", holds.toString());
    }
}
