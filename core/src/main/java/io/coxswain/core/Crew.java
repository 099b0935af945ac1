package io.coxswain.core;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The workers as one engine's loop sees them: whether there are any, and when one must be woken.
 *
 * <p>What is here belongs to this loop alone, however many engines share the workers: which of its own jobs nobody has
 * been told of, and since when. What they share is in {@link WorkerPool}.
 *
 * <p><b>Threads.</b> The loop, once it runs; before, the thread that makes the engine.
 */
final class Crew {
    /** How long a busy loop leaves it to napping workers to find a job, in nanoseconds. */
    static final long WAKE_OVERDUE_NANOS = 2_000_000;

    private final WorkerPool pool;
    private final boolean isOwn;
    private final Member member;
    private final EngineCounters counters;
    private boolean isLeaving;
    private boolean owesWake;
    private long offeredCount;
    private long markOfferedCount;
    private long markNanos;

    /**
     * Makes the crew of an engine, and the engine a member of the pool.
     *
     * @param isOwn whether the pool is this engine's own, and ends with it
     */
    Crew(WorkerPool pool, boolean isOwn, Member member, EngineCounters counters) {
        this.pool = pool;
        this.isOwn = isOwn;
        this.member = member;
        this.counters = counters;
        pool.join(member);
    }

    /** Workers that may be given jobs. */
    int count() {
        return isLeaving ? 0 : pool.count();
    }

    /** Starts so many, unless the workers are shared: those are there, however many. */
    void start(int count) {
        if (isOwn) {
            pool.resize(count);
        }
    }

    /**
     * Changes how many there are; at once, and without waiting.
     *
     * @throws IllegalStateException if the workers are shared
     */
    void resize(int count) {
        if (!isOwn) {
            throw new IllegalStateException("this engine's workers are shared: resize their WorkerPool");
        }
        pool.resize(count);
    }

    // ---- waking ----

    /** Notes that a job waits of which no worker has been told. After each offer. */
    void onJobOffered(long nowNanos) {
        offeredCount++;
        if (!owesWake) {
            owesWake = true;
            markOfferedCount = offeredCount;
            markNanos = nowNanos;
        }
    }

    /**
     * Wakes a worker for a job that has waited a while without anybody having been told. Once per turn.
     *
     * <p>Not at each offer: a worker that is up, or naps, comes by itself, and waking one that sleeps costs the loop
     * more than the work it hands over. The figures are in {@code docs/hand-over.md}.
     */
    void tellWorkersIfOverdue(long nowNanos) {
        if (!owesWake || nowNanos - markNanos < WAKE_OVERDUE_NANOS) {
            return;
        }
        long takenCount = offeredCount - waitingJobs();
        // What a worker has taken may be traffic alone: one that takes no handshakes proves nothing about those.
        if (takenCount < markOfferedCount || member.inbox().handshakeCount() > 0) {
            tellWorkers();
        } else {
            // Somebody has been here since: from now on it is about the jobs that wait now.
            owesWake = takenCount < offeredCount;
            markOfferedCount = offeredCount;
            markNanos = nowNanos;
        }
    }

    /**
     * Sees to it that as many workers are up as jobs wait, and that at least one gets up for them if any sleeps. When
     * the loop is about to block: from then on nobody else would.
     */
    void tellWorkers() {
        if (!owesWake) {
            return;
        }
        owesWake = false;
        if (waitingJobs() > 0) {
            counters.add(Counter.WORKER_WAKES, pool.wakeFor(member.inbox()));
        }
    }

    private int waitingJobs() {
        return member.inbox().trafficCount() + member.inbox().handshakeCount();
    }

    /** Whether jobs wait that no worker will take, because there is none. Between announcing a sleep and sleeping. */
    boolean hasJobsForNobody() {
        return count() == 0 && member.inbox().hasJobs(true);
    }

    // ---- leaving, in steps: stopDispatching, jobs taken back and awaited by the loop, leave, threads ----

    /** From now on there are no workers for this engine, so that it takes its jobs back. */
    void stopDispatching() {
        isLeaving = true;
    }

    /** Leaves the pool, and ends it if it is this engine's own; does not wait. */
    void leave() {
        pool.leave(member);
        if (isOwn) {
            pool.end();
        }
    }

    /** The threads that have to end with this engine and have not yet. */
    List<Thread> threads() {
        return isOwn ? pool.threads() : List.of();
    }

    /** Which worker is inside of this job now, or null. A hint. */
    @Nullable
    String holderOf(Job job) {
        return pool.holderOf(job);
    }

    /** One line for each worker, for people. */
    void describe(StringBuilder out) {
        pool.describe(out);
    }

    /** What each worker of the pool has done, for whichever engine. */
    Counters.WorkerTime[] times() {
        return pool.times();
    }
}
