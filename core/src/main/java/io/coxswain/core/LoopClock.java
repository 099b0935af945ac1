package io.coxswain.core;

import java.util.function.LongSupplier;

/**
 * The loop's time: read from outside where that matters, and remembered in between.
 *
 * <p><b>Threads.</b> The loop.
 */
final class LoopClock {
    private final LongSupplier source;
    private long nowNanos;

    LoopClock(LongSupplier source) {
        this.source = source;
        this.nowNanos = source.getAsLong();
    }

    /** Reads the time anew. */
    long refresh() {
        nowNanos = source.getAsLong();
        return nowNanos;
    }

    /** The time as it was last read. */
    long nanos() {
        return nowNanos;
    }
}
