package io.coxswain.core;

import static java.lang.invoke.ConstantBootstraps.fieldVarHandle;

import com.google.errorprone.annotations.Keep;
import io.coxswain.queues.JobInbox;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Workers that one engine has, or several share.
 *
 * <pre>{@code
 * try (WorkerPool workers = WorkerPool.start(2)) {
 *     Engine one = Engine.start(new EngineConfig().workerPool(workers), ...);
 *     Engine other = Engine.start(new EngineConfig().workerPool(workers), ...);
 *     ...
 * }
 * }</pre>
 *
 * <p>Every engine has queues of its own, and every worker serves all of them in turn; an engine that is not given a
 * pool makes one, and is its only member. What one engine's jobs take from the workers the others do not have, but no
 * engine's jobs wait for another's to run out.
 *
 * <p><b>Threads.</b> Any, for every method.
 *
 * <p><b>Memory.</b> The list of workers and that of members are replaced as a whole, under a lock that nothing else
 * takes, stored with release and read with acquire: who sees a list sees what is in it. A worker that is about to sleep
 * reads the members again between {@link io.coxswain.queues.ParkedFlag#announce()} and sleeping, and a loop reads the
 * workers after the full fence that follows its offer; so of a new worker and a new job, as of a new member and a
 * worker that falls asleep, at least one sees the other. A worker that was woken for a job and is asked to end at the
 * same time passes the wake-up on. Lessons: {@code Resize_01} and {@code Resize_02}.
 *
 * <p><b>Limits.</b> 0 to 64 workers. With 0, each loop does all its I/O itself.
 */
public final class WorkerPool implements AutoCloseable {
    /** Most workers of a pool. */
    static final int WORKERS_MAX = 64;

    /** How long {@link #close()} waits for workers that are inside a framing. */
    private static final long CLOSE_NANOS_MAX = 2_000_000_000L;

    private static final long POLL_NANOS = 100_000;

    private static final VarHandle SEATS =
            fieldVarHandle(MethodHandles.lookup(), "seats", VarHandle.class, WorkerPool.class, Seat[].class);
    private static final VarHandle MEMBERS =
            fieldVarHandle(MethodHandles.lookup(), "members", VarHandle.class, WorkerPool.class, Member[].class);

    /** A worker and the thread that runs it. */
    private record Seat(Worker worker, Thread thread) {
        /** Wakes it if it sleeps, and says whether it did. */
        boolean wake() {
            // The hint first, because a claim is a fence.
            boolean isMine =
                    worker.parkedFlag().isAsleep() && worker.parkedFlag().claimWake();
            if (isMine) {
                LockSupport.unpark(thread);
            }
            return isMine;
        }
    }

    private final LongSupplier clock;
    private final WaitStages waitStages;
    private final Object lock = new Object();

    // ---- written under the lock, read by any thread ----
    @Keep
    private Seat[] seats = {}; // only through SEATS

    @Keep
    private Member[] members = {}; // only through MEMBERS

    // ---- under the lock ----
    private final List<Seat> retiring = new ArrayList<>();
    private boolean hasEnded;

    /**
     * Makes a pool without workers.
     *
     * @param clock the time in nanoseconds
     * @param waitStages how its workers wait for jobs
     */
    WorkerPool(LongSupplier clock, WaitStages waitStages) {
        this.clock = clock;
        this.waitStages = waitStages;
    }

    /**
     * Starts workers that wait for jobs as {@link EngineConfig#workerWait} says by default.
     *
     * @param count 0 to 64
     */
    public static WorkerPool start(int count) {
        return start(count, new EngineConfig());
    }

    /**
     * Starts workers.
     *
     * @param count 0 to 64
     * @param config of which only {@link EngineConfig#workerWait} is read
     */
    public static WorkerPool start(int count, EngineConfig config) {
        WorkerPool pool = new WorkerPool(Engine.clock(), config.workerWait());
        pool.resize(count);
        return pool;
    }

    // ---- how many ----

    /**
     * Starts workers, or asks the last ones to end once they have finished the job in hand; does not wait for it. Jobs
     * that wait stay where they are for whoever is left, or for their loop.
     *
     * @param count 0 to 64
     * @throws IllegalArgumentException if the count is none of these
     * @throws IllegalStateException if the pool is closed
     * @throws OutOfMemoryError if the system has no thread left; there are as many workers then as could be started
     */
    public void resize(int count) {
        checkCount(count);
        synchronized (lock) {
            if (hasEnded) {
                throw new IllegalStateException("the pool is closed");
            }
            shrink(count);
            while (seats().length < count) {
                addWorker();
            }
        }
    }

    static void checkCount(int count) {
        if (count < 0 || count > WORKERS_MAX) {
            throw new IllegalArgumentException("worker count of " + count + " is not in 0.." + WORKERS_MAX);
        }
    }

    private void shrink(int count) {
        Seat[] current = seats();
        if (current.length > count) {
            publish(Arrays.copyOf(current, count));
            for (int i = current.length - 1; i >= count; i--) {
                // After the list without it: a worker that knows that it is to end does not find itself in it.
                current[i].worker.stop();
                VarHandle.fullFence(); // As in wakeFor().
                current[i].wake();
                retiring.add(current[i]);
            }
            if (count == 1) {
                VarHandle.fullFence(); // As in wakeFor(): the one that is left takes handshakes from now on.
                current[0].wake();
            }
            if (count == 0) {
                // Their jobs are now for nobody.
                for (Member member : members()) {
                    member.waker().wake();
                }
            }
        }
        retiring.removeIf(seat -> !seat.thread.isAlive());
    }

    private void addWorker() {
        Seat[] current = seats();
        Worker worker = new Worker(this, current.length, clock, waitStages);
        Thread thread = new Thread(worker, "cox-worker-" + current.length);
        thread.setDaemon(true);
        Seat[] more = Arrays.copyOf(current, current.length + 1);
        more[current.length] = new Seat(worker, thread);
        // Before it can sleep: a loop that does not find it in the list has offered its job early enough for its first
        // look.
        publish(more);
        boolean isStarted = false;
        try {
            thread.start();
            isStarted = true;
        } finally {
            if (!isStarted) {
                publish(current);
                VarHandle.fullFence(); // As in wakeFor(): the others may have left handshakes to this one.
                for (Seat seat : current) {
                    seat.wake();
                }
            }
        }
    }

    /** How many workers there are; those that are about to end are not counted. */
    public int count() {
        return seats().length;
    }

    private Seat[] seats() {
        // Acquire: pairs with the release in publish().
        return (Seat[]) SEATS.getAcquire(this);
    }

    private void publish(Seat[] newSeats) {
        // Release: pairs with the acquire in seats(), which then sees the workers in it. That a new worker is in it
        // before it falls asleep, and one that ends is not, is seen by a loop through the fences of ParkedFlag.
        SEATS.setRelease(this, newSeats);
    }

    // ---- members ----

    /** Makes an engine one of those that the workers serve. */
    void join(Member member) {
        synchronized (lock) {
            if (hasEnded) {
                throw new IllegalStateException("the pool is closed");
            }
            Member[] current = members();
            Member[] more = Arrays.copyOf(current, current.length + 1);
            more[current.length] = member;
            publish(more);
        }
    }

    /** Has the workers forget an engine. It has stopped dispatching, and none of its jobs is out. Idempotent. */
    void leave(Member member) {
        synchronized (lock) {
            publish(Arrays.stream(members())
                    .filter(each -> !each.equals(member))
                    .toArray(Member[]::new));
            // A worker that slept on would keep everything that the engine has.
            for (Seat seat : seats()) {
                VarHandle.fullFence(); // As in wakeFor().
                seat.wake();
            }
        }
    }

    Member[] members() {
        // Acquire: pairs with the release in publish().
        return (Member[]) MEMBERS.getAcquire(this);
    }

    private void publish(Member[] newMembers) {
        // Release: pairs with the acquire in members(). That a worker sees a new member before it sleeps over its first
        // job is up to the fences of ParkedFlag.
        MEMBERS.setRelease(this, newMembers);
    }

    // ---- waking ----

    /**
     * Wakes as many workers as there are jobs waiting and none up for them; at least one, if any sleeps, because those
     * that are up may be held up. After the jobs were offered. For handshakes, one that takes them first.
     *
     * @return how many were woken
     */
    int wakeFor(JobInbox<Job> inbox) {
        // Full: pairs with the fence in ParkedFlag.announce(). A worker that is not seen asleep after it will see the
        // jobs before it sleeps, and so will one that is not in the list yet.
        VarHandle.fullFence();
        Seat[] current = seats();
        int up = 0;
        for (Seat seat : current) {
            up += seat.worker.parkedFlag().isAsleep() ? 0 : 1;
        }
        int handshakes = inbox.handshakeCount();
        int wanted = Math.max(1, inbox.trafficCount() + handshakes - up);
        int first = handshakes > 0 && current.length > 1 ? 1 : 0;
        int woken = 0;
        for (int i = 0; i < current.length && woken < wanted; i++) {
            woken += current[(first + i) % current.length].wake() ? 1 : 0;
        }
        return woken;
    }

    /**
     * Hands on what a worker that ends may have been woken for: to another that sleeps, or to the loop itself if there
     * is none. The worker, last of all.
     */
    void passOnWake() {
        // Full: pairs with the fences in wakeFor() and ParkedFlag.claimWake(). Either the job is seen here, or the
        // loop that offered it finds this worker up, and sees a list of workers without it.
        VarHandle.fullFence();
        for (Member member : members()) {
            if (member.inbox().hasJobs(true) && wakeFor(member.inbox()) == 0) {
                member.waker().wake();
            }
        }
    }

    // ---- seeing ----

    /** What each worker has done. */
    Counters.WorkerTime[] times() {
        Seat[] current = seats();
        Counters.WorkerTime[] times = new Counters.WorkerTime[current.length];
        for (int i = 0; i < times.length; i++) {
            Worker worker = current[i].worker;
            times[i] = new Counters.WorkerTime(worker.jobsDone(), worker.busyNanos(), worker.parkCount());
        }
        return times;
    }

    /** Which worker is inside of this job now, or null if none is that will stay. A hint. */
    @Nullable
    String holderOf(Job job) {
        for (Seat seat : seats()) {
            if (seat.worker.isIn(job)) {
                return seat.thread.getName();
            }
        }
        return null;
    }

    /** One line for each worker, for people. */
    void describe(StringBuilder out) {
        for (Seat seat : seats()) {
            Worker worker = seat.worker;
            out.append("  ").append(seat.thread.getName()).append(": ").append(worker.jobsDone());
            out.append(" jobs, ").append(worker.busyNanos() / 1_000_000).append(" ms busy, ");
            out.append(worker.parkedFlag().isAsleep() ? "asleep" : "awake").append('\n');
        }
    }

    /** The threads of all workers that have not ended, those that are about to included. */
    List<Thread> threads() {
        synchronized (lock) {
            retiring.removeIf(seat -> !seat.thread.isAlive());
            List<Thread> alive = new ArrayList<>();
            retiring.forEach(seat -> alive.add(seat.thread));
            for (Seat seat : seats()) {
                alive.add(seat.thread);
            }
            return alive;
        }
    }

    // ---- the end ----

    /** Ends all workers, for good; does not wait for them. Idempotent. */
    void end() {
        synchronized (lock) {
            hasEnded = true;
            shrink(0);
        }
    }

    /**
     * Ends all workers and waits for them. Engines that are still members go on, with loops that do everything
     * themselves. Idempotent.
     *
     * <p>Returns after 2 s all the same if a worker is still inside a framing, and at once, with the interrupt status
     * set, when the caller is interrupted.
     */
    @Override
    public void close() {
        end();
        long deadlineNanos = clock.getAsLong() + CLOSE_NANOS_MAX;
        while (!threads().isEmpty()
                && deadlineNanos - clock.getAsLong() > 0
                && !Thread.currentThread().isInterrupted()) {
            LockSupport.parkNanos(this, POLL_NANOS);
        }
    }
}
