package io.coxswain.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Costs, windows and probes, by a clock that a test moves. What follows from the numbers is in
 * {@link OffloadDeciderTest}.
 */
final class LoadMeterTest {
    private static final int OPERATIONS = 512;

    private final DispatchBench bench = new DispatchBench(OffloadPolicy.ADAPTIVE);
    private final LoadMeter load = bench.load;

    @AfterEach
    void close() {
        bench.close();
    }

    /**
     * One window of the decider: so many operations, each of so many nanoseconds for the loop, and the rest of the
     * window spent in the application or asleep.
     *
     * @return how many operations were meant for a worker
     */
    private int window(int operations, long operationNanos, int busyPercent) {
        int offloaded = 0;
        long startNanos = bench.time.getAsLong();
        for (int i = 0; i < operations; i++) {
            if (load.isOffloading()) {
                offloaded++;
                long start = load.startHandOver();
                bench.time.advanceNanos(500);
                load.endHandOver(start);
            } else {
                long start = load.startInline();
                bench.time.advanceNanos(operationNanos);
                load.endInline(start);
            }
        }
        long restNanos = LoadMeter.WINDOW_NANOS - (bench.time.getAsLong() - startNanos);
        bench.time.advanceNanos(Math.max(0, restNanos));
        long nanos = bench.clock.refresh() - startNanos;
        load.onTurn(nanos * busyPercent / 100, true);
        load.onTurn(nanos - nanos * busyPercent / 100, false);
        load.onWindowEnd(bench.workers);
        return offloaded;
    }

    private void offload() {
        bench.workers.resize(1);
        for (int i = 0; i < 20 && !load.isOffloadingNow(); i++) {
            window(OPERATIONS, 15_000, 100);
        }
        assertTrue(load.isOffloadingNow());
        assertEquals(1, bench.counters.get(Counter.SWITCHES_TO_OFFLOAD));
    }

    @Test
    void obeysAPolicyThatIsFixed() {
        load.policy(OffloadPolicy.ALWAYS);
        assertTrue(load.isOffloading());
        assertTrue(load.isOffloadingNow());
        load.policy(OffloadPolicy.NEVER);
        assertFalse(load.isOffloading());
        assertFalse(load.isOffloadingNow());
        load.policy(OffloadPolicy.ADAPTIVE);

        assertFalse(load.isOffloadingNow());
        assertEquals(OffloadPolicy.ADAPTIVE, load.policy());
    }

    @Test
    void doesTheWorkItselfWhileThereIsTime() {
        bench.workers.resize(1);

        int offloaded = 0;
        for (int i = 0; i < 200; i++) {
            offloaded += window(OPERATIONS, 10_000, 60);
        }

        assertEquals(0, offloaded, "not even a probe");
        assertEquals(0, bench.counters.get(Counter.SWITCHES_TO_OFFLOAD));
    }

    @Test
    void handsTheWorkOutOnceTheLoopIsBusyWithIt() {
        offload();

        assertEquals(
                LoadMeter.PROBE_ROW_EVERY - LoadMeter.PROBES_IN_A_ROW,
                window(LoadMeter.PROBE_ROW_EVERY, 3_000, 100),
                "all but the probes");
    }

    @Test
    void takesTheWorkBackWhenThereIsTimeAgain() {
        offload();
        int windows = 0;
        while (bench.counters.get(Counter.SWITCHES_TO_INLINE) == 0 && windows < 1_000) {
            window(16, 15_000, 5);
            windows++;
        }

        assertEquals(OffloadTrial.TRIAL_WINDOWS, windows, "as soon as the trial is over");
        assertFalse(load.isOffloadingNow());
    }

    /**
     * One window of a server of 900 frames, or as many as it can serve. A frame takes the loop two operations, of 4 us
     * inline or 1 us to hand over and take back, and a worker twice 6 us.
     */
    private void serve(long workNanos) {
        boolean isOffloading = load.isOffloadingNow();
        long loopNanos = workNanos + (isOffloading ? 2 * 1_000 : 2 * 4_000);
        long slowestNanos = isOffloading ? Math.max(loopNanos, 2 * 6_000) : loopNanos;
        int frames = (int) Math.min(900, LoadMeter.WINDOW_NANOS / slowestNanos);
        bench.counters.add(Counter.FRAMES_DELIVERED, frames);
        for (int i = 0; isOffloading && i < 2 * frames; i++) {
            load.onJobDone(6_000);
        }
        deliver(frames, workNanos);
        window(2 * frames, 4_000, (int) (frames * loopNanos * 100 / LoadMeter.WINDOW_NANOS));
    }

