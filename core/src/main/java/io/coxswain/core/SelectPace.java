package io.coxswain.core;

/**
 * How often a loop that has links waiting looks at its selector all the same.
 *
 * <p>A look finds what is new, and finds once more every link that is readable and waits for its turn. So it costs by
 * the links that wait, and is worth the less the more of them there are: what it finds goes behind them. The time to
 * the next look is {@value #INTERVAL_LOOKS} times what the last one took, within bounds, so that a crowd of ready links
 * spends its time on being read. A loop with few links waiting looks in every turn, lest it runs out of them.
 *
 * <p><b>Threads.</b> The loop.
 *
 * <p><b>Limits.</b> A link of the kind that has none waiting, and whatever is to be accepted or connected, is found
 * after {@value #INTERVAL_NANOS_MAX} ns at the latest, and the stages of the turn in between.
 */
final class SelectPace {
    /** With fewer links waiting for their turn than this, a look is due in every turn. */
    static final int WAITING_LINKS_MIN = 8;

    /** The time between two looks that take no time to speak of, in nanoseconds. */
    static final long INTERVAL_NANOS_MIN = 1_000_000;

    /** The time between two looks, however long they take, in nanoseconds. */
    static final long INTERVAL_NANOS_MAX = 8_000_000;

    /** The next look comes after so many times what the last one took, within the bounds above. */
    static final int INTERVAL_LOOKS = 16;

    private long lastNanos;
    private long intervalNanos = INTERVAL_NANOS_MIN;

    /** Whether a loop that has so many links waiting should look now. */
    boolean isDue(int waitingCount, long nowNanos) {
        return waitingCount < WAITING_LINKS_MIN || nowNanos - lastNanos >= intervalNanos;
    }

    /** Takes in a look that a loop with something to do has made. */
    void onLook(long startNanos, long endNanos) {
        lastNanos = endNanos;
        intervalNanos =
                Math.min(INTERVAL_NANOS_MAX, Math.max(INTERVAL_NANOS_MIN, INTERVAL_LOOKS * (endNanos - startNanos)));
    }

    /** Takes in a look of a loop that had nothing else to do, however long it slept. */
    void onIdleLook(long endNanos) {
        lastNanos = endNanos;
        intervalNanos = INTERVAL_NANOS_MIN;
    }
}
