package io.coxswain.core;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/**
 * The workers of an engine: how many there are, and which one to wake.
 *
 * <p><b>Threads.</b> The loop.
 */
final class WorkerPool {
    /** A worker and the thread that runs it. */
    private record Seat(Worker worker, Thread thread) {}

    /** How long a busy loop leaves it to napping workers to find a job, in nanoseconds. */
    static final long WAKE_OVERDUE_NANOS = 2_000_000;

    private final JobQueues queues;
    private final Runnable wakeLoop;
    private final LongSupplier clock;
    private final WaitStages waitStages;
    private final EngineCounters counters;
    private final ArrayList<Seat> seats = new ArrayList<>();
    private final ArrayList<Seat> retiring = new ArrayList<>();
    private long endedJobs;
    private long endedBusyNanos;
    private boolean owesWake;
    private long offeredCount;
    private long markOfferedCount;
    private long markNanos;

    WorkerPool(
            JobQueues queues, Runnable wakeLoop, LongSupplier clock, WaitStages waitStages, EngineCounters counters) {
        this.queues = queues;
        this.wakeLoop = wakeLoop;
        this.clock = clock;
        this.waitStages = waitStages;
        this.counters = counters;
    }

    /**
     * Starts workers, or asks the last ones to end once they have finished the job in hand; does not wait for it. Jobs that wait in the inbox
     * stay there for whoever is left, or for the loop.
     */
    void resize(int count) {
        while (seats.size() > count) {
            Seat last = seats.remove(seats.size() - 1);
            last.worker.stop();
            wake(last);
            retiring.add(last);
        }
        retiring.removeIf(this::hasEnded);
        while (seats.size() < count) {
            Worker worker = new Worker(queues, wakeLoop, clock, waitStages);
            Thread thread = new Thread(worker, "cox-worker-" + seats.size());
            thread.setDaemon(true);
            // Before it is counted: if the system has no thread left, this throws, and there are as many as there are.
            thread.start();
            seats.add(new Seat(worker, thread));
        }
    }

    /** Keeps what a retired worker has done, once that is final. */
    private boolean hasEnded(Seat seat) {
        if (seat.thread.isAlive()) {
            return false;
        }
        endedJobs += seat.worker.jobsDone();
        endedBusyNanos += seat.worker.busyNanos();
        return true;
    }

    int count() {
        return seats.size();
    }

    /** Notes that a job waits of which no worker has been told. Loop, after each offer. */
    void onJobOffered(long nowNanos) {
        offeredCount++;
        if (!owesWake) {
            owesWake = true;
            markOfferedCount = offeredCount;
            markNanos = nowNanos;
        }
    }

    /**
     * Wakes a worker for a job that has waited a while without anybody having been told. The loop, once per turn.
     *
     * <p>Not at each offer: a worker that is up, or naps, comes by itself, and waking one that sleeps costs the loop more
     * than the work it hands over. The figures are in {@code docs/hand-over.md}.
     */
    void tellWorkersIfOverdue(long nowNanos) {
        if (!owesWake || nowNanos - markNanos < WAKE_OVERDUE_NANOS) {
            return;
        }
        long takenCount = offeredCount - queues.inbox().trafficCount();
        if (takenCount < markOfferedCount) {
            tellWorkers();
        } else {
            // Somebody has been here since: from now on it is about the jobs that wait now.
            owesWake = takenCount < offeredCount;
            markOfferedCount = offeredCount;
            markNanos = nowNanos;
        }
    }

    /**
     * Wakes a worker if jobs wait and all are asleep, or if more jobs wait than workers are up. The loop, when it is about to block: from then on nobody
     * else would.
     */
    void tellWorkers() {
        if (!owesWake) {
            return;
        }
        owesWake = false;
        int waiting = queues.inbox().trafficCount();
        int up = 0;
        for (int i = 0; i < seats.size() && up < waiting; i++) {
            Seat seat = seats.get(i);
            // The first claim fences: a worker that is not seen asleep after it will see the job before it sleeps.
            wake(seat);
            up++;
        }
    }

    private void wake(Seat seat) {
        if (seat.worker.parkedFlag().claimWake()) {
            unpark(seat);
        }
    }

    private void unpark(Seat seat) {
        counters.increment(Counter.WORKER_WAKES);
        LockSupport.unpark(seat.thread);
    }

    /** Jobs that all workers so far have done, retired ones included: it never falls. */
    long jobsDone() {
        long sum = endedJobs;
        for (int i = 0; i < seats.size(); i++) {
            sum += seats.get(i).worker.jobsDone();
        }
        for (int i = 0; i < retiring.size(); i++) {
            sum += retiring.get(i).worker.jobsDone();
        }
        return sum;
    }

    /** Nanoseconds that they took for them: it never falls either. */
    long busyNanos() {
        long sum = endedBusyNanos;
        for (int i = 0; i < seats.size(); i++) {
            sum += seats.get(i).worker.busyNanos();
        }
        for (int i = 0; i < retiring.size(); i++) {
            sum += retiring.get(i).worker.busyNanos();
        }
        return sum;
    }

    Counters.WorkerTime[] times() {
        Counters.WorkerTime[] times = new Counters.WorkerTime[seats.size()];
        for (int i = 0; i < times.length; i++) {
            Worker worker = seats.get(i).worker;
            times[i] = new Counters.WorkerTime(worker.jobsDone(), worker.busyNanos(), worker.parkCount());
        }
        return times;
    }

    /** The threads of all workers that have not ended; for joining them when the engine ends, after {@code resize(0)}. */
    List<Thread> threads() {
        retiring.removeIf(this::hasEnded);
        List<Thread> alive = new ArrayList<>();
        retiring.forEach(seat -> alive.add(seat.thread));
        seats.forEach(seat -> alive.add(seat.thread));
        return alive;
    }
}
