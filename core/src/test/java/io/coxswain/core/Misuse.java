package io.coxswain.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.fail;

import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.function.Executable;

/** What the parts say to callers that break a rule. Tests run with assertions enabled. */
final class Misuse {
    private Misuse() {}

    /** An {@code assert} refuses it. */
    static void refused(String message, Executable misuse) {
        assertEquals(message, assertThrows(AssertionError.class, misuse).getMessage());
    }

    /** The configuration is refused with just this text. */
    static void invalid(String message, Executable configuration) {
        assertEquals(
                message,
                assertThrows(IllegalArgumentException.class, configuration).getMessage());
    }

    /** On a thread of its own, which gets 10 s. */
    static void elsewhere(Runnable body) throws InterruptedException {
        AtomicReference<Throwable> failure = new AtomicReference<>();
        Thread thread = new Thread(body, "not-the-loop");
        thread.setDaemon(true);
        thread.setUncaughtExceptionHandler((who, thrown) -> failure.set(thrown));
        thread.start();
        thread.join(10_000);
        assertFalse(thread.isAlive(), "not done within 10 s");
        if (failure.get() != null) {
            fail(failure.get());
        }
    }

    /** Throws what may be anything. */
    static void raise(Throwable thrown) {
        if (thrown instanceof Error error) {
            throw error;
        }
        throw (RuntimeException) thrown;
    }
}
