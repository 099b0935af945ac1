package io.coxswain.core;

import static java.lang.invoke.ConstantBootstraps.fieldVarHandle;

import com.google.errorprone.annotations.Keep;
import io.coxswain.queues.JobInbox;
import io.coxswain.queues.ParkedFlag;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One worker: takes a job, does it, sends it back; spins, yields, naps and parks when there is none;
 * and yields after a step of a handshake.
 *
 * <p>It serves every engine of its {@link WorkerPool}. In a pass it looks into each inbox and takes a bounded number of
 * jobs from it; the next pass begins one inbox further; before it sleeps it looks into all of them again.
 *
 * <p>The naps are for a busy loop's sake. To wake a thread costs whoever wakes it several microseconds, which is more
 * than everything else in a hand-over. A worker that naps comes back by itself, so a busy loop need not wake it; see
 * {@link Crew#tellWorkers}. When all loops are asleep there is nobody to spare: the worker parks, and whichever loop
 * gets up and has a job wakes it before it sleeps again.
 *
 * <p>Between two jobs it holds no state of any link, but for the halves that linger ({@link LingeringJobs}): those it
 * sends home before work that may take long, when an engine comes or goes, when their loop sleeps, and when it ends.
 * One that is called back goes home after its next try. What a {@link Member} has leads to no selector, timer or
 * callback of a loop; a job's listener does, and is for the loop alone.
 *
 * <p><b>Threads.</b> {@link #run()} and what it calls: the worker's own. {@link #stop()}, {@link #parkedFlag()} and the
 * counts: any.
 *
 * <p><b>Memory.</b> What a job lends comes through the inbox and goes back through the outbox. The request to end is
 * stored with release and read with acquire, so that a worker that sees it sees the list of workers that it is no
 * longer in. Lessons: {@code Resize_01} and {@code Resize_02}.
 *
 * <p><b>Errors.</b> What a job throws is kept in the job ({@link Job#perform}); the completion is sent in any case. A
 * completion that cannot be sent would be a defect of the reservation and ends the worker loudly.
 */
final class Worker implements Runnable {
    /** Jobs that are taken from one inbox before the others have their turn. */
    static final int JOBS_PER_INBOX_MAX = 16;

    /** A job whose last one took longer than this may take as long again, in nanoseconds. */
    static final long SLOW_NANOS = 200_000;

    private static final VarHandle STOPPING =
            fieldVarHandle(MethodHandles.lookup(), "stopping", VarHandle.class, Worker.class, boolean.class);
    private static final VarHandle JOBS =
            fieldVarHandle(MethodHandles.lookup(), "jobs", VarHandle.class, Worker.class, long.class);
    private static final VarHandle BUSY_NANOS =
            fieldVarHandle(MethodHandles.lookup(), "busyNanos", VarHandle.class, Worker.class, long.class);
    private static final VarHandle CURRENT_JOB =
            fieldVarHandle(MethodHandles.lookup(), "currentJob", VarHandle.class, Worker.class, Job.class);
    private static final VarHandle PARKS =
            fieldVarHandle(MethodHandles.lookup(), "parks", VarHandle.class, Worker.class, long.class);

    /** Whether a job comes from the inbox, or lingers. */
    private enum Try {
        FIRST,
        AGAIN
    }

    /** This worker's end of one engine's inbox, and the jobs of that engine that linger here. */
    private record Desk(Member member, JobInbox.Taker<Job> taker, LingeringJobs lingering) {}

    private final WorkerPool pool;
    private final int index;
    private final LongSupplier clock;
    private final WaitStages waitStages;
    private final ParkedFlag parkedFlag = new ParkedFlag();

    // ---- worker ----
    private Member[] members = {}; // as the pool had them when the desks were made
    private Desk[] desks = {};
    private int firstDesk;

    // ---- any thread to worker ----
    @Keep
    private boolean stopping; // only through STOPPING

    // ---- worker, read by any thread ----
    @Keep
    private long jobs; // only through JOBS

    @Keep
    private long busyNanos; // only through BUSY_NANOS

    @Keep
    private long parks; // only through PARKS

    @Keep
    private @Nullable Job currentJob; // only through CURRENT_JOB

    /**
     * Makes a worker that has not begun.
     *
     * @param pool whose engines it serves
     * @param index its number in the pool
     * @param clock the time in nanoseconds
     * @param waitStages how long to spin, yield and nap before parking
     */
    Worker(WorkerPool pool, int index, LongSupplier clock, WaitStages waitStages) {
        this.pool = pool;
        this.index = index;
        this.clock = clock;
        this.waitStages = waitStages;
    }

    @Override
    public void run() {
        try {
            int emptyPasses = 0;
            while (!isStopping()) {
                if (pass()) {
                    emptyPasses = 0;
                } else {
                    idle(emptyPasses);
                    emptyPasses++;
                }
            }
        } finally {
            try {
                sendAllLingeringHome();
            } finally {
                pool.passOnWake();
            }
        }
    }

    private boolean isStopping() {
        // Acquire: pairs with the release in stop(). The pool's list of workers, which no longer has this one, is what
        // passOnWake() reads next.
        return (boolean) STOPPING.getAcquire(this);
    }

    /** Looks into each inbox once, and says whether there was anything. */
    boolean pass() {
        Member[] current = pool.members();
        if (current != members) {
            sitDown(current);
        }
        Desk[] all = desks;
        int index = firstDesk;
        boolean found = false;
        for (int i = 0; i < all.length; i++) {
            found |= retryLingering(all[index]);
            found |= runJobs(all[index]);
            index = index + 1 == all.length ? 0 : index + 1;
        }
        firstDesk = index + 1 >= all.length ? 0 : index + 1;
        return found;
    }

    /**
     * An engine has come or gone. What those that stay have made this worker stand back for is forgotten with the rest.
     */
    private void sitDown(Member[] current) {
        sendAllLingeringHome();
        Desk[] all = new Desk[current.length];
        for (int i = 0; i < all.length; i++) {
            all[i] = new Desk(current[i], current[i].inbox().taker(), new LingeringJobs(current[i].waker()));
        }
        members = current;
        desks = all;
        firstDesk = 0;
    }

    /** Runs jobs of one engine until there is none, there were enough, or it is to stop. */
    private boolean runJobs(Desk desk) {
        Job job = next(desk);
        if (job == null) {
            return false;
        }
        long startNanos = clock.getAsLong();
        long nowNanos = startNanos;
        int count = 0;
        while (job != null) {
            nowNanos = runJob(desk, job, nowNanos);
            count++;
            job = count == JOBS_PER_INBOX_MAX ? null : next(desk);
        }
        publish(count, clock.getAsLong() - startNanos);
        return true;
    }

    private @Nullable Job next(Desk desk) {
        return isStopping() ? null : desk.taker.take(takesHandshakes());
    }

    /**
     * The first worker leaves handshakes to the others, so that traffic always has one that is not in the middle of
     * one.
     */
    private boolean takesHandshakes() {
        return index > 0 || pool.count() <= 1;
    }

    /**
     * Runs one job and sends it back, unless it lingers; the clock is read once, and again after a step of a handshake.
     *
     * @return the time after the job itself, so that telling the loop of it counts as a cost of the next
     */
    private long runJob(Desk desk, Job job, long nowNanos) {
        // Asked now: the job is the loop's again once it is complete.
        boolean isHandshake = job.operation() == Operation.ACCEPT;
        if (isHandshake || job.tookNanos() > SLOW_NANOS) {
            sendAllLingeringHome();
        }
        long endNanos = perform(desk, job, nowNanos, Try.FIRST);
        if (isHandshake) {
            // It has computed for a millisecond and more. With fewer processors than threads with something to do, a
            // worker that went on to the next would keep its own for a whole slice of the scheduler's time, and the
            // loop and all links would wait for as long.
            Thread.yield();
            // Or what others did meanwhile would count as a cost of the next job.
            return clock.getAsLong();
        }
        return endNanos;
    }

    private long perform(Desk desk, Job job, long nowNanos, Try which) {
        // Opaque: a hint for people who ask who has a job, and gives nobody access to it.
        CURRENT_JOB.setOpaque(this, job);
        long endNanos = nowNanos;
        try {
            if (which == Try.FIRST) {
                job.perform(nowNanos);
            } else {
                job.performAgain(nowNanos);
            }
            endNanos = clock.getAsLong();
            job.tookNanos(endNanos - nowNanos);
        } finally {
            // Opaque: as above; and before the loop has the job again.
            CURRENT_JOB.setOpaque(this, null);
            if (!desk.lingering.tryKeep(job, endNanos)) {
                complete(desk.member, job);
            }
        }
        return endNanos;
    }

    private static void complete(Member member, Job job) {
        member.outbox().complete(job);
        member.waker().wake();
    }

    // ---- jobs that linger ----

    /** Tries each job that lingers once more, and says whether any has gone home. */
    private boolean retryLingering(Desk desk) {
        int count = desk.lingering.count();
        if (count == 0) {
            return false;
        }
        // Asked before the first completion wakes it: the others are to go home too, and not to linger for a loop that
        // has nothing to do.
        boolean isLoopAsleep = desk.member.waker().isAsleep();
        long startNanos = clock.getAsLong();
        long nowNanos = startNanos;
        for (int i = 0; i < count; i++) {
            nowNanos = perform(desk, desk.lingering.take(), nowNanos, Try.AGAIN);
        }
        if (isLoopAsleep) {
            sendLingeringHome(desk);
        }
        publish(0, nowNanos - startNanos);
        return desk.lingering.count() < count;
    }

    private void sendAllLingeringHome() {
        for (Desk desk : desks) {
            sendLingeringHome(desk);
        }
    }

    /** Sends back whatever lingers, without trying it again. */
    private static void sendLingeringHome(Desk desk) {
        while (desk.lingering.count() > 0) {
            complete(desk.member, desk.lingering.take());
        }
    }

    private boolean hasLingering() {
        for (Desk desk : desks) {
            if (desk.lingering.count() > 0) {
                return true;
            }
        }
        return false;
    }

    // ---- accounts and idling ----

    private void publish(long moreJobs, long moreNanos) {
        // Opaque, here and in the getters: this thread is the only writer, and who reads takes each number for itself.
        JOBS.setOpaque(this, (long) JOBS.getOpaque(this) + moreJobs);
        BUSY_NANOS.setOpaque(this, (long) BUSY_NANOS.getOpaque(this) + moreNanos);
    }

    private void idle(int emptyPasses) {
        if (emptyPasses < waitStages.spins()) {
            Thread.onSpinWait();
        } else if (emptyPasses < waitStages.spins() + waitStages.yields()) {
            Thread.yield();
        } else {
            park(napNanos(emptyPasses));
        }
    }

    /** How long to sleep at most; 0 until woken. */
    private long napNanos(int emptyPasses) {
        if (hasLingering()) {
            // It has nobody else to look after it, and its loop may have gone to sleep just now.
            return LingeringJobs.NAP_NANOS;
        }
        return emptyPasses < waitStages.total() && isAnyLoopAwake() ? waitStages.napNanos() : 0;
    }

    /** Whether it is worth anybody's while to nap. A loop that gets up just after this wakes whom it needs. */
    private boolean isAnyLoopAwake() {
        for (Desk desk : desks) {
            if (!desk.member.waker().isAsleep()) {
                return true;
            }
        }
        return false;
    }

    /** Sleeps until woken, or for a nap; both under the flag, so that a loop with nothing else to do can end either. */
    private void park(long napNanos) {
        if (maySleep()) {
            if (napNanos > 0) {
                LockSupport.parkNanos(this, napNanos);
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

    /** Says that this worker is about to sleep, and whether it still may. */
    boolean maySleep() {
        parkedFlag.announce();
        // After the fence in announce(): a job offered, an engine joined or a stop asked for, before its author read
        // this flag, is seen here.
        return !hasWork() && !isStopping();
    }

    private boolean hasWork() {
        if (pool.members() != members) {
            return true;
        }
        for (Desk desk : desks) {
            if (desk.member.inbox().hasJobs(takesHandshakes())) {
                return true;
            }
        }
        return false;
    }

    // ---- any thread ----

    /** Asks the worker to end after the job that it has, once what lingers is home. Any thread, which then wakes it. */
    void stop() {
        // Release: pairs with the acquire in isStopping(). The caller then claims the wake-up, whose full fence orders
        // this store before the flag is read.
        STOPPING.setRelease(this, true);
    }

    ParkedFlag parkedFlag() {
        return parkedFlag;
    }

    /** Whether it is inside of this job now. Any thread; a hint. */
    boolean isIn(Job job) {
        // Opaque: as in perform().
        return CURRENT_JOB.getOpaque(this) == job;
    }

    /**
     * Jobs done; one that lingers counts once, at its first try. Any thread; at most one stretch of work old, as the
     * two below.
     */
    long jobsDone() {
        // Opaque: as in publish().
        return (long) JOBS.getOpaque(this);
    }

    /** Time spent on jobs, in nanoseconds. Any thread. */
    long busyNanos() {
        // Opaque: as in publish().
        return (long) BUSY_NANOS.getOpaque(this);
    }

    /** Times it went to sleep. Any thread. */
    long parkCount() {
        // Opaque: as in publish().
        return (long) PARKS.getOpaque(this);
    }
}
