package io.coxswain.benchmarks;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * The median of what several rounds gave, and how far it can be trusted: the percentile interval of the bootstrap,
 * after Efron and Tibshirani, <i>An Introduction to the Bootstrap</i> (1993), sections 6.2 and 13.3. Rounds are drawn
 * again from those that were measured, with replacement, {@value #RESAMPLES} times; of the medians of these draws the
 * middle {@value #CONFIDENCE_PERCENT} percent lie within the interval.
 *
 * <p>Seven rounds are few for it: the ends are medians of the measured values or means of two of them, so the
 * interval is coarse. It is computed from a fixed seed, so that the same rounds give the same interval.
 *
 * <p><b>Threads.</b> Immutable.
 *
 * @param median the middle one, or the mean of the two in the middle; NaN if there is nothing to tell
 * @param low lower end of the interval
 * @param high upper end of the interval
 */
record Interval(double median, double low, double high) {
    static final int CONFIDENCE_PERCENT = 95;

    private static final int RESAMPLES = 4_000;
    private static final long SEED = 1993;
    private static final Interval NOTHING = new Interval(Double.NaN, Double.NaN, Double.NaN);

    /** Of one value for each round. One that is not a number makes all of it none. */
    static Interval of(double... values) {
        if (values.length == 0 || !Arrays.stream(values).allMatch(Double::isFinite)) {
            return NOTHING;
        }
        double[] medians = new double[RESAMPLES];
        double[] drawn = new double[values.length];
        SplittableRandom random = new SplittableRandom(SEED);
        for (int i = 0; i < RESAMPLES; i++) {
            for (int j = 0; j < drawn.length; j++) {
                drawn[j] = values[random.nextInt(values.length)];
            }
            medians[i] = sortAndTakeMedian(drawn);
        }
        Arrays.sort(medians);
        int outside = RESAMPLES * (100 - CONFIDENCE_PERCENT) / 200;
        return new Interval(sortAndTakeMedian(values.clone()), medians[outside], medians[RESAMPLES - 1 - outside]);
    }

    private static double sortAndTakeMedian(double[] values) {
        Arrays.sort(values);
        int last = values.length - 1;
        return (values[last / 2] + values[(last + 1) / 2]) / 2;
    }

    /** Whether there is anything to tell. */
    boolean isKnown() {
        return !Double.isNaN(median);
    }
}