    /** One frame at a time, by a clock that is put back: the window has this time already. */
    private void deliver(int frames, long workNanos) {
        for (int i = 0; i < frames; i++) {
            long start = load.startDelivery();
            bench.time.advanceNanos(workNanos);
            load.endDelivery(start, 1);
            bench.time.advanceNanos(-workNanos);
        }
        bench.clock.refresh();
    }

    /** Keeps the work for three seconds, and says how many windows it took until the I/O was done by whom it should. */
    private int windowsUntilFollowed(long workNanos, boolean isToOffload) {
        int followedAfter = -1;
        for (int i = 0; i < 300; i++) {
            if (followedAfter < 0 && load.isOffloadingNow() == isToOffload) {
                followedAfter = i;
            }
            serve(workNanos);
        }
        return followedAfter;
    }

    @Test
    void followsWorkThatComesAndGoesWithinATenthOfASecondAndSwitchesForNothingElse() {
        bench.workers.resize(1);
        assertEquals(0, windowsUntilFollowed(0, false));

        for (int step = 1; step <= 5; step++) {
            int upWindows = windowsUntilFollowed(20_000, true);
            int backWindows = windowsUntilFollowed(0, false);

            assertTrue(upWindows > 0 && upWindows <= 10, upWindows + " windows of 10 ms to workers, step " + step);
            assertTrue(backWindows > 0 && backWindows <= 10, backWindows + " windows of 10 ms back, step " + step);
            assertEquals(step, bench.counters.get(Counter.SWITCHES_TO_OFFLOAD));
            assertEquals(step, bench.counters.get(Counter.SWITCHES_TO_INLINE));
        }
    }

    @Test
    void triesAWorkerNowAndThenWhileItIsBusyItself() {
        int offloaded = 0;
        for (int i = 0; i < 10; i++) {
            offloaded += window(OPERATIONS, 15_000, 100);
        }

        assertEquals(8, offloaded, "four in each 2,057");
        assertFalse(load.isOffloadingNow(), "there is no worker");
    }

    /** Nothing is delivered while it offloads. */
    private void loseATrial() {
        bench.workers.resize(1);
        long lossesBefore = bench.counters.get(Counter.SWITCHES_TO_INLINE);
        int windows = 0;
        while (bench.counters.get(Counter.SWITCHES_TO_INLINE) == lossesBefore && windows < 1_000) {
            bench.counters.add(Counter.FRAMES_DELIVERED, load.isOffloadingNow() ? 0 : OPERATIONS);
            window(OPERATIONS, 15_000, 100);
            windows++;
        }
        assertEquals(lossesBefore + 1, bench.counters.get(Counter.SWITCHES_TO_INLINE));
    }

    @Test
    void triesAWorkerMoreRarelyWhileOffloadingIsBarred() {
        loseATrial();
        int offloaded = 0;
        for (int i = 0; i < 2 * LoadMeter.RARER_WHILE_BARRED * LoadMeter.PROBE_ROW_EVERY / OPERATIONS; i++) {
            bench.counters.add(Counter.FRAMES_DELIVERED, OPERATIONS);
            offloaded += window(OPERATIONS, 15_000, 100);
        }

        assertEquals(2 * LoadMeter.PROBES_IN_A_ROW, offloaded);
    }

    /** The first of them finds the caches cold, and may be twenty times as dear. */
    @Test
    void timesTheLastProbeOfARow() {
        bench.workers.resize(1);
        window(16, 15_000, 100);
        List<Integer> timed = new ArrayList<>();
        int row = 0;
        for (int i = 0; i < 10_000; i++) {
            if (load.isOffloading()) {
                row++;
                if (load.startHandOver() != 0) {
                    timed.add(row);
                }
            } else {
                row = 0;
            }
        }

        assertEquals(List.of(4, 4, 4, 4), timed);
    }

    /** A pause of the JVM, or a thread that has lost its processor. */
    @Test
    void isNotMisledByASampleThatSomethingHasInterrupted() {
        bench.workers.resize(1);
        for (int i = 0; i < 10; i++) {
            window(LoadMeter.SAMPLE_EVERY, 10_000_000, 95);
            for (int j = 0; j < 100; j++) {
                window(LoadMeter.SAMPLE_EVERY, 2_000, 95);
            }
        }

        assertEquals(0, bench.counters.get(Counter.SWITCHES_TO_OFFLOAD));
    }

    @Test
    void isNotMisledByAWorkerThatHasLostItsProcessor() {
        bench.workers.resize(1);
        assertTrue(windowsUntilFollowed(20_000, true) > 0);
        assertTrue(windowsUntilFollowed(0, false) > 0);
        load.onJobDone(4_000_000);
        serve(0);

        int windows = windowsUntilFollowed(20_000, true);

        assertTrue(windows > 0 && windows <= 10, windows + " windows of 10 ms to workers");
    }

