package io.coxswain.core;

/**
 * How long the loop's turns took, all of them and lately: whatever becomes ready waits at most for the turn to end.
 *
 * <p>The loop's lag is the longest turn of the last second or two. It is measured by the clock that the loop reads
 * anyway, so time after the last look of one turn counts for the next.
 *
 * <p><b>Threads.</b> The loop.
 */
final class TurnTimes {
    private static final long WINDOW_NANOS = 1_000_000_000;

    private final Histogram all = new Histogram();
    private long windowStartNanos;
    private long longestNanos;
    private long longestBeforeNanos;

    /** Counts a turn that had work, without the time that it slept. */
    void record(long nanos, long nowNanos) {
        all.record(nanos);
        moveWindow(nowNanos);
        longestNanos = Math.max(longestNanos, nanos);
    }

    private void moveWindow(long nowNanos) {
        long ageNanos = nowNanos - windowStartNanos;
        if (ageNanos >= WINDOW_NANOS || ageNanos < 0) {
            longestBeforeNanos = ageNanos >= 0 && ageNanos < 2 * WINDOW_NANOS ? longestNanos : 0;
            longestNanos = 0;
            windowStartNanos = nowNanos;
        }
    }

    /** The longest turn of the last second or two. */
    long lagNanos(long nowNanos) {
        moveWindow(nowNanos);
        return Math.max(longestNanos, longestBeforeNanos);
    }

    Histogram all() {
        return all;
    }
}
