package io.coxswain.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Workers with several engines to serve; a bench stands for each. With sockets and loops in {@link SharedWorkersTest}.
 */
final class SharedPoolTest {
    private static final SocketAction NOTHING = () -> {};

    private final WorkerPool pool = new WorkerPool(System::nanoTime, DispatchBench.PARK_AT_ONCE);
    private final DispatchBench one = new DispatchBench(pool);
    private final DispatchBench other = new DispatchBench(pool);
    private final List<String> order = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() {
        one.close();
        other.close();
        pool.close();
        assertEquals(List.of(), pool.threads());
    }

    private String states() {
        return pool.threads() + " " + order;
    }

    private void awaitAllParked() {
        Await.until(
                "all workers sleep",
                this::states,
                () -> pool.threads().stream().allMatch(thread -> thread.getState() == Thread.State.WAITING));
    }

    @Test
    void servesEveryMember() {
        pool.resize(2);
        for (int i = 0; i < 50; i++) {
            one.dispatch(NOTHING);
            other.dispatch(NOTHING);
        }

        one.awaitAllDone();
        other.awaitAllDone();

        assertEquals(50, one.counters.get(Counter.READS_OFFLOADED));
        assertEquals(50, other.counters.get(Counter.READS_OFFLOADED));
    }

    @Test
    void letsNoFloodOfOneMemberKeepTheOtherWaiting() {
        pool.resize(1);
        DispatchBench.Gate gate = one.plugWorker();
        for (int i = 0; i < 200; i++) {
            one.dispatch(() -> order.add("flood"));
        }
        other.dispatch(() -> order.add("single"));

        gate.open();
        one.awaitAllDone();
        other.awaitAllDone();

        assertTrue(order.indexOf("single") < 2 * Worker.JOBS_PER_INBOX_MAX, order::toString);
    }

    @Test
    void takesTurnsBetweenMembers() {
        pool.resize(1);
        DispatchBench.Gate gate = one.plugWorker();
        for (int i = 0; i < 4 * Worker.JOBS_PER_INBOX_MAX; i++) {
            one.dispatch(() -> order.add("one"));
            other.dispatch(() -> order.add("other"));
        }

        gate.open();
        one.awaitAllDone();
        other.awaitAllDone();

        int longest = 0;
        int run = 0;
        for (int i = 0; i < order.size(); i++) {
            run = i > 0 && order.get(i).equals(order.get(i - 1)) ? run + 1 : 1;
            longest = Math.max(longest, run);
        }
        assertTrue(longest <= 2 * Worker.JOBS_PER_INBOX_MAX, order::toString);
    }

    /** What bounds it without a count that members share: their own turns, and that workers look into every inbox. */
    @Test
    void letsNoStormOfHandshakesOfOneMemberKeepTheOthersWaiting() {
        pool.resize(1);
        DispatchBench.Gate gate = one.plugWorker();
        for (int i = 0; i < Handshakes.STEPS_PER_WORKER; i++) {
            one.dispatcher.dispatchHandshake(new Step("storm"));
        }
        for (int i = 0; i < 200; i++) {
            one.dispatch(() -> order.add("flood"));
        }
        other.dispatcher.dispatchHandshake(new Step("single"));

        gate.open();
        one.awaitAllDone();
        other.awaitAllDone();

        assertTrue(order.indexOf("single") < 2 * Worker.JOBS_PER_INBOX_MAX, order::toString);
        assertTrue(order.lastIndexOf("storm") < 4 * Worker.JOBS_PER_INBOX_MAX, order::toString);
    }

    private final class Step extends Job {
        private final String name;

        Step(String name) {
            super(offloaded -> {}, Operation.ACCEPT);
            this.name = name;
        }

        @Override
        void run(long nowNanos) {
            order.add(name);
        }
    }