    /** Samples that fell into a bad time must not decide for ever. */
    @Test
    void forgetsBadSamplesOfTheWayNotTaken() {
        bench.workers.resize(1);
        window(2 * LoadMeter.SAMPLE_EVERY, 10_000_000, 50);
        for (int i = 0; i < 10; i++) {
            window(16, 2_000, 95);
        }
        assertTrue(load.isOffloadingNow(), "misled");
        int windows = 0;
        while (bench.counters.get(Counter.SWITCHES_TO_INLINE) == 0 && windows < 1_000) {
            window(OPERATIONS, 2_000, 30);
            windows++;
        }

        assertTrue(windows < 200, "still misled after " + windows + " windows of 10 ms");
    }

    @Test
    void judgesNothingBeforeAWindowIsOver() {
        bench.workers.resize(1);
        for (int i = 0; i < 1_000; i++) {
            load.isOffloading();
            bench.time.advanceNanos(LoadMeter.WINDOW_NANOS / 1_000 - 1);
            bench.clock.refresh();
            load.onTurn(LoadMeter.WINDOW_NANOS / 1_000 - 1, true);
            load.onWindowEnd(bench.workers);
        }

        assertFalse(load.isOffloadingNow());
        assertEquals(1_000 * (LoadMeter.WINDOW_NANOS / 1_000 - 1), load.busyNanos());
        assertEquals(0, load.idleNanos());
    }

    /** What was done under another policy is no window of an adaptive engine. */
    @Test
    void beginsAWindowWhenItBecomesAdaptive() {
        bench.workers.resize(1);
        for (int i = 1; i < OffloadDecider.WINDOWS_TO_SWITCH; i++) {
            window(OPERATIONS, 15_000, 100);
        }
        load.policy(OffloadPolicy.NEVER);
        window(OPERATIONS, 15_000, 100);
        load.policy(OffloadPolicy.ADAPTIVE);

        load.onWindowEnd(bench.workers);
        assertFalse(load.isOffloadingNow());
        window(OPERATIONS, 15_000, 100);
        assertTrue(load.isOffloadingNow());
    }

    @Test
    void timesNothingUnderAPolicyThatIsFixed() {
        load.policy(OffloadPolicy.ALWAYS);

        for (int i = 0; i < 100; i++) {
            load.isOffloading();
            assertEquals(0, load.startHandOver());
            assertEquals(0, load.startInline());
            assertEquals(0, load.startDelivery());
        }
    }

    /** So many deliveries of eight frames each, of which one in 17 is timed. */
    private void deliverEightFrames(long nanos, Runnable callback) {
        for (int i = 0; i < 8 * LoadMeter.SAMPLE_EVERY; i++) {
            long start = load.startDelivery();
            bench.time.advanceNanos(nanos);
            callback.run();
            load.endDelivery(start, 8);
        }
    }

    @Test
    void tellsTheDeciderWhatTheApplicationTakesForAFrame() {
        loseATrial();
        deliverEightFrames(16_000, () -> {});
        assertTrue(windowsUntilItTriesAgain() >= 800, "2 us are no more than noise");
        loseATrial();
        deliverEightFrames(80_000, () -> {});

        assertTrue(windowsUntilItTriesAgain() <= OffloadDecider.DWELL_MILLIS / 10, "as soon as it may");
    }

    /** As a handler does that flushes: what the write costs depends on who does it. */
    @Test
    void doesNotTakeIoInTheMiddleOfADeliveryForTheApplicationsWork() {
        loseATrial();
        deliverEightFrames(200_000, load::isOffloading);

        assertTrue(windowsUntilItTriesAgain() >= 750);
    }

    private int windowsUntilItTriesAgain() {
        long before = bench.counters.get(Counter.SWITCHES_TO_OFFLOAD);
        int windows = 0;
        while (bench.counters.get(Counter.SWITCHES_TO_OFFLOAD) == before && windows < 1_000) {
            bench.counters.add(Counter.FRAMES_DELIVERED, OPERATIONS);
            window(OPERATIONS, 15_000, 100);
            windows++;
        }
        return windows;
    }

    @Test
    void timesOneOperationInSeventeenOfEveryKindThatAlternates() {
        int[] timed = new int[2];
        for (int i = 0; i < 1_700; i++) {
            load.isOffloading();
            if (load.startInline() != 0) {
                timed[i % 2]++;
            }
        }

        assertEquals(50, timed[0]);
        assertEquals(50, timed[1]);
    }
}
