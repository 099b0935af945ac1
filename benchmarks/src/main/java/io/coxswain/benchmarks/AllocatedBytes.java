package io.coxswain.benchmarks;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/**
 * Bytes that the threads of this process have allocated on the heap, as the JVM accounts them.
 *
 * <p><b>Threads.</b> Any.
 */
final class AllocatedBytes {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private AllocatedBytes() {}

    /** The loop's and the workers' bytes, as names and values for {@link Snapshot#parse}, with a space before them. */
    static String describe() {
        long loop = 0;
        long workers = 0;
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().startsWith("cox-loop")) {
                loop += bytes(thread);
            } else if (thread.getName().startsWith("cox-worker")) {
                workers += bytes(thread);
            }
        }
        return " loopBytes " + loop + " workerBytes " + workers;
    }

    @SuppressWarnings("deprecation") // Thread.threadId() is there from 19 on.
    private static long bytes(Thread thread) {
        return Math.max(0, THREADS.getThreadAllocatedBytes(thread.getId()));
    }
}
