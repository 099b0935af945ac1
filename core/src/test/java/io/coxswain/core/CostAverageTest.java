package io.coxswain.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** What samples do to an average. */
final class CostAverageTest {
    private final CostAverage cost = new CostAverage(8, 2_000);

    private void take(int count, double nanos) {
        for (int i = 0; i < count; i++) {
            cost.take(nanos);
        }
    }

    @Test
    void comesToWhatAllSamplesAre() {
        take(100, 5_000);

        assertEquals(5_000, cost.nanos(), 1);
    }

    @Test
    void countsASampleOnItsOwnAsFourTimesTheAverageAtMost() {
        cost.take(4_000_000);

        assertEquals(2_000 + (8_000 - 2_000) / 8, cost.nanos(), 1);
    }

    @Test
    void staysWhereItIsWhileOneSampleInAHundredIsInterrupted() {
        for (int i = 0; i < 20; i++) {
            take(99, 2_000);
            cost.take(4_000_000);
        }

        assertTrue(cost.nanos() < 3_000, () -> "it has come to " + cost.nanos());
    }

    @Test
    void followsCostsThatHaveRisenAThousandfoldWithinTwentySamples() {
        take(20, 2_000_000);

        assertTrue(cost.nanos() > 1_800_000, () -> "it has only come to " + cost.nanos());
    }

    /** Small messages and now and then one of 64 KiB: it is the work that is dear, and not what came between. */
    @Test
    void doesNotTakeDearWorkAmongCheapForInterrupted() {
        double sum = 0;
        for (int i = 0; i < 1_000; i++) {
            cost.take(i % 20 == 0 ? 200_000 : 2_000);
            sum += cost.nanos();
        }

        assertEquals(11_900, sum / 1_000, 1_200);
    }

    @Test
    void beginsWithItsFirstSample() {
        CostAverage empty = new CostAverage(5);

        assertEquals(0, empty.nanos(), 0);
        empty.take(400_000);
        assertEquals(400_000, empty.nanos(), 0, "no outlier of nothing");
        empty.take(0);
        assertEquals(320_000, empty.nanos(), 0);
    }

    /** It says 0 ns most of the time. */
    @Test
    void learnsByACoarseClock() {
        for (int i = 0; i < 40; i++) {
            take(39, 0);
            cost.take(1_000);
        }

        assertTrue(cost.nanos() > 100, () -> "it has come to " + cost.nanos());
    }
}
