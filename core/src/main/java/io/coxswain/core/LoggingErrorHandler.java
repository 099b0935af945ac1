package io.coxswain.core;

import java.time.ZoneId;
import java.util.Objects;
import java.util.function.LongSupplier;

/**
 * Writes errors to the {@link System.Logger} of this package, at most one a second: an application that throws at every
 * call must not also fill a disk.
 *
 * <p><b>Threads.</b> One: the loop, for errors, and an engine's watchdog, with a handler of its own, for stalls.
 */
final class LoggingErrorHandler implements ErrorHandler {
    private static final long INTERVAL_NANOS = 1_000_000_000L;

    private final LongSupplier clock;
    private final System.Logger logger = System.getLogger("io.coxswain.core");
    private long lastLineNanos;
    private long leftOutCount;
    private boolean hasLogged;

    LoggingErrorHandler(LongSupplier clock) {
        this.clock = clock;
        // The first line of a log has the JDK load its time zones from a file. Where no descriptor is left, that fails
        // with an Error, and for good: neither that error nor any after it would be told (JDK 17 to 25). So they are
        // loaded here.
        Objects.requireNonNull(ZoneId.systemDefault());
    }

    @Override
    public void onError(String where, Throwable error) {
        long nowNanos = clock.getAsLong();
        if (hasLogged && nowNanos - lastLineNanos < INTERVAL_NANOS) {
            leftOutCount++;
            return;
        }
        logger.log(
                System.Logger.Level.ERROR,
                leftOutCount == 0 ? where : where + " (" + leftOutCount + " errors before it were left out)",
                error);
        hasLogged = true;
        lastLineNanos = nowNanos;
        leftOutCount = 0;
    }
}
