package io.coxswain.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** What the loop does later: in order, not before its time, and without keeping the loop from everything else. */
class TimerTest extends EngineSpec {
    @Test
    void runsTimersInTheOrderOfTheirDeadlinesAndNotBefore() throws Exception {
        Engine engine = start();
        List<Integer> order = new ArrayList<>();
        CountDownLatch done = new CountDownLatch(6);
        List<Long> early = new ArrayList<>();
        int[] delaysMillis = {30, 10, 20, 0, 10, -5};
        onLoop(engine, loop -> {
            long startNanos = loop.nanoTime();
            for (int i = 0; i < delaysMillis.length; i++) {
                int number = i;
                long delayNanos = TimeUnit.MILLISECONDS.toNanos(delaysMillis[i]);
                loop.schedule(delayNanos, later -> {
                    order.add(number);
                    if (later.nanoTime() - startNanos < delayNanos) {
                        early.add(delayNanos);
                    }
                    done.countDown();
                });
            }
            return true;
        });

        Await.open("six timers", order::toString, done);

        assertEquals(List.of(3, 5, 1, 4, 2, 0), order);
        assertEquals(List.of(), early);
    }

    @Test
    void cancelsOnce() throws Exception {
        Engine engine = start();
        CountDownLatch done = new CountDownLatch(1);
        AtomicLong cancelledRuns = new AtomicLong();
        Timer cancelled = onLoop(engine, loop -> loop.schedule(1_000_000, later -> cancelledRuns.incrementAndGet()));
        Timer run = onLoop(engine, loop -> loop.schedule(0, later -> {}));
        onLoop(engine, loop -> {
            assertTrue(cancelled.cancel() || cancelledRuns.get() == 1);
            assertFalse(cancelled.cancel());
            return loop.schedule(2_000_000, later -> done.countDown());
        });

        Await.open("the last timer", () -> "", done);

        boolean cancelledAfterItsRun = onLoop(engine, loop -> run.cancel());
        assertFalse(cancelledAfterItsRun);
        assertTrue(cancelledRuns.get() <= 1);
    }

    @Test
    void forgetsThousandsOfCancelledTimers() throws Exception {
        Engine engine = start();
        AtomicLong runs = new AtomicLong();
        onLoop(engine, loop -> {
            for (int i = 0; i < 10_000; i++) {
                Timer timer = loop.schedule(TimeUnit.HOURS.toNanos(1), later -> runs.incrementAndGet());
                if (i % 100 != 0) {
                    timer.cancel();
                } else {
                    loop.schedule(i, later -> runs.addAndGet(1_000));
                }
            }
            return true;
        });

        Await.until("timers", runs::toString, () -> runs.get() == 100_000);
    }

    @Test
    void servesEverythingElseWhileATimerSchedulesItselfWithoutDelay() throws Exception {
        Engine engine = start();
        int port = listen(engine, linkConfig(), RecordingHandler::echo);
        LoopTask[] again = new LoopTask[1];
        again[0] = loop -> loop.schedule(0, again[0]);
        engine.execute(again[0]);

        TestPeer peer = connect(port);
        peer.write(TestPeer.frame(100, 1)).expect(TestPeer.frame(100, 1));

        assertTrue(engine.counters().get(Counter.TURNS) > 1);
    }

    @Test
    void keepsTimersInOrderThatAreScheduledBesideOneForEver() throws Exception {
        Engine engine = start();
        CountDownLatch done = new CountDownLatch(1);
        onLoop(engine, loop -> {
            loop.schedule(1, overdue -> done.countDown());
            long startNanos = System.nanoTime();
            while (loop.schedule(0, later -> {}) != null && System.nanoTime() - startNanos < 2_000_000) {
                Thread.onSpinWait();
            }
            return true;
        });
        onLoop(engine, loop -> loop.schedule(Long.MAX_VALUE, never -> {}));

        Await.open("the timer that was due", () -> describe(engine), done);
    }
}
