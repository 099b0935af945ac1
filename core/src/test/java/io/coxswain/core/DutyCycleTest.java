package io.coxswain.core;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * How a loop falls asleep, and how it brings all jobs home when its engine ends. The stages of a turn are tested where
 * their work is, and all together in {@link EngineSpec}; the other steps of the end are in {@link EndingTest}, the
 * queues' own barrier is in {@code Barrier_01} and {@code Barrier_02}.
 */
class DutyCycleTest {
    /** Jobs that may be out at once: more than a loop takes back in one go. */
    private static final int PLACES = 4 * Dispatcher.TAKEN_BACK_PER_TURN_MAX;

    private final AtomicReference<Runnable> atNextLookAtTheClock = new AtomicReference<>(DutyCycleTest::nothing);
    private final AtomicInteger tasksRun = new AtomicInteger();
    private Selector selector;
    private EngineParts parts;
    private Loop loop;

    @BeforeEach
    void make() throws Exception {
        selector = Selector.open();
        EngineConfig config = new EngineConfig()
                .offloadPolicy(OffloadPolicy.ALWAYS)
                .limits(new Limits().inboxSlots(PLACES))
                .loopSpins(0);
        parts = new EngineParts(config, this::look, new Waker(selector::wakeup));
        loop = new Loop(parts, selector);
    }

    private static void nothing() {}

    private long look() {
        atNextLookAtTheClock.getAndSet(DutyCycleTest::nothing).run();
        return 1_000;
    }

    @AfterEach
    void end() throws Exception {
        parts.watchdog().stop();
        parts.workers().leave();
        selector.close();
    }

    private void runLoop() {
        try {
            loop.cycle().run();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * A loop with nothing to do looks into its mailbox, at the clock, and says that it is about to sleep. Who sends a
     * task in between finds it awake, and wakes nobody: it has to look once more.
     */
    @Test
    void doesNotSleepOverATaskThatCameBehindItsFirstLook() {
        atNextLookAtTheClock.set(() -> {
            parts.mailbox().offer(current -> {
                tasksRun.incrementAndGet();
                current.close();
            });
            parts.waker().wake();
        });
        Thread running = new Thread(this::runLoop, "loop of the test");
        running.setDaemon(true);

        running.start();

        Await.until("the loop has run the task and ended", () -> tasksRun + " run", () -> !running.isAlive());
        assertEquals(1, tasksRun.get());
    }

    @Test
    void doesNotSleepOverARequestToCloseThatCameBehindItsFirstLook() {
        atNextLookAtTheClock.set(parts.waker()::requestClose);
        Thread running = new Thread(this::runLoop, "loop of the test");
        running.setDaemon(true);

        running.start();

        Await.until("the loop has ended", () -> String.valueOf(running.getState()), () -> !running.isAlive());
    }

    // ---- the engine's end ----

    /** Who has done a job without a link, and that it has come home once. */
    private static final class Outcome implements JobListener {
        private int offloadedCount;
        private int inlineCount;

        @Override
        public void onJobDone(boolean offloaded) {
            if (offloaded) {
                offloadedCount++;
            } else {
                inlineCount++;
            }
        }

        @Override
        public String toString() {
            return offloadedCount + " by a worker, " + inlineCount + " by the loop";
        }
    }

    private Outcome dispatch(Operation operation, Runnable work) {
        Outcome outcome = new Outcome();
        Job job = new Job(outcome, operation) {
            @Override
            void run(long nowNanos) {
                work.run();
            }
        };
        if (operation == Operation.ACCEPT) {
            parts.dispatcher().dispatchHandshake(job);
        } else {
            parts.dispatcher().dispatch(job);
        }
        return outcome;
    }

    private List<Outcome> dispatchMany(Operation operation, int count) {
        List<Outcome> outcomes = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            outcomes.add(dispatch(operation, DutyCycleTest::nothing));
        }
        return outcomes;
    }

    private static void expectEach(String expected, List<Outcome> outcomes) {
        outcomes.forEach(outcome -> assertEquals(expected, outcome.toString()));
    }

    /** As after an error that ends the loop: it makes no more turns. */
    private Ending endWithoutAnotherTurn() {
        Ending ending = new Ending(loop, parts, loop.cycle(), selector);
        ending.advance();
        return ending;
    }

    private static void awaitOver(Ending ending) {
        Await.until("the engine has ended", () -> "a step of its end waits", ending::advance);
    }

    @Test
    void bringsAWholeOutboxHomeAtTheEnd() {
        parts.workers().start(1);
        List<Outcome> outcomes = dispatchMany(Operation.READ, PLACES);
        assertEquals(PLACES, parts.dispatcher().jobsOut(), "no place is free");
        parts.workers().tellWorkers();
        Await.until(
                "the worker has done them all",
                () -> parts.workers().times()[0].toString(),
                () -> parts.workers().times()[0].jobs() == PLACES);
        expectEach("0 by a worker, 0 by the loop", outcomes);

        Ending ending = endWithoutAnotherTurn();

        assertEquals(0, parts.dispatcher().jobsOut());
        expectEach("1 by a worker, 0 by the loop", outcomes);
        awaitOver(ending);
    }

    @Test
    void takesBackAtTheEndWhatNoWorkerHasTaken() {
        parts.workers().start(1);
        DispatchBench.Gate gate = new DispatchBench.Gate();
        Outcome atTheGate = dispatch(Operation.WRITE, () -> stop(gate));
        parts.workers().tellWorkers();
        gate.awaitReached();
        List<Outcome> traffic = dispatchMany(Operation.READ, PLACES - 3);
        List<Outcome> handshakes = dispatchMany(Operation.ACCEPT, 2);
        assertEquals(PLACES, parts.dispatcher().jobsOut(), "no place is free");

        Ending ending = endWithoutAnotherTurn();

        assertEquals(1, parts.dispatcher().jobsOut(), "the one that a worker has");
        expectEach("0 by a worker, 1 by the loop", traffic);
        expectEach("0 by a worker, 1 by the loop", handshakes);
        gate.open();
        awaitOver(ending);
        expectEach("1 by a worker, 0 by the loop", List.of(atTheGate));
    }

    private static void stop(DispatchBench.Gate gate) {
        try {
            gate.run();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
