package io.coxswain.core;

import java.io.IOException;
import java.nio.channels.Selector;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One loop with its workers, as other threads see it: start it, give it tasks, close it. One whose loop is a thread of
 * the application's is an {@link EmbeddedEngine}, and this is its face for other threads too.
 *
 * <pre>{@code
 * Engine engine = Engine.start(new EngineConfig(), loop -> loop.listen(address, new LinkConfig(framing), link ->
 * handler)); ...
 * engine.close();
 * }</pre>
 *
 * <p><b>Threads.</b> Any, for every method. {@link Loop} is what the application uses on the loop itself.
 *
 * <p><b>Memory.</b> Every field is final, and every part is made before the loop's thread starts.
 *
 * <p><b>Errors.</b> Application code cannot end the loop. What else might (the selector failing, memory running out in
 * the loop itself) ends the engine: the error handler is told, the sockets are closed, and {@link #close()} returns.
 */
public final class Engine implements AutoCloseable {
    private static final AtomicInteger NUMBERS = new AtomicInteger();

    private static final long ANSWER_SECONDS_MAX = 10;
    private static final long DUMP_NANOS_MAX = 1_000_000_000;

    // Volatile, as AtomicInteger is: no two engines get the same number. It publishes nothing.
    private final int id = NUMBERS.getAndIncrement();
    private final EngineParts parts;
    private final Loop loop;
    private final Drive drive;
    private final @Nullable Runnable onCloseRequested;

    /**
     * Makes the face of an engine.
     *
     * @param onCloseRequested what to do after a request to close, instead of waiting for the end; null for an engine
     *     that has a thread of its own
     */
    Engine(EngineParts parts, Loop loop, Drive drive, @Nullable Runnable onCloseRequested) {
        this.parts = parts;
        this.loop = loop;
        this.drive = drive;
        this.onCloseRequested = onCloseRequested;
    }

    /**
     * Starts an engine.
     *
     * @param config how; read once and not kept
     * @param onStart run first on the loop: listen and connect here
     * @return the running engine, after {@code onStart} has returned
     * @throws IOException if no selector can be opened, or {@code onStart} threw it
     * @throws IllegalArgumentException if the configuration is invalid, naming every violation
     * @throws IllegalStateException if {@code onStart} threw something else, which is the cause; nothing of the engine
     *     is left behind in any of these cases
     */
    public static Engine start(EngineConfig config, LoopTask onStart) throws IOException {
        config.validate();
        Engine engine = launch(config, Selector.open());
        CompletableFuture<@Nullable Throwable> started = new CompletableFuture<>();
        engine.execute(current -> {
            try {
                onStart.run(current);
                started.complete(null);
            } catch (Throwable thrown) {
                current.close();
                started.complete(thrown);
            }
        });
        Throwable failure = started.join();
        if (failure == null) {
            return engine;
        }
        engine.close();
        if (failure instanceof IOException io) {
            throw io;
        }
        throw new IllegalStateException("onStart failed: " + failure.getMessage(), failure);
    }

    @SuppressForbidden("The one place where real time comes in; everything else is given a clock.")
    static LongSupplier clock() {
        return System::nanoTime;
    }

    private static Engine launch(EngineConfig config, Selector selector) throws IOException {
        EngineParts parts = null;
        boolean isStarted = false;
        try {
            parts = new EngineParts(config, clock(), new Waker(selector::wakeup));
            Loop loop = new Loop(parts, selector);
            Drive drive = new Drive(loop, parts, selector);
            parts.workers().start(config.workerCount());
            Engine engine = new Engine(parts, loop, drive, null);
            new Thread(drive::run, "cox-loop-" + engine.id).start();
            isStarted = true;
            return engine;
        } finally {
            if (!isStarted) {
                // The pool is closed, or the system has no thread left.
                selector.close();
                if (parts != null) {
                    parts.workers().leave();
                }
            }
        }
    }

    /**
     * Has the loop do something, as soon as it comes to it. Tasks of one thread are run in their order.
     *
     * @return {@link Submission#ACCEPTED}, {@link Submission#FULL} or {@link Submission#CLOSED}
     */
    public Submission execute(LoopTask task) {
        return switch (parts.mailbox().offer(task)) {
            case ACCEPTED -> {
                parts.waker().wake();
                yield Submission.ACCEPTED;
            }
            case FULL -> Submission.FULL;
            case CLOSED -> Submission.CLOSED;
        };
    }

    /**
     * Makes a way for one other thread to send messages on links of this engine without allocating for each.
     *
     * @param messages how many may wait for the loop, at least 1
     * @param messageBytesMax length of the longest, in bytes, at least 1
     */
    public Sender newSender(int messages, int messageBytesMax) {
        return new Sender(parts, messages, messageBytesMax);
    }

    /**
     * What the engine has done so far; after its end, what it had done then. Waits for the loop's answer; on the loop
     * itself, use {@link Loop#counters()}.
     *
     * @throws IllegalStateException if the loop does not answer within 10 s, or on the loop itself
     */
    public Counters counters() {
        checkOffLoop("counters()");
        Counters counted = drive.lastCounters();
        if (counted != null) {
            return counted;
        }
        CompletableFuture<Counters> answer = new CompletableFuture<>();
        Submission submission = execute(current -> answer.complete(current.counters()));
        try {
            if (submission == Submission.ACCEPTED) {
                return answer.get(ANSWER_SECONDS_MAX, TimeUnit.SECONDS);
            }
            Counters last = submission == Submission.CLOSED && awaitClosed(ANSWER_SECONDS_MAX * 1_000_000_000L)
                    ? drive.lastCounters()
                    : null;
            if (last != null) {
                return last;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("the loop has not answered within " + ANSWER_SECONDS_MAX + " s", e);
        }
        throw new IllegalStateException("the loop cannot be asked: " + submission);
    }

    /** Number of this engine, unique in this process; its thread and its {@link EngineBean} are named after it. */
    public int id() {
        return id;
    }

    /** What the engine has done so far, if the loop answers within that time; also on the loop, and after the end. */
    @Nullable
    Counters tryCounters(long nanosMax) {
        if (Thread.currentThread() == parts.pulse().thread() && !drive.isEnded()) {
            return loop.counters();
        }
        Counters answer = LoopInquiry.ask(this, Loop::counters, nanosMax);
        return answer == null ? drive.lastCounters() : answer;
    }

    /** Has something done when the engine has ended, at once if it has. */
    void atEnd(Runnable task) {
        drive.atEnd(task);
    }

    /**
     * Says for people how the engine stands: its loop, its workers, and of each link who has which half since when,
     * what is queued, and what it waits for. If the loop does not answer within a second, where it is instead. Also on
     * the loop.
     *
     * @param out where the lines go, by the calling thread
     * @throws IOException if {@code out} threw it
     */
    public void dump(Appendable out) throws IOException {
        out.append(dumpText());
    }

    private String dumpText() {
        if (Thread.currentThread() == parts.pulse().thread()) {
            return new EngineDump(loop, parts).text();
        }
        String text = LoopInquiry.ask(this, current -> new EngineDump(loop, parts).text(), DUMP_NANOS_MAX);
        if (text != null) {
            return text;
        }
        return drive.isEnded() ? "the engine has ended\n" : new EngineDump(loop, parts).textWithoutLoop(DUMP_NANOS_MAX);
    }

    /**
     * Closes the engine: stops listening, lets every link send what it has queued, until
     * {@link EngineConfig#closeDeadlineNanos(long)}, closes them, runs the tasks that were accepted, and ends the loop
     * and the workers that are its own. Idempotent. What was flushed and what was dropped is in {@link #closeReport()}.
     *
     * <p>Returns when all that is done. On the loop itself it only begins, and returns at once; an interrupt of the
     * caller also makes it return early, with the interrupt status set, while the engine goes on closing. Of an
     * {@link EmbeddedEngine} it only marks: the thread that drives it finishes. If none does yet, none has to any more,
     * and everything is done before this returns.
     */
    @Override
    public void close() {
        if (parts.owner().isBoundHere()) {
            loop.close();
            return;
        }
        parts.waker().requestClose();
        if (onCloseRequested != null) {
            onCloseRequested.run();
            return;
        }
        try {
            drive.awaitEnd();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Waits for the engine's end, whoever brings it about.
     *
     * @return whether it has ended within that time
     */
    public boolean awaitClosed(long timeoutNanos) throws InterruptedException {
        checkOffLoop("awaitClosed()");
        return drive.awaitEnd(timeoutNanos);
    }

    /**
     * What closing has flushed and dropped, in total and for each link.
     *
     * @return null until the engine has ended, see {@link #close()} and {@link #awaitClosed}
     */
    public @Nullable CloseReport closeReport() {
        return drive.closeReport();
    }

    private void checkOffLoop(String what) {
        if (parts.owner().isBoundHere() && !drive.isEnded()) {
            throw new IllegalStateException(what + " on the loop would wait for itself");
        }
    }
}
