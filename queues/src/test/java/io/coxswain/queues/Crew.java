package io.coxswain.queues;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The threads of one test, under one deadline: the first failure of any of them is the failure of the test.
 *
 * <p><b>Threads.</b> {@link #goesOn()} is for all of them; the rest is for the thread that runs the test. Every loop of
 * a test asks {@code goesOn()}, so that a defect ends it with a message and not with a hanging build.
 */
final class Crew {
    /** Many times what any test here takes on two busy cores. */
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final long startNanos = System.nanoTime();
    private final List<Thread> threads = new ArrayList<>();
    private final AtomicReference<Throwable> failure = new AtomicReference<>();

    Thread start(String name, Runnable body) {
        Thread thread = new Thread(body, name);
        thread.setDaemon(true);
        thread.setUncaughtExceptionHandler((who, thrown) -> failure.compareAndSet(null, thrown));
        threads.add(thread);
        thread.start();
        return thread;
    }

    /** Whether to go on: nobody has failed, and there is time left. */
    boolean goesOn() {
        return failure.get() == null && System.nanoTime() - startNanos < LIMIT.toNanos();
    }

    /** Waits for all threads to end by themselves. */
    void join() throws InterruptedException {
        for (Thread thread : threads) {
            long leftMillis = LIMIT.toMillis()
                    - Duration.ofNanos(System.nanoTime() - startNanos).toMillis();
            thread.join(Math.max(1, leftMillis + 1_000));
            assertTrue(!thread.isAlive(), () -> thread.getName() + " did not end within " + LIMIT);
        }
        if (failure.get() != null) {
            fail(failure.get());
        }
        assertTrue(goesOn(), () -> "not done within " + LIMIT);
    }
}
