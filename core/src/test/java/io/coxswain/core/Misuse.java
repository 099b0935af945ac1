package io.coxswain.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.fail;

import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
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

    /** Asks again and again until it is so, for 10 s at most. */
    static boolean within10Seconds(BooleanSupplier claim) {
        long startNanos = System.nanoTime();
        boolean holds = claim.getAsBoolean();
        while (!holds && System.nanoTime() - startNanos < 10_000_000_000L) {
            Thread.yield();
            holds = claim.getAsBoolean();
        }
        return holds;
    }

    /** A source that fails as no source may. */
    static ReadableByteChannel throwingSource(RuntimeException thrown) {
        return new ReadableByteChannel() {
            @Override
            public int read(ByteBuffer target) {
                throw thrown;
            }

            @Override
            public boolean isOpen() {
                return true;
            }

            @Override
            public void close() {}
        };
    }
}
