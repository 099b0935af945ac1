package io.coxswain.fuzz;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/**
 * What one input may cost: bytes allocated and processor time, both of this thread alone, so that a busy machine does
 * not matter. An input that never ends is the engine's to find, which has a timeout.
 *
 * <p><b>Threads.</b> One.
 */
public final class Effort {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private static final int TRIES_MAX = 3;

    private final long startBytes = THREADS.getCurrentThreadAllocatedBytes();
    private final long startNanos = THREADS.getCurrentThreadCpuTime();

    /** An input has cost more than it may. */
    public static final class Overspent extends AssertionError {
        private static final long serialVersionUID = 1;

        private Overspent(String message) {
            super(message);
        }
    }

    /**
     * Runs a check, and again if it has cost too much: classes are loaded, and instrumented, on the account of whoever
     * needs them first, and what a virtual machine's host takes from it may be on anybody's account.
     *
     * @throws Overspent if it has cost too much each time
     */
    public static void judge(Runnable check) {
        for (int tries = 1; tries < TRIES_MAX; tries++) {
            try {
                check.run();
                return;
            } catch (Overspent again) {
                // The last one counts.
            }
        }
        check.run();
    }

    /**
     * Ends it.
     *
     * @param bytesMax the most that may have been allocated
     * @param millisMax the most time that it may have taken, in milliseconds of the processor
     * @throws Overspent if it was more
     */
    public void requireBelow(long bytesMax, long millisMax) {
        long bytes = THREADS.getCurrentThreadAllocatedBytes() - startBytes;
        long millis = (THREADS.getCurrentThreadCpuTime() - startNanos) / 1_000_000;
        if (bytes > bytesMax) {
            throw new Overspent("allocated " + bytes + " bytes, which exceeds " + bytesMax);
        }
        if (millis > millisMax) {
            throw new Overspent("took " + millis + " ms of the processor, which exceeds " + millisMax);
        }
    }
}
