package io.coxswain.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How many workers there are, who wakes, who sleeps, and what they have done. The bench's workers park at once. */
final class WorkerPoolTest {
    private static final SocketAction NOTHING = () -> {};

    private static final WaitStages LONG_NAPS = new WaitStages(0, 0, 1_000_000, Await.LIMIT.toNanos());

    private final DispatchBench bench = new DispatchBench(OffloadPolicy.ALWAYS);
    private final Crew workers = bench.workers;
    private final WorkerPool pool = bench.workerPool;

    @AfterEach
    void close() {
        bench.close();
    }

    private void awaitAllParked(int count) {
        Await.until(
                count + " workers sleep",
                this::states,
                () -> pool.threads().size() == count
                        && pool.threads().stream().allMatch(thread -> thread.getState() == Thread.State.WAITING));
    }

    private String states() {
        StringBuilder states = new StringBuilder();
        pool.threads().forEach(thread -> states.append(thread).append(thread.getState()));
        return states.toString();
    }

    private long parks() {
        long sum = 0;
        for (Counters.WorkerTime each : workers.times()) {
            sum += each.parks();
        }
        return sum;
    }

    @Test
    void startsDaemonsWithTheNamesOfWorkers() {
        workers.resize(3);

        assertEquals(3, workers.count());
        assertEquals(
                List.of("cox-worker-0", "cox-worker-1", "cox-worker-2"),
                pool.threads().stream().map(Thread::getName).toList());
        assertTrue(pool.threads().stream().allMatch(Thread::isDaemon));
    }

    /** The loop is awake and has nothing more for the worker; nobody but the worker itself can end its sleep. */
    @Test
    void looksAfterJobsThatLingerUntilTheirTimeIsOver() {
        workers.resize(1);
        awaitAllParked(1);
        DispatchBench.ReadJob job = bench.newRead(NOTHING);
        job.half.letLinger(true);

        assertTrue(bench.dispatcher.tryDispatch(job.half));
        workers.tellWorkers();

        Await.until("the job is home", this::states, () -> {
            bench.drain();
            return job.offloadedCount == 1;
        });
        awaitAllParked(1);
    }

    /** A thread that waits without a timeout takes no processor until it is woken, however long one looks. */
    @Test
    void putsIdleWorkersToSleepForGood() {
        workers.resize(8);

        awaitAllParked(8);

        assertEquals(8, parks());
        assertEquals(0, jobs());
        workers.tellWorkers();
        workers.tellWorkersIfOverdue(Long.MAX_VALUE);
        assertEquals(0, bench.counters.get(Counter.WORKER_WAKES), "there is nothing to be told");
    }

    @Test
    void letsWorkersNapOnlyWhileALoopIsAwake() {
        try (WorkerPool napping = new WorkerPool(System::nanoTime, LONG_NAPS)) {
            napping.join(bench.member);
            napping.resize(1);
            Thread worker = napping.threads().get(0);
            awaitState(worker, Thread.State.TIMED_WAITING);

            bench.member.waker().announce();
            napping.resize(2);
            awaitState(napping.threads().get(1), Thread.State.WAITING);

            assertEquals(0, napping.times()[0].parks(), "naps are not counted");
            assertEquals(1, napping.times()[1].parks());
        }
    }

    @Test
    void letsWorkersSleepAfterSomeNaps() {
        try (WorkerPool napping = new WorkerPool(System::nanoTime, new WaitStages(3, 3, 5, 1_000))) {
            napping.join(bench.member);
            napping.resize(1);

            awaitState(napping.threads().get(0), Thread.State.WAITING);

            assertEquals(1, napping.times()[0].parks(), "naps are not counted");
        }
    }

    private static void awaitState(Thread thread, Thread.State state) {
        Await.until(
                thread.getName() + " is " + state,
                () -> "it is " + thread.getState(),
                () -> thread.getState() == state);
    }

    @Test
    void wakesOneWorkerForOneJob() {
        workers.resize(4);
        awaitAllParked(4);

        bench.dispatch(NOTHING);
        assertEquals(0, bench.counters.get(Counter.WORKER_WAKES), "not at the offer");
        workers.tellWorkers();
        workers.tellWorkers();
        bench.awaitAllDone();
        awaitAllParked(4);

        assertEquals(1, bench.counters.get(Counter.WORKER_WAKES));
        assertEquals(5, parks());
    }

    @Test
    void wakesAsManyWorkersAsJobsWait() {
        workers.resize(4);
        awaitAllParked(4);
        DispatchBench.Gate first = new DispatchBench.Gate();
        DispatchBench.Gate second = new DispatchBench.Gate();
        bench.dispatch(first);
        bench.dispatch(second);

        workers.tellWorkers();
        first.awaitReached();
        second.awaitReached();
        assertEquals(2, bench.counters.get(Counter.WORKER_WAKES));
        first.open();
        second.open();

        bench.awaitAllDone();
    }

