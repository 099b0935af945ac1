package io.coxswain.core;

/**
 * The time that a handshake may take in all, judged by a last look and not by the clock.
 *
 * <pre>
 *                start                timer                step begins               step is back, the peer owes us
 *     STOPPED ----------&gt; RUNNING --------------&gt; EXPIRED --------------&gt; LOOKING
 *     -----------------------------&gt; over
 *                            ^                       |                       |
 *                            +-----------------------+-----------------------+  our answer went out only now
 * </pre>
 *
 * <p>When the time is up, the loop or the workers may have been busy for as long, with the peer's bytes waiting. So
 * what decides is a step that begins afterwards and reads all that the socket has. If that leads to an answer, the peer
 * could not have been expected to go on before it, and has its time once more. That happens at most once for each
 * flight of messages, of which TLS has three; bytes that trickle in make no flight, and put off nothing.
 *
 * <p>A step that finds no buffer cannot look. As long as the time is once more, it is waited for; then the handshake is
 * over all the same, because those that hold the buffers may be of the same kind.
 *
 * <p><b>Threads.</b> The loop.
 */
final class HandshakeDeadline {
    /** More than anybody waits, and far from where sums wrap. */
    private static final long LIMIT_NANOS_MAX = Long.MAX_VALUE / 4;

    private enum State {
        /** Not begun, or over. */
        STOPPED,
        /** There is time left, as far as is known. */
        RUNNING,
        /** The time is up, and no step has begun since. */
        EXPIRED,
        /** A step has begun since, or has to be repeated for want of a buffer. */
        LOOKING
    }

    private final Timers timers;
    private final LoopClock clock;
    private final long limitNanos;
    private final Runnable onExpired;
    private final Runnable onOverdue;
    private final Timer timer;
    private State state = State.STOPPED;
    private long dueNanos;

    /**
     * Makes a deadline that is stopped.
     *
     * @param onExpired told that a last look is wanted
     * @param onOverdue told, from then on each time that the limit has passed again, that there has been none
     */
    HandshakeDeadline(Loop loop, long limitNanos, Runnable onExpired, Runnable onOverdue) {
        this.timers = loop.timers();
        this.clock = loop.clock();
        this.limitNanos = Math.min(limitNanos, LIMIT_NANOS_MAX);
        this.onExpired = onExpired;
        this.onOverdue = onOverdue;
        this.timer = timers.prepare(current -> onTimer());
    }

    /** The handshake begins. */
    void start() {
        assert state == State.STOPPED : "start() while " + state;
        state = State.RUNNING;
        dueNanos = clock.nanos() + limitNanos;
        timers.start(timer, limitNanos);
    }

    /** The handshake is over. Idempotent. */
    void end() {
        state = State.STOPPED;
        timer.cancel();
    }

    private void onTimer() {
        if (state == State.STOPPED) {
            return;
        }
        long leftNanos = dueNanos - clock.nanos();
        boolean isUp = leftNanos <= 0;
        timers.start(timer, isUp ? limitNanos : leftNanos);
        if (isUp && state == State.RUNNING) {
            state = State.EXPIRED;
            onExpired.run();
        } else if (isUp) {
            onOverdue.run();
        }
    }

    /** A step is dispatched. */
    void onStepBegins() {
        if (state == State.EXPIRED) {
            state = State.LOOKING;
        }
    }

    /** The peer was given an answer, all of it, and owes us the next message. */
    void onAnswered(long nowNanos) {
        // By difference: the clock may wrap.
        if (state != State.RUNNING || nowNanos - dueNanos >= 0) {
            state = State.RUNNING;
            dueNanos = nowNanos + limitNanos;
        }
    }

    /** Whether another step has to begin before anything can be said. */
    boolean wantsLook() {
        return state == State.EXPIRED;
    }

    /** Whether the step that is back has begun late enough: if the peer owes us something now, it is too late. */
    boolean isJudged() {
        return state == State.LOOKING;
    }
}
