package io.coxswain.benchmarks;

/**
 * Stands in for what an application does with a frame: keeps the loop busy for a given time and touches no memory.
 *
 * <p>What is subtracted from a measurement is not the time asked for but the time spent: a spin on the clock overshoots
 * by a part of one reading, and by far more when the kernel or the hypervisor takes the processor away.
 *
 * <p><b>Threads.</b> The loop.
 */
final class Work {
    private long nanos;
    private long spentNanos;

    /**
     * Makes it.
     *
     * @param nanos for each frame; 0 costs nothing
     */
    Work(long nanos) {
        this.nanos = nanos;
    }

    /** Makes it another from the next frame on, as for the constructor. */
    void become(long newNanos) {
        this.nanos = newNanos;
    }

    /** Works on one frame. */
    void spend() {
        if (nanos == 0) {
            return;
        }
        long start = System.nanoTime();
        long elapsed = 0;
        while (elapsed < nanos) {
            elapsed = System.nanoTime() - start;
        }
        spentNanos += elapsed;
    }

    /** Time spent so far. */
    long spentNanos() {
        return spentNanos;
    }
}
