package io.coxswain.benchmarks;

import java.io.IOException;

/**
 * What a worker does with a receiving half that is lent to it, and how it sleeps.
 *
 * <p><b>Threads.</b> The worker; {@link #wake} is for the loop.
 */
interface Receiving {
    /** A receiving half has been lent. It is completed now or later. */
    void onLent(EchoLink link);

    /**
     * Looks after the halves that are not completed yet.
     *
     * @return whether one of them could be read
     */
    boolean poll() throws IOException;

    /** Whether {@link #poll()} must be called again soon, jobs or no jobs. */
    boolean isPressing();

    /**
     * Sleeps.
     *
     * @param nanosMax how long at the most; 0 is until woken
     */
    void sleep(long nanosMax) throws IOException;

    /** Ends the sleep of the worker that runs on the given thread. The loop, once per sleep. */
    void wake(Thread worker);
}
