package io.coxswain.core;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** A clock that stands still until a test moves it on; one thread moves it, any may read it. */
final class ManualClock implements LongSupplier {
    private final AtomicLong nowNanos;

    ManualClock(long startNanos) {
        this.nowNanos = new AtomicLong(startNanos);
    }

    void advanceNanos(long nanos) {
        nowNanos.addAndGet(nanos);
    }

    void advanceMillis(long millis) {
        advanceNanos(millis * 1_000_000);
    }

    @Override
    public long getAsLong() {
        return nowNanos.get();
    }
}
