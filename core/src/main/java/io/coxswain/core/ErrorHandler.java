package io.coxswain.core;

/**
 * Told of what application code threw where no link can be closed for it: a {@link LoopTask}, a timer,
 * {@link LinkHandler#onClose}.
 *
 * <p><b>Threads.</b> Called on the loop. What the handler itself throws is dropped.
 */
@FunctionalInterface
public interface ErrorHandler {
    /**
     * Called for every such error.
     *
     * @param where which code threw, for a log line
     * @param error what it threw
     */
    void onError(String where, Throwable error);
}
