package io.coxswain.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** How rounds become one figure, and how it is written. */
final class IntervalTest {
    @Test
    void takesTheMiddleOfAnOddNumber() {
        assertEquals(3, Interval.of(9, 1, 3).median());
    }

    @Test
    void takesTheMeanOfTheTwoInTheMiddle() {
        assertEquals(2.5, Interval.of(9, 1, 3, 2).median());
    }

    @Test
    void isAPointForOneRound() {
        assertEquals(new Interval(4, 4, 4), Interval.of(4));
    }

    @Test
    void givesTheSameForTheSameRounds() {
        double[] rounds = {3, 1, 4, 1, 5, 9, 2};

        assertEquals(Interval.of(rounds), Interval.of(rounds.clone()));
        assertEquals(9, rounds[5], "the rounds were sorted");
    }

    @Test
    void leavesOneOutlierOfSevenOutside() {
        Interval interval = Interval.of(10, 11, 12, 13, 14, 15, 1_000);

        assertEquals(13, interval.median());
        assertTrue(interval.high() <= 15 && interval.low() >= 10, interval.toString());
    }

    @Test
    void holdsTheTrueMedianInMostExperiments() {
        SplittableRandom random = new SplittableRandom(7);
        int held = 0;
        for (int i = 0; i < 400; i++) {
            double[] rounds = new double[15];
            Arrays.setAll(rounds, any -> random.nextDouble());
            Interval interval = Interval.of(rounds);
            held += interval.low() <= 0.5 && 0.5 <= interval.high() ? 1 : 0;
        }

        assertTrue(held >= 360 && held <= 398, held + " of 400");
    }

    @Test
    void knowsNothingWhereARoundHasNoNumber() {
        assertFalse(Interval.of(1, Double.NaN, 2).isKnown());
        assertFalse(Interval.of().isKnown());
        assertEquals("-", Unit.RATIO.write(Interval.of()));
    }

    @Test
    void isWrittenInItsUnit() {
        assertEquals("1.50 [1.00, 2.25]", Unit.MICROS.write(new Interval(1_500, 1_000, 2_250)));
        assertEquals("7", Unit.WHOLE.write(new Interval(7, 7, 7)));
    }
}
