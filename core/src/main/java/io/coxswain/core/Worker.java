package io.coxswain.core;

import static java.lang.invoke.ConstantBootstraps.fieldVarHandle;

import com.google.errorprone.annotations.Keep;
import io.coxswain.queues.CompletionOutbox;
import io.coxswain.queues.JobInbox;
import io.coxswain.queues.ParkedFlag;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/**
 * One worker: takes a job, does it, sends it back; spins, yields, naps and parks when there is none.
 *
 * <p>The naps are for the loop's sake. To wake a thread costs whoever wakes it several microseconds, which is more than everything else in
 * a hand-over. A worker that naps comes back by itself, so a busy loop need not wake it; see
 * {@link WorkerPool#tellWorkers}.
 *
 * <p>It holds no state of any link between two jobs, and nothing that it sees leads to a selector, a timer or a callback of
 * the loop.
 *
 * <p><b>Threads.</b> {@link #run()} and what it calls: the worker's own. {@link #stop()}, {@link #parkedFlag()} and the
 * counts: the loop.
 *
 * <p><b>Errors.</b> What a job throws is kept in the job ({@link Job#perform}); the completion is sent in any case. A
 * completion that cannot be sent would be a defect of the reservation and ends the worker loudly.
 */
final class Worker implements Runnable {
    private static final VarHandle STOPPING =
            fieldVarHandle(MethodHandles.lookup(), "stopping", VarHandle.class, Worker.class, boolean.class);
    private static final VarHandle JOBS =
            fieldVarHandle(MethodHandles.lookup(), "jobs", VarHandle.class, Worker.class, long.class);
    private static final VarHandle BUSY_NANOS =
            fieldVarHandle(MethodHandles.lookup(), "busyNanos", VarHandle.class, Worker.class, long.class);
    private static final VarHandle PARKS =
            fieldVarHandle(MethodHandles.lookup(), "parks", VarHandle.class, Worker.class, long.class);

    private final JobInbox.Taker<Job> taker;
    private final JobInbox<Job> inbox;
    private final CompletionOutbox<Job> outbox;
    private final Runnable wakeLoop;
    private final LongSupplier clock;
    private final WaitStages waitStages;
    private final ParkedFlag parkedFlag = new ParkedFlag();

    // ---- loop to worker ----
    @Keep
    private boolean stopping; // only through STOPPING

    // ---- worker, read by the loop ----
    @Keep
    private long jobs; // only through JOBS

    @Keep
    private long busyNanos; // only through BUSY_NANOS

    @Keep
    private long parks; // only through PARKS

    /**
     * Makes a worker that has not begun.
     *
     * @param wakeLoop called after each completion; wakes the loop if it is asleep
     * @param clock the time in nanoseconds
     * @param waitStages how long to spin, yield and nap before parking
     */
    Worker(JobQueues queues, Runnable wakeLoop, LongSupplier clock, WaitStages waitStages) {
        this.inbox = queues.inbox();
        this.taker = inbox.taker();
        this.outbox = queues.outbox();
        this.wakeLoop = wakeLoop;
        this.clock = clock;
        this.waitStages = waitStages;
    }

    @Override
    public void run() {
        int emptyPasses = 0;
        // Opaque: progress only. What stop() was preceded by reaches the worker through the inbox or not at all.
        while (!(boolean) STOPPING.getOpaque(this)) {
            Job job = taker.take(true);
            if (job != null) {
                runJobs(job);
                emptyPasses = 0;
            } else {
                idle(emptyPasses);
                emptyPasses++;
            }
        }
    }

    /** Runs jobs until there is none, or it is to stop; the clock is read once for each. */
    private void runJobs(Job first) {
        long startNanos = clock.getAsLong();
        long nowNanos = startNanos;
        long count = 0;
        Job job = first;
        while (job != null) {
            try {
                job.perform(nowNanos);
            } finally {
                outbox.complete(job);
            }
            wakeLoop.run();
            count++;
            nowNanos = clock.getAsLong();
            // Opaque: as in run().
            job = (boolean) STOPPING.getOpaque(this) ? null : taker.take(true);
            if ((count & 63) == 0) {
                publish(count, nowNanos - startNanos);
                startNanos = nowNanos;
                count = 0;
            }
        }
        publish(count, nowNanos - startNanos);
    }

    private void publish(long moreJobs, long moreNanos) {
        // Opaque, here and in the getters: this thread is the only writer, and the loop reads each number for itself.
        JOBS.setOpaque(this, (long) JOBS.getOpaque(this) + moreJobs);
        BUSY_NANOS.setOpaque(this, (long) BUSY_NANOS.getOpaque(this) + moreNanos);
    }

    private void idle(int emptyPasses) {
        if (emptyPasses < waitStages.spins()) {
            Thread.onSpinWait();
        } else if (emptyPasses < waitStages.spins() + waitStages.yields()) {
            Thread.yield();
        } else {
            park(emptyPasses < waitStages.total());
        }
    }

    /** Sleeps until woken, or for a nap; both under the flag, so that a loop with nothing else to do can end either. */
    private void park(boolean nap) {
        parkedFlag.announce();
        // After the fence in announce(): a job offered, or a stop asked for, before the loop read this flag is seen
        // here.
        if (!inbox.hasJobs(true) && !(boolean) STOPPING.getOpaque(this)) {
            if (nap) {
                LockSupport.parkNanos(this, waitStages.napNanos());
            } else {
                // Opaque: as in publish().
                PARKS.setOpaque(this, (long) PARKS.getOpaque(this) + 1);
                LockSupport.park(this);
            }
            // An interrupt would make every later park return at once. Nothing here interrupts a worker; whoever did
            // has no claim on it.
            Thread.interrupted();
        }
        parkedFlag.retract();
    }

    /** Asks the worker to end after the job that it has. Loop. */
    void stop() {
        // Opaque: the caller then claims the wake-up, whose full fence orders this store before the flag is read.
        STOPPING.setOpaque(this, true);
    }

    ParkedFlag parkedFlag() {
        return parkedFlag;
    }

    /** Jobs finished. Loop; at most one stretch of work old, as the two below. */
    long jobsDone() {
        // Opaque: as in publish().
        return (long) JOBS.getOpaque(this);
    }

    /** Time spent on jobs, in nanoseconds. Loop. */
    long busyNanos() {
        // Opaque: as in publish().
        return (long) BUSY_NANOS.getOpaque(this);
    }

    /** Times it went to sleep. Loop. */
    long parkCount() {
        // Opaque: as in publish().
        return (long) PARKS.getOpaque(this);
    }
}
