package io.coxswain.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Numbers in, verdict out. Where the numbers come from is in {@link LoadMeterTest}; what becomes of an engine by its
 * verdicts in {@link OffloadSimulationTest}.
 */
final class OffloadDeciderTest {
    private static final long WINDOW_NANOS = 10_000_000;

    private final OffloadDecider decider = new OffloadDecider();
    private long nowNanos = 1L << 40;

    /**
     * A loop that is busy for so many percent of the window, with operations that are dear inline and cheap to hand
     * out.
     */
    private static OffloadDecider.Window window(int busyPercent, long operations) {
        OffloadDecider.Window window = new OffloadDecider.Window();
        window.nanos = WINDOW_NANOS;
        window.busyNanos = WINDOW_NANOS * busyPercent / 100;
        window.operations = operations;
        window.inlineNanos = 10_000;
        window.handOverNanos = 1_000;
        window.jobNanos = 10_000;
        window.workers = 1;
        return window;
    }

    private static OffloadDecider.Window busy() {
        return window(100, 500);
    }

    private boolean next(OffloadDecider.Window window) {
        nowNanos += WINDOW_NANOS;
        return decider.onWindow(window, nowNanos);
    }

    private boolean switchesWithin(OffloadDecider.Window window, int windows) {
        for (int i = 0; i < windows; i++) {
            if (next(window)) {
                return true;
            }
        }
        return false;
    }

    private void offload() {
        assertTrue(switchesWithin(busy(), OffloadDecider.WINDOWS_TO_SWITCH));
        assertTrue(decider.isOffloading());
        nowNanos += OffloadDecider.DWELL_MILLIS * 1_000_000L;
    }

    @Test
    void beginsAfterFourWindowsInARowThatAgree() {
        for (int i = 0; i < 3; i++) {
            assertFalse(next(busy()));
        }
        assertFalse(next(window(10, 500)), "starts the count again");
        for (int i = 0; i < 3; i++) {
            assertFalse(next(busy()));
            assertFalse(decider.isOffloading());
        }

        assertTrue(next(busy()));

        assertTrue(decider.isOffloading());
    }

    @Test
    void leavesALoopAloneThatHasTimeToSpare() {
        assertFalse(switchesWithin(window(79, 500), 100));
        assertTrue(switchesWithin(window(80, 500), 4));
    }

    @Test
    void wantsAGainOfATenth() {
        // 1,000 operations of 10 us inline, and no application: 10 ms, of which handing over may take at most 9.
        OffloadDecider.Window window = window(100, 1_000);
        window.jobNanos = 1_000;
        window.handOverNanos = 9_001;
        assertFalse(switchesWithin(window, 100));
        window.handOverNanos = 9_000;

        assertTrue(switchesWithin(window, 4));
    }

    @Test
    void offloadsOnlyAsMuchAsTheWorkersCanKeepUpWith() {
        OffloadDecider.Window window = window(100, 1_000);
        window.jobNanos = 18_001;
        window.workers = 1;
        assertFalse(switchesWithin(window, 100), "one worker would take 18 ms for what the loop does in 10");
        window.workers = 2;
        assertFalse(switchesWithin(window, 100), "two would take 9.0005 ms");
        window.workers = 3;

        assertTrue(switchesWithin(window, 4));
    }

    @Test
    void offloadsNothingWithoutAWorker() {
        OffloadDecider.Window window = busy();
        window.workers = 0;

        assertFalse(switchesWithin(window, 100));
    }

    @Test
    void goesBackWhenTheLastWorkerHasGone() {
        offload();
        OffloadDecider.Window window = busy();
        window.workers = 0;

        assertTrue(switchesWithin(window, 4));
        assertFalse(decider.isOffloading());
    }

