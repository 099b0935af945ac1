package io.coxswain.core;

import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * The loop's timers, soonest first.
 *
 * <p>A heap rather than a timing wheel: the loop needs the next deadline exactly, to block until then and no shorter,
 * and a wheel would have it wake at every tick. Timers are for deadlines and housekeeping, a few for each link and none
 * for each message.
 *
 * <p><b>Threads.</b> The loop.
 */
final class Timers {
    /**
     * Longest delay: 146 years. Two deadlines further apart than twice that have no order, because the clock may wrap.
     */
    private static final long DELAY_NANOS_MAX = Long.MAX_VALUE / 2;

    private final LoopClock clock;
    private final PriorityQueue<Timer> queue = new PriorityQueue<>();
    private long sequence;
    private int cancelledCount;

    Timers(LoopClock clock) {
        this.clock = clock;
    }

    Timer schedule(long delayNanos, LoopTask task) {
        Timer timer = prepare(task);
        start(timer, delayNanos);
        return timer;
    }

    /** Makes a timer that does nothing until {@link #start}. */
    Timer prepare(LoopTask task) {
        return new Timer(this, task);
    }

    /** Starts a timer that was prepared, or has been done and was not cancelled: so that what recurs is made once. */
    void start(Timer timer, long delayNanos) {
        long boundedNanos = Math.min(Math.max(0, delayNanos), DELAY_NANOS_MAX);
        timer.start(clock.nanos() + boundedNanos, sequence);
        sequence++;
        queue.add(timer);
    }

    /** Nanoseconds until the next timer is due, 0 if one is, {@link Long#MAX_VALUE} if there is none. */
    long nanosToNext() {
        Timer next = peekUncancelled();
        return next == null ? Long.MAX_VALUE : Math.max(0, next.deadlineNanos() - clock.nanos());
    }

    /** Takes the next task that is due, or null. */
    @Nullable
    LoopTask pollDue() {
        Timer next = peekUncancelled();
        if (next == null || next.deadlineNanos() - clock.nanos() > 0) {
            return null;
        }
        queue.poll();
        return next.takeDue();
    }

    /** The timer that is due first, without the cancelled ones before it: nobody is to wake up for those. */
    private @Nullable Timer peekUncancelled() {
        Timer next = queue.peek();
        while (next != null && next.isCancelled()) {
            queue.poll();
            cancelledCount--;
            next = queue.peek();
        }
        return next;
    }

    /** Keeps cancelled timers to less than half of the heap, so that what they refer to does not outlive its use. */
    void onCancelled() {
        cancelledCount++;
        if (cancelledCount > 64 && cancelledCount * 2 > queue.size()) {
            queue.removeIf(Timer::isCancelled);
            cancelledCount = 0;
        }
    }
}
