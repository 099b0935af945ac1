package io.coxswain.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** How a mode is spelt. That each named mode echoes is in {@link EchoLoopTest}. */
final class HandOverModeTest {
    @Test
    void readsWhatIsGivenAndKeepsTheRest() {
        HandOverMode mode = HandOverMode.parse("jobs=combined,interest=quiet,wake=patient,gap=1000,naps=20,workers=2");

        assertEquals(HandOverMode.Jobs.COMBINED, mode.jobs());
        assertEquals(HandOverMode.InterestRule.QUIET, mode.interest());
        assertEquals(HandOverMode.WakeRule.PATIENT, mode.wake());
        assertEquals(1_000_000, mode.pace().selectGapNanos());
        assertEquals(20, mode.idling().naps());
        assertEquals(50_000, mode.idling().napNanos());
        assertEquals(2, mode.workers());
    }

    @Test
    void refusesWhatItDoesNotKnow() {
        IllegalArgumentException refusal =
                assertThrows(IllegalArgumentException.class, () -> HandOverMode.parse("jobs=inline,speed=high"));

        assertTrue(String.valueOf(refusal.getMessage()).contains("speed"), refusal.toString());
    }

    @Test
    void refusesTwoWorkersOverOneSelector() {
        assertThrows(IllegalArgumentException.class, () -> HandOverMode.parse("jobs=select,workers=2"));
    }
}