    @Test
    void goesBackWhenTheLoopCouldDoItAllAndHaveTimeToSpare() {
        offload();
        // 100 operations: 0.1 ms to hand over, 1 ms inline. With 5 ms of application that is 6 ms of 10 inline.
        OffloadDecider.Window window = window(51, 100);
        assertFalse(switchesWithin(window, 100), "60 % is no less than 60 %");
        window.busyNanos -= 1;

        assertTrue(switchesWithin(window, 4));
        assertFalse(decider.isOffloading());
    }

    @Test
    void goesBackWhenNothingComesAnyMore() {
        offload();

        assertTrue(switchesWithin(window(1, 0), 4), "or the next request, which is alone, would take the longer way");
    }

    @Test
    void staysWhereItIsBetweenTheTwoThresholds() {
        // 70 % busy inline: too little to begin, and too much to go back.
        assertFalse(switchesWithin(window(70, 300), 100));
        offload();
        OffloadDecider.Window same = window(70 - 30 + 3, 300);

        assertFalse(switchesWithin(same, 100));
    }

    @Test
    void goesBackWhenDoingItInlineWouldBeATenthFaster() {
        offload();
        OffloadDecider.Window window = window(100, 500);
        window.handOverNanos = 11_999;
        window.jobNanos = 1_000;
        assertFalse(switchesWithin(window, 100), "10 ms, where it would take 9.0005 inline");
        window.handOverNanos = 12_000;

        assertTrue(switchesWithin(window, OffloadDecider.WINDOWS_TO_SWITCH));
    }

    /**
     * Peers that share the workers' processor ask for half as much, the loop has time to spare, and the dwell is over a
     * little before the trial, since a window is never shorter than it is meant to be.
     */
    @Test
    void letsATrialComeToItsVerdictThoughTheEstimateSpeaksAgainstIt() {
        assertTrue(switchesWithin(withFrames(busy(), 1_000), 4));
        OffloadDecider.Window idle = withFrames(window(30, 250), 500);
        int windows = 0;
        while (decider.isOffloading() && windows < 100) {
            nowNanos += 300_000;
            next(idle);
            windows++;
        }

        assertEquals(OffloadTrial.SETTLING_WINDOWS + OffloadTrial.TRIAL_WINDOWS, windows);
        assertFalse(switchesWithin(withFrames(busy(), 1_000), windowsOf(OffloadTrial.LOSS_SECONDS_MIN) - 1), "barred");
    }

    @Test
    void switchesTwiceASecondAtMost() {
        List<Long> switches = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            // Whatever it does, the next windows say that it was wrong.
            if (next(decider.isOffloading() ? window(1, 10) : busy())) {
                switches.add(nowNanos);
            }
        }

