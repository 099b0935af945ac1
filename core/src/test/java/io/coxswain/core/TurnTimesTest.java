package io.coxswain.core;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** The loop's lag by a clock that the test moves. That turns are measured is tested in {@link SeenTimesTest}. */
final class TurnTimesTest {
    private static final long SECOND = 1_000_000_000;

    private final TurnTimes times = new TurnTimes();

    @Test
    void remembersTheLongestTurnForOneSecondAndForgetsItAfterTwo() {
        times.record(500, SECOND);
        times.record(70, SECOND + 1);

        assertEquals(500, times.lagNanos(SECOND + 2));
        times.record(30, 2 * SECOND);
        assertEquals(500, times.lagNanos(3 * SECOND - 1));
        times.record(40, 3 * SECOND);
        assertEquals(40, times.lagNanos(3 * SECOND + 1));
    }

    @Test
    void isNothingAfterALongSleep() {
        times.record(500, SECOND);

        assertEquals(0, times.lagNanos(20 * SECOND));
        assertEquals(500, times.all().maxNanos());
    }

    @Test
    void forgetsTheSecondBeforeTheLastToTheNanosecond() {
        times.record(500, SECOND);

        assertEquals(500, times.lagNanos(3 * SECOND - 1));

        TurnTimes others = new TurnTimes();
        others.record(500, SECOND);
        assertEquals(0, others.lagNanos(3 * SECOND));
    }

    @Test
    void beginsItsFirstSecondWithAClockBelowZero() {
        long start = Long.MIN_VALUE + 5;
        times.record(500, start);

        assertEquals(500, times.lagNanos(start + 2 * SECOND - 1));

        TurnTimes others = new TurnTimes();
        others.record(500, start);
        assertEquals(0, others.lagNanos(start + 2 * SECOND));
    }
}
