package io.coxswain.core;

import java.util.ArrayDeque;

/**
 * Jobs of one engine that a worker keeps because there was nothing for them to do yet. It tries them again between
 * other jobs, so that the loop need not ask its selector about their sockets.
 *
 * <p>Only a loop that is awake can do without: one that sleeps is to be told by its selector, at once. So a job lingers
 * for {@value #LINGER_NANOS} ns, and not longer than its loop stays awake, or until it is called back.
 *
 * <p><b>Threads.</b> The worker.
 *
 * <p><b>Limits.</b> At most {@value #JOBS_MAX} jobs: each is a system call that other jobs wait for. While the worker
 * is inside a framing nobody looks at their sockets; one that never returns keeps these jobs too, and with TLS what
 * their links would send.
 */
final class LingeringJobs {
    /** Jobs that linger with one worker for one engine, at most. */
    static final int JOBS_MAX = 32;

    /**
     * How long a job lingers at most, from its first try, in nanoseconds. That it is over is noticed at the next try:
     * one nap later, if the worker has nothing else to do.
     */
    static final long LINGER_NANOS = 1_000_000;

    /** How long a worker that has nothing else to do sleeps between two tries, in nanoseconds. */
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

    /**
     * Keeps a job that has just been tried, if it may stay.
     *
     * @return false if it must go home: it has come to something, may not linger or is called back, its time is over,
     *     its loop sleeps, or there are {@value #JOBS_MAX} already
     */
    boolean tryKeep(Job job, long nowNanos) {
        // That the loop sleeps is a hint: if it is missed here, it is seen at the next try.
        boolean isKept = job.wantsToLinger()
                && jobs.size() < JOBS_MAX
                && nowNanos - job.startedNanos() < LINGER_NANOS
                && !waker.isAsleep();
        if (isKept) {
            jobs.addLast(job);
        }
        return isKept;
    }

    /** Takes out the job that has waited longest to be tried. */
    Job take() {
        assert !jobs.isEmpty() : "take() while none lingers";
        return jobs.removeFirst();
    }
}
