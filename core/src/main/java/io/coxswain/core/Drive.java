package io.coxswain.core;

import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The life of a loop from its first turn to its last, as the thread that drives it goes through it; and what is left
 * when it is over.
 *
 * <p><b>Threads.</b> The loop, except the last group of methods, which are for any thread.
 *
 * <p><b>Memory.</b> What is left is written before the latch is counted down that its readers look at.
 */
final class Drive {
    private static final long POLL_NANOS = 100_000;

    private final Loop loop;
    private final Owner owner;
    private final DutyCycle cycle;
    private final Ending ending;
    private final CountDownLatch ended = new CountDownLatch(1);
    private boolean isEnding;

    // ---- any thread, under the lock of the list, until they are run; then the loop ----
    private final List<Runnable> endTasks = new ArrayList<>();
    private boolean endTasksAreRun;

    // ---- loop, before ended is counted down; then any thread ----
    private @Nullable Counters lastCounters;
    private @Nullable CloseReport closeReport;

    Drive(Loop loop, EngineParts parts, Selector selector) {
        this.loop = loop;
        this.owner = parts.owner();
        this.cycle = loop.cycle();
        this.ending = new Ending(loop, parts, cycle, selector);
    }

    /** All of it, on a thread that does nothing else, and becomes the loop. */
    void run() {
        owner.bind();
        try {
            turnAndEnd();
        } finally {
            // Where the heap is full, to tell of it and to end in order fail too: nobody is to wait for a loop that is
            // gone.
            ended.countDown();
        }
    }

    private void turnAndEnd() {
        try {
            cycle.run();
        } catch (Throwable thrown) {
            onFailed(thrown);
        }
        while (!advanceEnd()) {
            LockSupport.parkNanos(this, POLL_NANOS);
            // An interrupt would make every later park return at once; see DutyCycle.
            Thread.interrupted();
        }
    }

    private void onFailed(Throwable thrown) {
        // Not an application's error, those are caught where they are called: the engine itself cannot go on.
        loop.onApplicationError("the loop, which ends by it", thrown);
    }

    /**
     * Some of it, on a thread that has other things to do; never blocks.
     *
     * @param nanosMax after which nothing new is begun, in nanoseconds
     * @return how much was done; 0 if there is nothing to do for now, or nothing but to wait for workers to end
     */
    int doSome(long nanosMax) {
        if (isEnding) {
            advanceEnd();
            return 0;
        }
        try {
            int work = cycle.turnWithoutBlocking(nanosMax);
            isEnding = cycle.isOver();
            return isEnding ? 1 : work;
        } catch (Throwable thrown) {
            onFailed(thrown);
            isEnding = true;
            return 1;
        }
    }

    /** Whether there are no more turns. */
    boolean isEnding() {
        return isEnding;
    }

    private boolean advanceEnd() {
        boolean isOver = ending.advance();
        if (isOver && !isEnded()) {
            lastCounters = loop.counters();
            closeReport = loop.closeReport();
            runEndTasks();
            ended.countDown();
        }
        return isOver;
    }

    private void runEndTasks() {
        synchronized (endTasks) {
            endTasksAreRun = true;
        }
        for (Runnable task : endTasks) {
            try {
                task.run();
            } catch (Throwable thrown) {
                // Whatever it is, the engine has ended.
                loop.onApplicationError("ending the engine", thrown);
            }
        }
    }

    // ---- any thread ----

    /** Has something done on the loop when everything has ended; or at once, if it has. */
    void atEnd(Runnable task) {
        synchronized (endTasks) {
            if (!endTasksAreRun) {
                endTasks.add(task);
                return;
            }
        }
        task.run();
    }

    /** Whether the engine has ended. */
    boolean isEnded() {
        return ended.getCount() == 0;
    }

    /** Waits for the end. */
    void awaitEnd() throws InterruptedException {
        ended.await();
    }

    /** Waits for the end, and says whether it has come within that time. */
    boolean awaitEnd(long timeoutNanos) throws InterruptedException {
        return ended.await(timeoutNanos, TimeUnit.NANOSECONDS);
    }

    /** What closing has flushed and dropped; null before the end. */
    @Nullable
    CloseReport closeReport() {
        return isEnded() ? closeReport : null;
    }

    /** What the engine had done when it ended; null before. */
    @Nullable
    Counters lastCounters() {
        return isEnded() ? lastCounters : null;
    }
}
