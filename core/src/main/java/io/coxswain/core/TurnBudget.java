package io.coxswain.core;

/**
 * How long a turn may take, where the thread belongs to somebody who wants it back. Looked at between two pieces of
 * work: each stage does one piece at least, so that a stage which always uses the time up does not starve those after
 * it.
 *
 * <p><b>Threads.</b> The loop.
 */
final class TurnBudget {
    private final LoopClock clock;
    private boolean isLimited;
    private long startNanos;
    private long nanosMax;

    /** Makes a budget without an end: of a loop on a thread of its own. */
    TurnBudget(LoopClock clock) {
        this.clock = clock;
    }

    /** Begins a turn of so many nanoseconds. */
    void begin(long newNanosMax) {
        isLimited = true;
        nanosMax = newNanosMax;
        startNanos = clock.refresh();
    }

    /** Lets the rest take as long as it takes. */
    void lift() {
        isLimited = false;
    }

    /** Whether the time is over; reads the clock, if there is a limit. */
    boolean isSpent() {
        return isLimited && clock.refresh() - startNanos >= nanosMax;
    }
}