    @Test
    void finishesWhatOneMembersJobHoldsUpOnAnotherWorker() {
        pool.resize(2);
        DispatchBench.Gate gate = one.plugWorker();

        other.dispatch(NOTHING);
        other.awaitAllDone();

        assertEquals(1, one.dispatcher.jobsOut());
        gate.open();
        one.awaitAllDone();
    }

    @Test
    void servesAMemberThatJoinsWhileTheWorkersSleep() {
        pool.resize(2);
        awaitAllParked();

        try (DispatchBench late = new DispatchBench(pool)) {
            late.dispatch(NOTHING);
            late.workers.tellWorkers();
            Await.until("its job is done", this::states, () -> late.drain() == 1);
            assertEquals(1, late.counters.get(Counter.WORKER_WAKES));
        }
    }

    @Test
    void servesTheOthersWhenAMemberHasLeft() {
        pool.resize(1);
        one.dispatch(NOTHING);
        one.awaitAllDone();

        one.workers.stopDispatching();
        one.workers.leave();
        DispatchBench.ReadJob job = one.dispatch(NOTHING);
        other.dispatch(NOTHING);
        other.awaitAllDone();

        assertEquals(1, job.inlineCount, "the member that has left has no workers");
        assertEquals(1, pool.count());
    }

    /** A sleeping worker that kept the list of members would keep the engine, its queues and its selector. */
    @Test
    void wakesSleepingWorkersToForgetAMemberThatHasLeft() {
        pool.resize(2);
        awaitAllParked();
        long parksBefore = parks();

        other.workers.leave();

        Await.until("both have slept again", this::states, () -> parks() == parksBefore + 2);
    }

    private long parks() {
        long sum = 0;
        for (Counters.WorkerTime each : pool.times()) {
            sum += each.parks();
        }
        return sum;
    }

    @Test
    void wakesEveryLoopWhenTheLastWorkerGoes() {
        one.member.waker().announce();
        pool.resize(2);

        pool.resize(1);
        assertEquals(0, one.loopWakes.get());
        pool.resize(0);

        assertEquals(1, one.loopWakes.get());
    }

    @Test
    void refusesToBeResizedByAMember() {
        Crew guest = new Crew(pool, false, one.member, one.counters);

        assertThrows(IllegalStateException.class, () -> guest.resize(1));
    }

    @Test
    void servesNobodyOnceItIsClosed() {
        pool.resize(1);
        pool.close();
        pool.close();

        assertEquals(List.of(), pool.threads());
        assertEquals(1, one.dispatch(NOTHING).inlineCount);
        assertThrows(IllegalStateException.class, () -> pool.resize(1));
        assertThrows(IllegalStateException.class, () -> pool.join(one.member));
    }

    @Test
    void refusesACountThatIsNone() {
        assertThrows(IllegalArgumentException.class, () -> pool.resize(-1));
        assertThrows(IllegalArgumentException.class, () -> WorkerPool.start(WorkerPool.WORKERS_MAX + 1));
        assertEquals(0, pool.count());
    }

    /** It may have been woken for the very job that it does not take any more. */
    @Test
    void passesOnWhatAWorkerThatEndsMayHaveBeenWokenFor() {
        pool.resize(1);
        awaitAllParked();
        one.dispatch(NOTHING);
        Worker leaving = new Worker(pool, 0, System::nanoTime, DispatchBench.PARK_AT_ONCE);
        leaving.stop();

        leaving.run();

        Await.until("the other does the job", this::states, () -> one.drain() == 1);
    }

    @Test
    void tellsTheLoopOfJobsThatTheLastWorkerLeaves() {
        pool.resize(1);
        DispatchBench.Gate gate = one.plugWorker();
        other.dispatch(NOTHING);
        pool.resize(0);
        int wokenBefore = other.loopWakes.get();
        other.member.waker().announce();

        gate.open();
        Await.until("the loop is woken", this::states, () -> other.loopWakes.get() == wokenBefore + 1);

        assertEquals(1, other.dispatcher.takeBackOverdue());
        one.awaitAllDone();
    }
}
