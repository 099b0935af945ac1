package io.coxswain.core;

/**
 * What one kind of work costs, averaged over samples of it that something may have interrupted.
 *
 * <p>A thread that loses its processor in the middle of a piece of work makes it seem a thousand times as dear as it
 * is, and where samples are rare that would stand for long. So an outlier, a sample above {@value #OUTLIER_TIMES} times
 * the average and {@value #OUTLIER_NANOS_MIN} ns, counts as the greater of these. If another outlier is among the
 * {@value #ISOLATED_SAMPLES} samples before, the work itself is dear, and it counts in full; dear work that is rarer
 * than that is underrated.
 *
 * <p><b>Threads.</b> The loop.
 */
final class CostAverage {
    /** How many times the average a sample on its own may count as. */
    static final int OUTLIER_TIMES = 4;

    /** Samples without an outlier that make the next one stand on its own. */
    static final int ISOLATED_SAMPLES = 32;

    /** An average of nothing, by a coarse clock, must not make an outlier of everything. */
    static final long OUTLIER_NANOS_MIN = 2_000;

    private final int samples;
    private double nanos;
    private boolean isEmpty = true;
    private int samplesSinceOutlier = ISOLATED_SAMPLES;

    /**
     * Makes one of 0 ns, which the first sample replaces.
     *
     * @param samples how many it is about of: each moves it by one part of so many
     */
    CostAverage(int samples) {
        this.samples = samples;
    }

    /** Makes one that begins with a guess. */
    CostAverage(int samples, double guessNanos) {
        this(samples);
        takeMean(guessNanos);
    }

    /** The average, in nanoseconds. */
    double nanos() {
        return nanos;
    }

    /** Takes in one sample. */
    void take(double sampleNanos) {
        takeMean(withoutOutlier(sampleNanos));
    }

    /** Takes in what several samples, each already {@linkplain #withoutOutlier without outlier}, were on average. */
    void takeMean(double meanNanos) {
        nanos = isEmpty ? meanNanos : nanos + (meanNanos - nanos) / samples;
        isEmpty = false;
    }

    /** What one sample counts as; the next is judged with this one in mind. */
    double withoutOutlier(double sampleNanos) {
        double mostNanos = Math.max(OUTLIER_TIMES * nanos, OUTLIER_NANOS_MIN);
        if (isEmpty || sampleNanos <= mostNanos) {
            samplesSinceOutlier = Math.min(samplesSinceOutlier + 1, ISOLATED_SAMPLES);
            return sampleNanos;
        }
        boolean isIsolated = samplesSinceOutlier >= ISOLATED_SAMPLES;
        samplesSinceOutlier = 0;
        return isIsolated ? mostNanos : sampleNanos;
    }
}