        assertTrue(switches.size() >= 20, () -> "it has to switch for this to show anything: " + switches.size());
        for (int i = 2; i < switches.size(); i++) {
            long nanos = switches.get(i) - switches.get(i - 2);
            assertTrue(nanos >= 1_000_000_000, () -> "three switches within " + nanos + " ns");
        }
    }

    private static OffloadDecider.Window withFrames(OffloadDecider.Window window, long frames) {
        window.frames = frames;
        return window;
    }

    /** Goes through a trial that brings so many frames in each window, where before it there were 1,000. */
    private boolean losesTrialWith(long frames) {
        assertTrue(switchesWithin(withFrames(busy(), 1_000), 10_000));
        assertTrue(decider.isOffloading());
        for (int i = 0; i < OffloadTrial.SETTLING_WINDOWS; i++) {
            assertFalse(next(withFrames(busy(), 0)), "too early to say");
        }
        for (int i = 0; i < OffloadTrial.TRIAL_WINDOWS - 1; i++) {
            assertFalse(next(withFrames(busy(), frames)), "too early to say");
        }
        return next(withFrames(busy(), frames));
    }

    private long windowsUntilNextTrial(OffloadDecider.Window window) {
        long windows = 1;
        while (!next(window)) {
            windows++;
        }
        return windows;
    }

    @Test
    void goesBackAtOnceWhenLessComesOutOfIt() {
        assertTrue(losesTrialWith(899));

        assertFalse(decider.isOffloading());
    }

    @Test
    void staysForATermWhenAsMuchComesOutOfIt() {
        assertFalse(losesTrialWith(900));

        assertFalse(switchesWithin(withFrames(busy(), 1), windowsOf(OffloadTrial.GAIN_SECONDS_MIN) - 1));
        assertTrue(next(withFrames(busy(), 1)), "or it would never find out what the loop can do by now");
        assertFalse(decider.isOffloading());
    }

    private static int windowsOf(long seconds) {
        return (int) (seconds * 1_000_000_000 / WINDOW_NANOS);
    }

    @Test
    void hasToProveItselfLessOftenEachTime() {
        List<Long> seconds = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            assertFalse(losesTrialWith(1_000));
            seconds.add(windowsUntilNextTrial(withFrames(busy(), 1_000)) * WINDOW_NANOS / 1_000_000_000);
            assertFalse(decider.isOffloading());
            nowNanos += OffloadDecider.DWELL_MILLIS * 1_000_000L;
        }

        assertEquals(List.of(16L, 32L, 64L, 64L, 64L), seconds);
    }

    @Test
    void isNotComparedWithWhatAnIdleLoopHasDelivered() {
        assertFalse(switchesWithin(withFrames(window(1, 1), 1), 200));

        assertTrue(losesTrialWith(500));
    }

    @Test
    void judgesNothingByAPauseOfThePeers() {
        assertTrue(switchesWithin(withFrames(busy(), 1_000), 4));
        int windows = 0;
        while (windows < 2_000 && decider.isOffloading()) {
            // Bursts of 60 ms, with 30 ms between them in which nothing is asked for.
            next(windows % 9 < 6 ? withFrames(busy(), 1_000) : withFrames(window(0, 0), 0));
            windows++;
        }

        assertTrue(windows > windowsOf(OffloadTrial.GAIN_SECONDS_MIN), "it lost within " + windows);
    }

    /** Three times as many before the work began, and two thirds of a window of them in the first that had work. */
    private void beginWorkThatLeavesAThirdOfTheFrames() {
        assertFalse(switchesWithin(withFrames(window(50, 500), 3_000), 100));
        assertFalse(next(withFrames(busy(), 2_333)));
        assertTrue(switchesWithin(withFrames(busy(), 1_000), 3));
        assertFalse(switchesWithin(withFrames(busy(), 1_000), OffloadTrial.SETTLING_WINDOWS));
    }

    @Test
    void blamesOffloadingForNothingThatTheWorkHasDone() {
        beginWorkThatLeavesAThirdOfTheFrames();

        assertFalse(switchesWithin(withFrames(busy(), 900), 150));
    }

    @Test
    void blamesOffloadingForWhatItHasDoneToWorkThatHasJustBegun() {
        beginWorkThatLeavesAThirdOfTheFrames();

        assertTrue(switchesWithin(withFrames(busy(), 899), OffloadTrial.TRIAL_WINDOWS));
    }

    @Test
    void judgesNothingByAHandfulOfFrames() {
        assertTrue(switchesWithin(withFrames(busy(), 3), 4));

        assertFalse(switchesWithin(withFrames(busy(), 1), 150));
    }

    @Test
    void blamesOffloadingWhenHardlyAnythingComesAnyMore() {
        assertTrue(switchesWithin(withFrames(busy(), 10), 4));

        assertTrue(switchesWithin(withFrames(busy(), 3), OffloadTrial.SETTLING_WINDOWS + OffloadTrial.TRIAL_WINDOWS));
    }

    @Test
    void triesAgainAfterALossEachTimeLater() {
        List<Long> windows = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            assertTrue(losesTrialWith(500));
            windows.add(windowsUntilNextTrial(withFrames(busy(), 1_000)) * WINDOW_NANOS / 1_000_000_000);
            nowNanos += OffloadDecider.DWELL_MILLIS * 1_000_000L;
            while (decider.isOffloading()) {
                next(withFrames(busy(), 500));
            }
        }

        assertEquals(List.of(8L, 32L, 64L, 64L, 64L, 64L, 64L, 64L), windows);
    }

    @Test
    void triesAgainAtOnceWhenTheApplicationHasMoreToDo() {
        OffloadDecider.Window little = withFrames(window(100, 500), 1_000);
        assertTrue(losesTrialWith(500));
        assertFalse(switchesWithin(little, 100));

        // 5 ms of application for 1,000 frames were 5 us each; 100 frames make it 50 us.
        OffloadDecider.Window more = withFrames(window(100, 500), 100);
        more.inlineNanos = 9_000;

        assertTrue(switchesWithin(more, 12));
    }

    /** 100 us for each frame where there were 5, because the JVM has collected garbage, say. */
    @Test
    void doesNotTakeAPauseForMoreWork() {
        assertTrue(losesTrialWith(500));

        for (int i = 0; i < 5; i++) {
            assertFalse(next(withFrames(busy(), 50)));
            assertFalse(switchesWithin(withFrames(busy(), 1_000), 50));
        }
    }

    @Test
    void doesNotTakeAnotherWayOfMeasuringForMoreWork() {
        assertTrue(switchesWithin(withFrames(busy(), 1_000), 4));
        // By the price of a hand-over nothing is left for the application, which had 5 us for each frame before.
        OffloadDecider.Window offloaded = withFrames(window(100, 500), 500);
        offloaded.handOverNanos = 20_000;
        assertTrue(switchesWithin(offloaded, OffloadTrial.SETTLING_WINDOWS + OffloadTrial.TRIAL_WINDOWS));

        assertFalse(switchesWithin(withFrames(busy(), 1_000), windowsOf(OffloadTrial.LOSS_SECONDS_MIN) - 1));
    }

    @Test
    void triesAgainAtOnceWhenTheApplicationHadMoreToDoDuringTheTrial() {
        assertTrue(losesTrialWith(100));

        // 5 ms of application for 1,000 frames were 5 us each; for 100 they are 50 us: that is why there were fewer.
        assertTrue(switchesWithin(withFrames(busy(), 100), windowsOf(1)));
    }

    @Test
    void triesAgainAtOnceWithMoreWorkers() {
        assertTrue(losesTrialWith(500));
        OffloadDecider.Window window = withFrames(busy(), 1_000);
        assertFalse(switchesWithin(window, 100));
        window.workers = 2;

        assertTrue(switchesWithin(window, 5));
    }

    /** What is refuted is forgotten: the next loss is a first one. */
    @Test
    void forgetsALossThatAGainHasRefuted() {
        assertTrue(losesTrialWith(500));
        assertFalse(losesTrialWith(1_000));
        assertTrue(switchesWithin(withFrames(busy(), 1_000), windowsOf(OffloadTrial.GAIN_SECONDS_MIN)));
        nowNanos += OffloadDecider.DWELL_MILLIS * 1_000_000L;
        assertTrue(losesTrialWith(500));

        assertFalse(switchesWithin(withFrames(busy(), 1_000), windowsOf(OffloadTrial.LOSS_SECONDS_MIN) - 1));
        assertTrue(switchesWithin(withFrames(busy(), 1_000), OffloadDecider.WINDOWS_TO_SWITCH + 1));
    }

    /** 5 ms of the application's in each window, since 500 hand-overs of 10 us take the rest, for so many frames. */
    private static OffloadDecider.Window offloaded(long frames) {
        OffloadDecider.Window window = withFrames(window(100, 500), frames);
        window.handOverNanos = 10_000;
        return window;
    }

    @Test
    void endsATrialWithoutAVerdictWhenTheApplicationHasMuchLessToDo() {
        assertTrue(switchesWithin(withFrames(busy(), 200), 4));
        assertFalse(switchesWithin(offloaded(200), OffloadTrial.SETTLING_WINDOWS), "25 us for each frame");
        assertFalse(switchesWithin(offloaded(1_000), OffloadTrial.TRIAL_WINDOWS - 1), "and then 5 us");

        assertTrue(next(offloaded(1_000)), "more frames, but not for offloading them");

        nowNanos += OffloadDecider.DWELL_MILLIS * 1_000_000L;
        assertTrue(switchesWithin(withFrames(busy(), 1_000), 4), "nothing bars the next");
    }

    @Test
    void staysWhenTheApplicationHasAsMuchToDoAsAtTheBeginningOfTheTrial() {
        assertTrue(switchesWithin(withFrames(busy(), 200), 4));
        assertFalse(switchesWithin(offloaded(200), OffloadTrial.SETTLING_WINDOWS));

        assertFalse(switchesWithin(offloaded(400), OffloadTrial.TRIAL_WINDOWS), "12.5 us are half of it");
    }

    /** Where it only seems so, and a trial would have been lost: it is asked again before long. */
    @Test
    void goesOnForAWhileWhenTheApplicationHasMuchMoreToDo() {
        assertTrue(switchesWithin(withFrames(busy(), 1_000), 4));
        assertFalse(switchesWithin(offloaded(1_000), OffloadTrial.SETTLING_WINDOWS), "5 us for each frame");

        int termWindows = windowsOf(OffloadTrial.LOSS_SECONDS_MIN);

        assertEquals(OffloadTrial.TRIAL_WINDOWS + termWindows, windowsUntilTheEndWithMoreWork());

        nowNanos += OffloadDecider.DWELL_MILLIS * 1_000_000L;
        assertTrue(switchesWithin(withFrames(busy(), 1_000), 4));
        assertFalse(switchesWithin(offloaded(1_000), OffloadTrial.SETTLING_WINDOWS), "5 us for each frame");
        assertEquals(OffloadTrial.TRIAL_WINDOWS, windowsUntilTheEndWithMoreWork(), "not twice in a row");
        assertFalse(switchesWithin(withFrames(busy(), 1_000), termWindows - 1), "barred");
    }

    private int windowsUntilTheEndWithMoreWork() {
        int windows = 0;
        while (decider.isOffloading() && windows < 10_000) {
            // 50 us for each frame
            next(offloaded(100));
            windows++;
        }
        return windows;
    }

    @Test
    void blamesOffloadingThoughTheLoopHasLostItsProcessorInTheLastWindow() {
        assertTrue(switchesWithin(withFrames(busy(), 1_000), 4));
        assertFalse(switchesWithin(offloaded(500), OffloadTrial.SETTLING_WINDOWS + OffloadTrial.TRIAL_WINDOWS - 1));

        assertTrue(next(offloaded(10)), "500 us for each frame, in one window of 30");
    }

    @Test
    void blamesOffloadingWhenTheApplicationHasALittleMoreToDo() {
        assertTrue(switchesWithin(withFrames(busy(), 1_000), 4));
        assertFalse(switchesWithin(offloaded(1_000), OffloadTrial.SETTLING_WINDOWS), "5 us for each frame");

        assertTrue(switchesWithin(offloaded(450), OffloadTrial.TRIAL_WINDOWS), "11 us are twice that and noise");
    }

    @Test
    void switchesBackWhileTheClockWraps() {
        OffloadDecider tried = new OffloadDecider();
        long now = Long.MAX_VALUE - 5 * WINDOW_NANOS;
        for (int i = 0; i < 4; i++) {
            now += WINDOW_NANOS;
            tried.onWindow(busy(), now);
        }
        assertTrue(tried.isOffloading());
        int windows = 0;
        while (tried.isOffloading() && windows < 100) {
            now += WINDOW_NANOS;
            tried.onWindow(window(1, 10), now);
            windows++;
        }

        assertEquals(OffloadDecider.DWELL_MILLIS / 10, windows);
    }
}