    /** The worker that is up may be held up for long: it does not count as one that was told. */
    @Test
    void wakesAWorkerThatSleepsAlthoughAnotherIsUp() {
        workers.resize(1);
        DispatchBench.Gate gate = bench.plugWorker();
        workers.resize(3);
        Await.until("two workers sleep", this::states, () -> parks() >= 2);
        long wakesBefore = bench.counters.get(Counter.WORKER_WAKES);
        bench.dispatch(NOTHING);

        workers.tellWorkers();
        Await.until("the job is done", this::states, () -> bench.drain() == 1);

        assertEquals(wakesBefore + 1, bench.counters.get(Counter.WORKER_WAKES));
        gate.open();
        bench.awaitAllDone();
    }

    @Test
    void wakesAWorkerOnceAJobHasWaitedForAWhile() {
        workers.resize(1);
        awaitAllParked(1);
        bench.dispatch(NOTHING);

        workers.tellWorkersIfOverdue(bench.clock.nanos() + Crew.WAKE_OVERDUE_NANOS - 1);
        assertEquals(0, bench.counters.get(Counter.WORKER_WAKES));
        workers.tellWorkersIfOverdue(bench.clock.nanos() + Crew.WAKE_OVERDUE_NANOS);

        assertEquals(1, bench.counters.get(Counter.WORKER_WAKES));
        Await.until("it is done", this::states, () -> bench.drain() == 1);
    }

    @Test
    void wakesNobodyForJobsThatWereTakenBackMeanwhile() {
        workers.resize(1);
        awaitAllParked(1);
        bench.dispatch(NOTHING);
        bench.time.advanceMillis(10_000);
        bench.clock.refresh();
        assertEquals(1, bench.dispatcher.takeBackOverdue());

        workers.tellWorkersIfOverdue(bench.clock.nanos());
        workers.tellWorkers();

        assertEquals(0, bench.counters.get(Counter.WORKER_WAKES));
    }

    @Test
    void endsWorkersThatSleep() {
        workers.resize(4);
        awaitAllParked(4);

        workers.resize(1);
        assertEquals(1, workers.count());
        Await.until("three have ended", this::states, () -> pool.threads().size() == 1);
        bench.dispatch(NOTHING);
        bench.awaitAllDone();

        assertEquals("cox-worker-0", pool.threads().get(0).getName());
    }

    @Test
    void letsAWorkerThatRetiresFinishItsJob() {
        workers.resize(1);
        DispatchBench.Gate gate = new DispatchBench.Gate();
        DispatchBench.ReadJob job = bench.dispatch(gate);
        workers.tellWorkers();
        gate.awaitReached();

        workers.resize(0);
        assertEquals(0, workers.count());
        assertEquals(1, pool.threads().size());
        gate.open();
        bench.awaitAllDone();

        assertEquals(1, job.offloadedCount);
        bench.awaitWorkersEnded();
    }

    @Test
    void countsWhatTheWorkersThatRunHaveDone() {
        workers.resize(2);
        for (int i = 0; i < 100; i++) {
            bench.dispatch(NOTHING);
        }
        bench.awaitAllDone();
        awaitAllParked(2);

        assertEquals(100, jobs());
        workers.resize(1);

        assertEquals(1, workers.times().length, "the list has those that run");
    }

    private long jobs() {
        long sum = 0;
        for (Counters.WorkerTime each : workers.times()) {
            sum += each.jobs();
        }
        return sum;
    }

    @Test
    void goesOnSleepingAfterAnInterrupt() {
        workers.resize(1);
        awaitAllParked(1);
        Thread worker = pool.threads().get(0);

        worker.interrupt();
        Await.until("it has slept again", this::states, () -> parks() == 2);
        awaitAllParked(1);
        bench.dispatch(NOTHING);
        bench.awaitAllDone();

        assertEquals(1, bench.counters.get(Counter.READS_OFFLOADED));
    }

    /** 64 halves go out whenever they are home, while the number of workers changes at random, to none and back. */
    @Test
    void doesEachJobOnceWhileTheNumberOfWorkersChanges() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        int[] reads = new int[64];
        List<DispatchBench.ReadJob> jobs = new ArrayList<>();
        IntStream.range(0, reads.length).forEach(i -> jobs.add(bench.newRead(() -> reads[i]++)));

        for (int round = 0; round < 2_000; round++) {
            if (round % 10 == 0) {
                workers.resize(random.nextInt(5));
            }
            for (DispatchBench.ReadJob job : jobs) {
                if (!job.half.isLent() && random.nextInt(4) > 0) {
                    bench.dispatch(job);
                }
            }
            workers.tellWorkers();
            bench.dispatcher.takeBackOverdue();
            bench.drain();
        }
        workers.resize(1);
        bench.awaitAllDone();

        for (int i = 0; i < reads.length; i++) {
            DispatchBench.ReadJob job = jobs.get(i);
            assertEquals(job.dispatchedCount, job.doneCount(), "seed " + seed);
            assertEquals(job.dispatchedCount, reads[i], "seed " + seed);
        }
        assertTrue(bench.counters.get(Counter.READS_OFFLOADED) > 0, "nothing was tried");
    }

    /** Their jobs are the loop's own from then on, and it may be asleep. */
    @Test
    void wakesTheLoopWhenTheLastWorkerGoes() {
        workers.resize(2);
        bench.member.waker().announce();

        workers.resize(1);
        assertEquals(0, bench.loopWakes.get());
        workers.resize(0);

        assertEquals(1, bench.loopWakes.get());
    }
}
