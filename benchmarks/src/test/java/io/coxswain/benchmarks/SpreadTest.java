package io.coxswain.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

/** How rounds become one figure. */
final class SpreadTest {
    @Test
    void takesTheMiddleOfAnOddNumber() {
        assertEquals(new Spread(3, 1, 9), Spread.of(9, 1, 3));
    }

    @Test
    void takesTheMeanOfTheTwoInTheMiddle() {
        assertEquals(new Spread(2.5, 1, 9), Spread.of(9, 1, 3, 2));
    }

    @Test
    void comparesResultsOfTheSameRound() {
        Spread ratios = Spread.ofPairs(List.of(2.0, 9.0, 4.0), List.of(1.0, 3.0, 4.0), (one, other) -> one / other);

        assertEquals(new Spread(2, 1, 3), ratios);
        assertEquals("2.00 [1.00, 3.00]", ratios.ratio());
    }

    @Test
    void isWrittenInMicroseconds() {
        assertEquals("1.50 [1.00, 2.25]", Spread.of(1_000, 1_500, 2_250).micros());
    }
}
