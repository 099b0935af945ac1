package io.coxswain.core;

import java.util.List;

/**
 * A turn of the loop that has not ended in time: all links of that engine wait for it.
 *
 * @param threadName who drives the loop
 * @param nanos how long the turn has taken so far, in nanoseconds, at least
 * @param stack where that thread is now, innermost first
 */
public record Stall(String threadName, long nanos, List<StackTraceElement> stack) {
    /** Copies the stack. */
    public Stall {
        stack = List.copyOf(stack);
    }

    /** An exception that was never thrown, with the stack of the loop: what a log can print. */
    public Throwable asThrowable() {
        Throwable shown = new IllegalStateException(toString());
        shown.setStackTrace(stack.toArray(new StackTraceElement[0]));
        return shown;
    }

    /** Who, and for how long; without the stack. */
    @Override
    public String toString() {
        return threadName + " has been in one turn for " + nanos / 1_000_000 + " ms";
    }
}
