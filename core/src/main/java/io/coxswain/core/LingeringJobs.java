package io.coxswain.core;

import java.util.ArrayDeque;

/**
 * Jobs of one engine that a worker keeps because there was nothing for them to do yet. It tries them again between
 * other jobs, so that the loop need not ask its selector about their sockets.
 *
 * <p>Only a loop that is awake can do without: one that sleeps is to be told by its selector, at once. So a job lingers
 * for {@value #LINGER_NANOS} ns, and not longer than its loop stays awake.
 *
 * <p><b>Threads.</b> The worker.
 *
 * <p><b>Limits.</b> At most {@value #JOBS_MAX} jobs: each is a system call that other jobs wait for.
 */
final class LingeringJobs {
    /** Jobs that linger with one worker, for one engine. */
    static final int JOBS_MAX = 32;

    /** How long a job lingers, in nanoseconds. */
    static final long LINGER_NANOS = 1_000_000;

    /** How long a worker that has nothing else to do leaves them alone, in nanoseconds. */
    static final long NAP_NANOS = 50_000;

    private final Waker waker;
    private final ArrayDeque<Job> jobs = new ArrayDeque<>(JOBS_MAX);

    /**
     * Makes room for the jobs of one engine.
     *
     * @param waker says whether its loop is awake
     */
    LingeringJobs(Waker waker) {
        this.waker = waker;
    }

    int count() {
        return jobs.size();
    }

    /** Keeps a job that was done at this time, if it is to linger; otherwise, and returning false, it is to go home. */
    boolean keep(Job job, long nowNanos) {
        boolean isKept = job.isToLinger()
                && jobs.size() < JOBS_MAX
                && nowNanos - job.startedNanos() < LINGER_NANOS
                && !waker.isAsleep();
        if (isKept) {
            jobs.addLast(job);
        }
        return isKept;
    }

    /** Takes out the job that has waited longest to be tried, while there are any. */
    Job take() {
        return jobs.removeFirst();
    }
}
