package io.coxswain.core;

import io.coxswain.queues.CompletionOutbox;
import io.coxswain.queues.JobInbox;
import org.jspecify.annotations.Nullable;

/**
 * The half of the lessons in this package: a {@link Job} that does what the loop has asked it for, and then throws,
 * so that everything that may come home has something to bring.
 *
 * <p><b>Threads.</b> The holder of the lease, as of any job; {@link #awaitTake} is for a worker and
 * {@link #awaitDrain} for the loop.
 */
final class LessonHalf extends Job {
    /** How often an actor looks for what the other has for it: long enough to meet, and never without end. */
    static final int TRIES_MAX = 10_000;

    private static final IllegalStateException FAILURE = new IllegalStateException("thrown by the half of a lesson");

    /** How much to do; the loop writes it before it lends the half. */
    int wantedBytes;

    private int doneBytes;

    LessonHalf() {
        super(offloaded -> {}, Operation.READ);
    }

    @Override
    void run(long nowNanos) {
        doneBytes = wantedBytes;
        throw FAILURE;
    }

    /** What the holder sees: in tens, the bytes done; in ones, whether the job has thrown what it should. */
    int report() {
        return 10 * doneBytes + (failure() == FAILURE ? 1 : 0);
    }

    /** Waits for a job, but not for ever. The worker. */
    static @Nullable Job awaitTake(JobInbox<Job> inbox) {
        JobInbox.Taker<Job> taker = inbox.taker();
        Job job = null;
        for (int i = 0; i < TRIES_MAX && job == null; i++) {
            job = taker.take(false);
        }
        return job;
    }

    /**
     * Waits for the one half that is out, but not for ever, and takes it home. The loop.
     *
     * @return whether it is at home
     */
    static boolean awaitDrain(CompletionOutbox<Job> outbox) {
        for (int i = 0; i < TRIES_MAX; i++) {
            if (outbox.drain(Job::reclaim, 1) == 1) {
                return true;
            }
        }
        return false;
    }
}
