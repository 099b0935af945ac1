package io.coxswain.core;

/**
 * Something that the loop will do later, unless it is cancelled before.
 *
 * <p><b>Threads.</b> The loop.
 */
public final class Timer implements Comparable<Timer> {
    private final Timers timers;
    private final LoopTask task;
    private long deadlineNanos;
    private long sequence;
    private boolean cancelled;
    private boolean due = true; // from being taken off the list, or being made, to being put on it

    Timer(Timers timers, LoopTask task) {
        this.timers = timers;
        this.task = task;
    }

    /** Sets the deadline anew, before the timer is put on the list. */
    void start(long newDeadlineNanos, long newSequence) {
        assert due && !cancelled : "start() of a timer that is on the list, or was cancelled";
        this.deadlineNanos = newDeadlineNanos;
        this.sequence = newSequence;
        this.due = false;
    }

    /**
     * Makes sure that it will not be done. Idempotent.
     *
     * @return false if it has been done already, or was cancelled before
     */
    public boolean cancel() {
        if (cancelled || due) {
            return false;
        }
        cancelled = true;
        timers.onCancelled();
        return true;
    }

    /** Takes it off the list, to be done now. */
    LoopTask takeDue() {
        due = true;
        return task;
    }

    /** Whether it is on the list, where a cancelled one may stay for a while. */
    boolean isOnList() {
        return !due;
    }

    boolean isCancelled() {
        return cancelled;
    }

    long deadlineNanos() {
        return deadlineNanos;
    }

    /** Orders by deadline, and by time of scheduling where deadlines are equal. */
    @Override
    public int compareTo(Timer other) {
        // By difference: nanoTime may wrap.
        int byDeadline = Long.signum(deadlineNanos - other.deadlineNanos);
        return byDeadline != 0 ? byDeadline : Long.compare(sequence, other.sequence);
    }

    @Override
    public boolean equals(Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }
}
