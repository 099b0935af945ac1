package io.coxswain.core;

import java.util.function.LongSupplier;

/** A clock that stands still until a test moves it on. One thread's. */
final class ManualClock implements LongSupplier {
    private long nowNanos;

    ManualClock(long startNanos) {
        this.nowNanos = startNanos;
    }

    void advanceNanos(long nanos) {
        nowNanos += nanos;
    }

    void advanceMillis(long millis) {
        advanceNanos(millis * 1_000_000);
    }

    @Override
    public long getAsLong() {
        return nowNanos;
    }
}
