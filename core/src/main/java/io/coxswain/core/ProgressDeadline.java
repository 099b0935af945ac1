package io.coxswain.core;

import org.jspecify.annotations.Nullable;

/**
 * A deadline that every byte puts off: for so long, one half of a link must not stand still.
 *
 * <pre>
 *                  start               no byte for so long            start, after a last look
 *     STOPPED -----------------&gt; WATCHING ---------------------&gt; EXPIRED --------------------&gt; WATCHING
 *        ^                          |  timer fires: started again for the time that is left
 *        +------ timer fires -------+  after stop()
 * </pre>
 *
 * <p>It costs nothing per byte: whoever moves bytes stamps them in any case ({@link Progress}), and the timer, of which
 * a link needs one for its life, looks at the stamp when it fires. An expiry is not yet a verdict. The owner first has
 * a last look at the socket, because the loop may have been busy for as long as that, with the peer's bytes waiting.
 *
 * <p><b>Threads.</b> The loop.
 */
final class ProgressDeadline {
    private enum State {
        /** Standing still is all right. The timer may still be on the list; it finds out when it fires. */
        STOPPED,
        /** Standing still is not all right. */
        WATCHING,
        /** The owner was told, and looks at the socket. */
        EXPIRED
    }

    private final Loop loop;
    private final Progress progress;
    private final long limitNanos;
    private final StandstillListener listener;

    private State state = State.STOPPED;
    private long sinceNanos;
    private @Nullable Timer timer;

    /**
     * Makes a deadline that is stopped.
     *
     * @param limitNanos how long the half may stand still; 0 for ever, and then nothing here does anything
     * @param listener told when it has stood still for so long; has to {@link #start()} again or to close the link
     */
    ProgressDeadline(Loop loop, Progress progress, long limitNanos, StandstillListener listener) {
        this.loop = loop;
        this.progress = progress;
        this.limitNanos = limitNanos;
        this.listener = listener;
    }

    /** From now on the half has the whole limit before it must have moved. */
    void start() {
        if (limitNanos == 0) {
            return;
        }
        state = State.WATCHING;
        sinceNanos = loop.clock().nanos();
        if (timer == null || !timer.isOnList()) {
            startTimer(limitNanos);
        }
    }

    /** The half may stand still from now on. */
    void stop() {
        state = State.STOPPED;
    }

    /** As {@link #stop}, and for good: the timer does not keep the link from being collected. */
    void end() {
        state = State.STOPPED;
        Timer current = timer;
        if (current != null && current.cancel()) {
            timer = null;
        }
    }

    private void startTimer(long nanos) {
        Timer current = timer;
        if (current == null) {
            current = loop.timers().prepare(ignored -> onTimer());
            timer = current;
        }
        loop.timers().start(current, nanos);
    }

    private void onTimer() {
        if (state != State.WATCHING) {
            return;
        }
        long leftNanos = nanosLeft();
        if (leftNanos > 0) {
            startTimer(leftNanos);
        } else {
            state = State.EXPIRED;
            listener.onStandstill();
        }
    }

    private long nanosLeft() {
        // By differences: the clock may wrap.
        long stampNanos = progress.stampNanos();
        long lastNanos = stampNanos - sinceNanos > 0 ? stampNanos : sinceNanos;
        return lastNanos - loop.clock().nanos() + limitNanos;
    }
}
