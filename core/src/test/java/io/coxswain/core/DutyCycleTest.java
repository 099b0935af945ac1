package io.coxswain.core;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.Selector;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How a loop falls asleep. The other stages are tested where their work is, and all together in {@link EngineSpec}. */
class DutyCycleTest {
    private final AtomicReference<Runnable> atNextLookAtTheClock = new AtomicReference<>(DutyCycleTest::nothing);
    private final AtomicInteger tasksRun = new AtomicInteger();
    private Selector selector;
    private EngineParts parts;
    private Loop loop;

    @BeforeEach
    void make() throws Exception {
        selector = Selector.open();
        EngineConfig config =
                new EngineConfig().offloadPolicy(OffloadPolicy.NEVER).loopSpins(0);
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
     * A loop with nothing to do looks into its mailbox, at the clock, and says that it is about to sleep. Who sends a task
     * in between finds it awake, and wakes nobody: it has to look once more.
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
}
