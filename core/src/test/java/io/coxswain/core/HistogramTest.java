package io.coxswain.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;

/** Times counted by range, held against HdrHistogram. */
class HistogramTest {
    private static final double[] PERCENTS = {0, 1, 10, 50, 75, 90, 99, 99.9, 99.99, 100};

    private final Histogram histogram = new Histogram();

    @Test
    void agreesWithHdrHistogramToAnEighth() {
        for (long seed = 1; seed <= 20; seed++) {
            Random random = new Random(seed);
            Histogram ours = new Histogram();
            org.HdrHistogram.Histogram theirs = new org.HdrHistogram.Histogram(1L << 40, 5);
            for (int i = 0; i < 20_000; i++) {
                long nanos = (long) Math.exp(random.nextDouble() * Math.log(1L << 39));
                ours.record(nanos);
                theirs.recordValue(nanos);
            }

            for (double percent : PERCENTS) {
                double expected = theirs.getValueAtPercentile(percent);
                double found = ours.percentileNanos(percent);
                String what = percent + " % with seed " + seed + ": " + found + " for " + expected;
                assertTrue(found >= expected * 0.999 - 1 && found <= expected * 1.126, what);
            }
            assertEquals(theirs.getMean(), (double) ours.meanNanos(), theirs.getMean() / 1_000);
        }
    }

    @Test
    void putsEveryTimeIntoARangeThatHoldsIt() {
        for (int shift = 0; shift < 40; shift++) {
            for (long near = -1; near <= 1; near++) {
                long nanos = Math.max(0, (1L << shift) + near);
                Histogram one = new Histogram();
                one.record(nanos);
                one.record(nanos * 2 + 2);
                long found = one.percentileNanos(50);
                assertTrue(found >= nanos && found <= nanos + nanos / 8, nanos + " found as " + found);
            }
        }
    }

    @Test
    void countsWhatIsBelowItsRangeAsNothingAndWhatIsAboveAsItsEnd() {
        histogram.record(-5);
        histogram.record(Long.MAX_VALUE);

        assertEquals(2, histogram.count());
        assertEquals(0, histogram.percentileNanos(50));
        assertEquals(Long.MAX_VALUE, histogram.maxNanos());
        assertEquals((1L << 40) - 1, histogram.percentileNanos(100));
        assertEquals((1L << 40) - 1, histogram.sumNanos());
    }

    @Test
    void knowsTimesExactlyUpToSixteenNanosecondsAndTheLongestAlways() {
        for (long nanos = 0; nanos < 16; nanos++) {
            Histogram one = new Histogram();
            one.record(nanos);
            one.record(1_000);
            assertEquals(nanos, one.percentileNanos(50));
            assertEquals(1_000, one.percentileNanos(100));
        }
    }

    @Test
    void saysInOneLineWhatItHas() {
        histogram.record(10);
        histogram.record(14);

        assertEquals("2 times, mean 12 ns, 50 % 10 ns, 99 % 14 ns, longest 14 ns", histogram.toString());
    }

    @Test
    void isEmptyAtFirst() {
        assertEquals(0, histogram.count());
        assertEquals(0, histogram.percentileNanos(99));
        assertEquals(0, histogram.meanNanos());
    }

    @Test
    void copiesWhatDoesNotChangeAnyMore() {
        histogram.record(100);
        Histogram copy = histogram.copy();
        histogram.record(1_000_000);

        assertEquals(1, copy.count());
        assertEquals(100, copy.maxNanos());
    }

    @Test
    void refusesAPercentileThatIsNone() {
        for (double percent : new double[] {-0.1, 100.1, Double.NaN}) {
            assertThrows(IllegalArgumentException.class, () -> histogram.percentileNanos(percent));
        }
    }
}
