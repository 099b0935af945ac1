package io.coxswain.core;

import io.coxswain.queues.CompletionOutbox;
import io.coxswain.queues.JobInbox;
import org.jspecify.annotations.Nullable;

/**
 * Gets a half's job done: by a worker where the policy says so and one can take it, by the loop otherwise.
 *
 * <p>The order of a dispatch is what makes it safe: reserve a place for the completion, lend the half, offer the job,
 * look whether somebody must be woken. Refused at any step, everything is undone in reverse, and the loop does the work
 * at once without waiting for anything.
 *
 * <p><b>Threads.</b> The loop.
 */
final class Dispatcher {
    /** Jobs taken back in one turn: those of all links may wait when the last worker goes. */
    static final int TAKEN_BACK_PER_TURN_MAX = 64;

    private final JobInbox<Job> inbox;
    private final CompletionOutbox<Job> outbox;
    private final Crew workers;
    private final LoadMeter load;
    private final EngineCounters counters;
    private final LoopClock clock;
    private final long takeBackNanos;

    Dispatcher(
            Member member, Crew workers, LoadMeter load, EngineCounters counters, LoopClock clock, long takeBackNanos) {
        this.inbox = member.inbox();
        this.outbox = member.outbox();
        this.workers = workers;
        this.load = load;
        this.counters = counters;
        this.clock = clock;
        this.takeBackNanos = takeBackNanos;
    }

    /**
     * Dispatches a job of a half that is at home, or does it now. Its listener is told in either case, later or now.
     */
    void dispatch(Job job) {
        assert !job.isLent() : "dispatch() of a half that is out";
        if (load.isOffloading()) {
            long sampleStart = load.startHandOver();
            FallbackReason refusal = offer(job);
            if (refusal == null) {
                load.endHandOver(sampleStart);
                return;
            }
            countFallback(job, refusal);
        }
        runInline(job);
    }

    /**
     * Dispatches a job that is of use on a worker only, while {@link #isOffloading()}.
     *
     * @return false if no worker can have it; then nothing has changed
     */
    boolean tryDispatch(Job job) {
        // Not isOffloading(): others may have ended the last worker of a shared pool since the caller looked.
        assert !job.isLent() && load.isOffloadingNow() : "tryDispatch() of a half that is out, or for the loop to do";
        return offer(job) == null;
    }

    /** Dispatches a step of a handshake to whichever worker there is, or does it now if there is none. */
    void dispatchHandshake(Job job) {
        assert !job.isLent() && job.operation() == Operation.ACCEPT : "no handshake, or one that is out";
        FallbackReason refusal = offer(job);
        if (refusal != null) {
            countFallback(job, refusal);
            runInline(job);
        }
    }

    /** Whether half of all jobs that may be out are not, so that nobody lacks the place of one that could wait. */
    boolean hasPlacesToSpare() {
        return outbox.reservedPlaces() < outbox.places() / 2;
    }

    /** Whether a job that is dispatched now is meant for a worker. */
    boolean isOffloading() {
        return load.isOffloadingNow() && workers.count() > 0;
    }

    /** Offers a job to the workers; returns null, or why none can have it, in which case nothing has changed. */
    private @Nullable FallbackReason offer(Job job) {
        if (workers.count() == 0) {
            return FallbackReason.NO_WORKER;
        }
        if (!outbox.tryReserve()) {
            return FallbackReason.OUTBOX_FULL;
        }
        long previousLentNanos = job.lentNanos();
        job.lend(clock.nanos());
        boolean isOffered = job.operation() == Operation.ACCEPT ? inbox.offerHandshake(job) : inbox.offerTraffic(job);
        if (!isOffered) {
            job.undoLend(previousLentNanos);
            outbox.cancelReservation();
            return FallbackReason.INBOX_FULL;
        }
        workers.onJobOffered(clock.nanos());
        return null;
    }

    private void countFallback(Job job, FallbackReason reason) {
        counters.fallback(job.operation(), reason);
        EngineEvents.CHOSEN.fellBack(job.operation(), reason);
    }

    private void runInline(Job job) {
        counters.increment(
                switch (job.operation()) {
                    case READ -> Counter.READS_INLINE;
                    case WRITE -> Counter.WRITES_INLINE;
                    case ACCEPT -> Counter.HANDSHAKE_STEPS_INLINE;
                });
        // A step of a handshake would pass for the price of a read.
        long sampleStart = job.operation() == Operation.ACCEPT ? 0 : load.startInline();
        job.perform(clock.nanos());
        load.endInline(sampleStart);
        job.listener().onJobDone(false);
    }

    /** Handles a job that a worker has sent back. */
    void onCompletion(Job job) {
        job.reclaim();
        if (job.operation() != Operation.ACCEPT) {
            load.onJobDone(job.tookNanos());
        }
        if (job.mayLinger() && !job.hasFoundNothing()) {
            // Only what has come to something is a read that the loop would have done itself.
            load.countOperation();
        }
        counters.jobWaited(job.operation(), job.startedNanos() - job.lentNanos());
        counters.jobTook(job.operation(), job.tookNanos());
        counters.increment(
                switch (job.operation()) {
                    case READ -> Counter.READS_OFFLOADED;
                    case WRITE -> Counter.WRITES_OFFLOADED;
                    case ACCEPT -> Counter.HANDSHAKE_STEPS_OFFLOADED;
                });
        job.listener().onJobDone(true);
    }

    /**
     * Takes jobs back that have waited too long for a worker, or any that wait if there is none, and does them here.
     *
     * @return how many, {@value #TAKEN_BACK_PER_TURN_MAX} at the most; if it is more than 0, more may wait
     */
    int takeBackOverdue() {
        return takeBackOverdue(TAKEN_BACK_PER_TURN_MAX);
    }

    /** As {@link #takeBackOverdue()}, with a bound of the caller's. */
    int takeBackOverdue(int jobsMax) {
        int count = 0;
        while (count < jobsMax && outbox.reservedPlaces() > 0 && isOverdue(inbox.oldestTraffic())) {
            if (!takeBack(inbox.takeBack())) {
                break;
            }
            count++;
        }
        // Handshakes are in no such hurry; but if nobody is left to take them, the loop must.
        if (workers.count() == 0 && count < jobsMax && takeBack(inbox.takeBackHandshake())) {
            count++;
        }
        return count;
    }

    private boolean takeBack(@Nullable Job job) {
        if (job == null) {
            return false;
        }
        outbox.cancelReservation();
        job.reclaim();
        counters.jobWaited(job.operation(), clock.nanos() - job.lentNanos());
        countFallback(job, FallbackReason.TAKEN_BACK);
        runInline(job);
        return true;
    }

    private boolean isOverdue(@Nullable Job oldest) {
        // A worker may take it at any moment, but when it was lent out only the loop writes.
        return oldest != null && (workers.count() == 0 || clock.nanos() - oldest.lentNanos() > takeBackNanos);
    }

    /** Jobs that workers have, or that wait for one. */
    int jobsOut() {
        return outbox.reservedPlaces();
    }
}
