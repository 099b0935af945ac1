package io.coxswain.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** What the load generator reports as percentiles. How it takes the times is seen in a run only. */
final class LatencyHistogramTest {
    private final LatencyHistogram histogram = new LatencyHistogram();

    @Test
    void tellsSmallValuesExactly() {
        for (int nanos = 0; nanos < 100; nanos++) {
            histogram.record(nanos);
        }

        assertEquals(50, histogram.percentile(0.5));
        assertEquals(99, histogram.percentile(0.99));
        assertEquals(99, histogram.percentile(1));
        assertEquals(100, histogram.total());
    }

    @Test
    void isAtMostASixtyFourthBelowAnyValue() {
        for (long nanos = 1; nanos > 0 && nanos < Long.MAX_VALUE / 3; nanos = nanos * 3 + 1) {
            histogram.clear();
            histogram.record(nanos);

            long told = histogram.percentile(0.5);

            assertTrue(told <= nanos, told + " for " + nanos);
            assertTrue(nanos - told <= nanos / 64, told + " for " + nanos);
        }
    }

    @Test
    void takesTheLongestValueThereIs() {
        histogram.record(Long.MAX_VALUE);

        assertTrue(histogram.percentile(1) > Long.MAX_VALUE / 2);
    }

    @Test
    void saysZeroWhenNothingWasRecorded() {
        assertEquals(0, histogram.percentile(0.5));
    }
}
