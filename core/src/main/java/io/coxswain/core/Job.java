package io.coxswain.core;

import org.jspecify.annotations.Nullable;

/**
 * One half of a link, as the piece of work that it is for whoever holds its lease; or, with TLS, a step of its
 * handshake.
 *
 * <pre>
 *              lend (loop)                perform (holder)             reclaim (loop)
 *     HOME -----------------&gt; LENT  ----------------------------&gt; LENT ---------------&gt; HOME
 *       \__________________________ lend and undoLend, refused __________________________/
 * </pre>
 *
 * <p>Nothing is allocated for a job: the half goes out through the {@link io.coxswain.queues.JobInbox} and comes back
 * through the {@link io.coxswain.queues.CompletionOutbox}. There is one lease for each half, so two jobs of one
 * direction never run at once, and a plain link's two halves may be out at the same time; all jobs of a TLS link share
 * one ({@link LinkTls}).
 *
 * <p><b>Threads.</b> {@link #lend}, {@link #undoLend}, {@link #reclaim} and {@link #isLent()}: the loop.
 * {@link #perform}: the holder, which is the worker while the half is lent and the loop otherwise. Everything else that
 * a subclass has is for the holder.
 *
 * <p><b>Memory.</b> All fields are plain. The loop's writes before it offers the job are visible to the worker that
 * takes it, and the worker's writes before it completes the job are visible to the loop that drains it; those two
 * hand-overs are the only synchronisation, and whether the half is lent is written and read by the loop alone. Lessons:
 * {@code Lease_01} and {@code Lease_02}.
 */
abstract class Job {
    private final JobListener listener;
    private final Operation operation;

    // ---- loop ----
    private boolean lent;
    private long lentNanos;

    // ---- the holder of the lease ----
    private @Nullable Throwable failure;
    private long startedNanos;
    private long tookNanos;

    Job(JobListener listener, Operation operation) {
        this.listener = listener;
        this.operation = operation;
    }

    /** Lends this half out, before it is offered to a worker. Loop. */
    final void lend(long nowNanos) {
        assert !lent : "two jobs of one half";
        lent = true;
        lentNanos = nowNanos;
    }

    /**
     * Undoes a {@link #lend} whose job nobody took. Loop.
     *
     * @param previousLentNanos {@link #lentNanos()} as it was before
     */
    final void undoLend(long previousLentNanos) {
        reclaim();
        lentNanos = previousLentNanos;
    }

    /** Takes the half home, after its job has come back. Loop. */
    final void reclaim() {
        assert lent : "reclaim() of a half that is at home";
        lent = false;
    }

    /** Whether a job of this half is out. Loop. */
    final boolean isLent() {
        return lent;
    }

    /** When the half was lent out last. Loop. */
    final long lentNanos() {
        return lentNanos;
    }

    /** What kind of work this is. */
    final Operation operation() {
        return operation;
    }

    /** Whom to tell, on the loop, that the job is done. */
    final JobListener listener() {
        return listener;
    }

    /**
     * Does the work, and keeps what it throws: a completion must follow in any case. The holder.
     *
     * @param nowNanos the holder's clock, not older than its last job
     */
    final void perform(long nowNanos) {
        startedNanos = nowNanos;
        attempt(nowNanos);
    }

    /**
     * Does the work once more, after a time in which there was nothing to do for it. The holder.
     *
     * @param nowNanos as for {@link #perform}
     */
    final void performAgain(long nowNanos) {
        attempt(nowNanos);
    }

    private void attempt(long nowNanos) {
        failure = null;
        try {
            run(nowNanos);
        } catch (Throwable thrown) {
            // Whatever user code (a Framing) threw on a worker, Errors included: the worker lives, the link's owner
            // learns of it by the completion and closes that link.
            failure = thrown;
        }
    }

    /** What the last {@link #perform} threw, or null. The holder. */
    final @Nullable Throwable failure() {
        return failure;
    }

    /** When the last {@link #perform} began, however often the work was done since. The holder. */
    final long startedNanos() {
        return startedNanos;
    }

    /** Notes what it has cost a worker to do the work the last time, in nanoseconds. The worker. */
    final void tookNanos(long nanos) {
        tookNanos = nanos;
    }

    /** What the work took the last time that a worker did it, in nanoseconds. The holder. */
    final long tookNanos() {
        return tookNanos;
    }

    /**
     * Whether a worker may keep the half while there is nothing to do for it. Written by the loop while the half is at
     * home, so its holder may read it, and the loop at any time.
     */
    boolean mayLinger() {
        return false;
    }

    /** Whether the last try has come to nothing, and the half may linger and is not called back. The holder. */
    boolean wantsToLinger() {
        return false;
    }

    /** Whether the last try has come to nothing; false for what never lingers. The holder. */
    boolean hasFoundNothing() {
        return false;
    }

    /** The work itself. What it reports goes into fields of the half. */
    abstract void run(long nowNanos);
}
