package io.coxswain.benchmarks;

/**
 * When a sleeping worker is woken. To wake one costs the loop a system call and an interrupt of another processor.
 *
 * <p><b>Threads.</b> The loop.
 */
interface Waking {
    /** A job has been offered to the inbox. */
    void onDispatch();

    /** A stage of the duty cycle has ended. */
    void onStageEnd();

    /** The loop is about to wait. */
    void beforeIdle();
}
