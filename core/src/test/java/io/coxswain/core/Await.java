package io.coxswain.core;

import static org.junit.jupiter.api.Assertions.fail;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits for something under a deadline, and says what it waited for and how things stood when it gave up. */
final class Await {
    /** Many times what anything here takes on two busy cores. */
    static final Duration LIMIT = Duration.ofSeconds(10);

    private static final long POLL_NANOS = 200_000;

    private Await() {}

    /** Waits until the condition holds. */
    static void until(String what, Supplier<String> state, BooleanSupplier condition) {
        long startNanos = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - startNanos > LIMIT.toNanos()) {
                fail(what + ": not within " + LIMIT + "; " + state.get());
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
    }

    /** Waits until the latch is open. */
    static void open(String what, Supplier<String> state, CountDownLatch latch) {
        try {
            if (!latch.await(LIMIT.toNanos(), TimeUnit.NANOSECONDS)) {
                fail(what + ": not within " + LIMIT + "; " + state.get());
            }
        } catch (InterruptedException e) {
            fail(what + ": interrupted; " + state.get(), e);
        }
    }

    /** Waits for a result. */
    static <T> T result(String what, Supplier<String> state, Future<T> future) throws Exception {
        try {
            return future.get(LIMIT.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            return fail(what + ": not within " + LIMIT + "; " + state.get(), e);
        }
    }
}
