package io.coxswain.core;

import java.io.IOException;
import java.nio.channels.Selector;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * An engine without a loop thread: a thread of the application drives it, between other things that it does.
 *
 * <pre>{@code
 * EmbeddedEngine embedded = EmbeddedEngine.create(new EngineConfig(), () -> LockSupport.unpark(thread));
 * embedded.engine().execute(loop -> loop.listen(address, new LinkConfig(framing), link -> handler));
 * while (!embedded.isClosed()) {                                    // on that thread
 *     if (embedded.doWork() + otherWork() == 0) {
 *         LockSupport.parkNanos(Math.min(embedded.idleNanosMax(), 50_000));
 *     }
 * }
 * }</pre>
 *
 * <p>Everything else is as in an engine with a thread of its own; {@link #engine()} is what other threads have of it.
 *
 * <p><b>Threads.</b> The first call of {@link #doWork()} binds the thread that drives; it is the loop from then on, and
 * what is the loop's is its. {@link #engine()}, {@link #isClosed()} and {@code close()} of the engine are for any
 * thread. Virtual threads cannot drive.
 *
 * <p><b>Limits.</b> The kernel does not call {@code wake}: sockets are looked at by {@link #doWork()} and by nothing
 * else. A thread that sleeps for longer lets peers wait for as long, whatever {@link #idleNanosMax()} says.
 *
 * <p><b>Errors.</b> As with {@link Engine}: {@link #doWork()} does not throw what application code throws, and a loop
 * that cannot go on ends the engine.
 */
public final class EmbeddedEngine {
    /** How long {@link #doWork()} takes at about the most, in nanoseconds. */
    public static final long DO_WORK_NANOS_DEFAULT = 1_000_000;

    /** How long to sleep while the engine only waits for its own workers to end, in nanoseconds. */
    private static final long ENDING_NANOS = 100_000;

    private final EngineParts parts;
    private final Loop loop;
    private final Drive drive;
    private final Engine engine;
    private final Driver driver = new Driver();
    private final AtomicReference<@Nullable Throwable> wakeFailure;

    // ---- the thread that drives ----
    private boolean isInside;

    private EmbeddedEngine(EngineConfig config, Selector selector, Runnable wake) {
        AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
        this.wakeFailure = failure;
        this.parts = new EngineParts(config, Engine.clock(), new Waker(() -> callWake(wake, failure)));
        this.loop = new Loop(parts, selector);
        this.drive = new Drive(loop, parts, selector);
        this.engine = new Engine(parts, loop, drive, this::onCloseRequested);
    }

    /**
     * Makes an engine that waits to be driven. From now on it has a selector and workers: close it in any case.
     *
     * @param config how; read once and not kept. {@link EngineConfig#loopSpins} does not matter
     * @param wake makes the driving thread call {@link #doWork()} soon. Called by any thread, workers included, at most
     *     once after each {@code doWork()} that returned 0, and perhaps before that thread sleeps: it must not get lost
     *     then, as {@link LockSupport#unpark} does not. It must not block; what it throws goes to the error handler
     * @throws IOException if no selector can be opened
     * @throws IllegalArgumentException if the configuration is invalid, naming every violation
     */
    public static EmbeddedEngine create(EngineConfig config, Runnable wake) throws IOException {
        config.validate();
        Selector selector = Selector.open();
        boolean isMade = false;
        try {
            EmbeddedEngine embedded = new EmbeddedEngine(config, selector, wake);
            embedded.startWorkers(config.workerCount());
            isMade = true;
            return embedded;
        } finally {
            if (!isMade) {
                selector.close();
            }
        }
    }

    private void startWorkers(int count) {
        boolean isStarted = false;
        try {
            parts.workers().start(count);
            isStarted = true;
        } finally {
            if (!isStarted) {
                // The system has no thread left.
                parts.workers().leave();
            }
        }
    }

    private static void callWake(Runnable wake, AtomicReference<@Nullable Throwable> failure) {
        try {
            wake.run();
        } catch (Throwable thrown) {
            // Application code, perhaps on a worker, which must not end by it; the loop tells of it when it comes by.
            // Volatile, as AtomicReference is: pairs with the getAndSet in reportWakeFailure(). The first failure
            // stays.
            failure.compareAndSet(null, thrown);
        }
    }

    /** What other threads have of this engine: tasks, senders, counters, closing. Any thread. */
    public Engine engine() {
        return engine;
    }

    /**
     * Does some of what there is to do, in the order of an engine's duty cycle, for {@value #DO_WORK_NANOS_DEFAULT} ns
     * or a little longer. Never blocks.
     *
     * @return how much was done; 0 if there was nothing to do, so that {@code wake} is called when there is. After any
     *     other number there may be more: call again before sleeping. Once the engine has ended, always 0
     * @throws IllegalStateException from inside itself, on a thread other than the first that called it, on a virtual
     *     thread
     */
    public int doWork() {
        return doWork(DO_WORK_NANOS_DEFAULT);
    }

    /**
     * As {@link #doWork()}, with another budget of time.
     *
     * @param nanosMax after which it begins nothing new, in nanoseconds, at least 1. Every stage does one piece of work
     *     all the same; a callback takes as long as it takes
     */
    public int doWork(long nanosMax) {
        if (nanosMax < 1) {
            throw new IllegalArgumentException("nanosMax of " + nanosMax + " is below 1");
        }
        if (drive.isEnded() || driver.isCloser()) {
            return 0;
        }
        if (driver.tryBind()) {
            parts.owner().bind();
        } else if (driver.isCloser()) {
            // Closed by another thread between the question above and this.
            return 0;
        }
        checkDriver("doWork()");
        if (isInside) {
            throw new IllegalStateException("doWork() from inside doWork()");
        }
        isInside = true;
        try {
            return drive.doSome(nanosMax);
        } finally {
            isInside = false;
            reportWakeFailure();
        }
    }

    private void reportWakeFailure() {
        // Volatile: cheaper than the exchange below, and a failure that comes just behind it is told next time.
        if (wakeFailure.get() != null) {
            // Volatile, as AtomicReference is: pairs with the compareAndSet in callWake(), which publishes the
            // throwable.
            Throwable failure = wakeFailure.getAndSet(null);
            if (failure != null) {
                loop.onApplicationError("waking the thread that drives", failure);
            }
        }
    }

    /**
     * How long the thread may sleep without letting a timer or a deadline of the engine pass, in nanoseconds;
     * {@link Long#MAX_VALUE} for ever. It says nothing of sockets. The driving thread, outside of {@link #doWork()}.
     *
     * @return 0 if there may be something to do now
     */
    public long idleNanosMax() {
        if (drive.isEnded()) {
            return Long.MAX_VALUE;
        }
        if (driver.isCloser()) {
            return ENDING_NANOS;
        }
        checkDriver("idleNanosMax()");
        return drive.isEnding() ? ENDING_NANOS : loop.cycle().idleNanosMax();
    }

    /**
     * The loop, for use between two calls of {@link #doWork()}. The driving thread.
     *
     * @throws IllegalStateException before the first {@code doWork()}, and on another thread
     */
    public Loop loop() {
        checkDriver("loop()");
        return loop;
    }

    /** Whether the engine has ended, so that {@link #doWork()} need not be called any more. Any thread. */
    public boolean isClosed() {
        return drive.isEnded();
    }

    private void checkDriver(String what) {
        if (!driver.isCurrent()) {
            throw new IllegalStateException(
                    what + " on " + Thread.currentThread().getName() + ", which does not drive this engine");
        }
    }

    /** Where another thread has closed an engine that nobody drives, this close too returns when all is done. */
    private void awaitCloser() {
        if (!driver.isCloser() || parts.owner().isBoundHere()) {
            return;
        }
        try {
            drive.awaitEnd();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Somebody has asked to close the engine: if nobody has begun to drive it, nobody has to any more. */
    private void onCloseRequested() {
        if (!driver.tryBindCloser()) {
            awaitCloser();
            return;
        }
        parts.owner().bind();
        while (!drive.isEnded()) {
            if (drive.doSome(Long.MAX_VALUE) == 0) {
                LockSupport.parkNanos(this, ENDING_NANOS);
            }
        }
    }
}
