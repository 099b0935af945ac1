package io.coxswain.core;

/**
 * Told of a loop that does not come out of a turn, see {@link EngineConfig#stall}.
 *
 * <p><b>Threads.</b> Called on the engine's watchdog, a thread of its own: the loop cannot be told, it stalls. An
 * implementation may block, and holds up nothing but the next call.
 *
 * <p><b>Errors.</b> What it throws is dropped.
 */
@FunctionalInterface
public interface StallListener {
    /**
     * Called when a turn has taken as long as the threshold, and again each time that it has taken twice as long as at
     * the last call.
     *
     * @param stall for how long, and where the loop is
     */
    void onStall(Stall stall);
}
