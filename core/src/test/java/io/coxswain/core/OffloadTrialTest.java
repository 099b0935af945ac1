package io.coxswain.core;

import static io.coxswain.core.DeciderBench.WINDOW_NANOS;
import static io.coxswain.core.DeciderBench.busy;
import static io.coxswain.core.DeciderBench.window;
import static io.coxswain.core.DeciderBench.windowsOf;
import static io.coxswain.core.DeciderBench.withFrames;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * What a switch has to prove, and what follows from it. When the estimate asks for a switch is in
 * {@link OffloadDeciderTest}.
 */
final class OffloadTrialTest {
    private final DeciderBench bench = new DeciderBench();
    private final OffloadDecider decider = bench.decider;

    /** Peers that share the workers' processor ask for half as much, and the loop has time to spare. */
    @Test
    void letsATrialComeToItsVerdictThoughTheEstimateSpeaksAgainstIt() {
        assertTrue(bench.switchesWithin(withFrames(busy(), 1_000), 4));

        int windows = bench.windowsUntilItEnds(() -> withFrames(window(30, 250), 500));

        assertEquals(OffloadTrial.TRIAL_WINDOWS, windows);
        assertFalse(
                bench.switchesWithin(withFrames(busy(), 1_000), windowsOf(OffloadTrial.LOSS_SECONDS_MIN) - 1),
                "barred");
    }

    /** The next window of an engine that delivers so many frames with offloading, and so many without. */
    private boolean next(long framesWith, long framesWithout) {
        return bench.next(withFrames(busy(), decider.isHandingOut() ? framesWith : framesWithout));
    }

    private boolean switchesWithin(long framesWith, long framesWithout, int windows) {
        for (int i = 0; i < windows; i++) {
            if (next(framesWith, framesWithout)) {
                return true;
            }
        }
        return false;
    }

    private void begin(long frames) {
        assertTrue(bench.switchesWithin(withFrames(busy(), frames), 10_000));
        assertTrue(decider.isOffloading());
    }

    /** Goes through a trial that brings so many frames in each window, where without it there are 1,000. */
    private boolean losesTrialWith(long frames) {
        begin(1_000);
        assertFalse(bench.switchesWithin(withFrames(busy(), 0), OffloadTrial.SETTLING_WINDOWS), "too early to say");
        assertFalse(
                switchesWithin(frames, 1_000, OffloadTrial.TRIAL_WINDOWS - OffloadTrial.SETTLING_WINDOWS - 1),
                "too early to say");
        return next(frames, 1_000);
    }

    private long windowsUntilNextTrial(OffloadDecider.Window window) {
        long windows = 1;
        while (!bench.next(window)) {
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
    void staysWhenAsMuchComesOutOfIt() {
        assertFalse(losesTrialWith(900));
        assertTrue(decider.isOffloading());
    }

    @Test
    void comparesAgainWhenTheTermOfAGainIsOver() {
        assertFalse(losesTrialWith(1_000));

        assertFalse(switchesWithin(1, 1_000, windowsOf(OffloadTrial.GAIN_SECONDS_MIN)), "the term");
        int comparisonWindows = OffloadTrial.TRIAL_WINDOWS - OffloadTrial.SETTLING_WINDOWS;
        assertFalse(switchesWithin(899, 1_000, comparisonWindows - 1));
        assertTrue(next(899, 1_000));
        assertFalse(
                bench.switchesWithin(withFrames(busy(), 1_000), windowsOf(OffloadTrial.LOSS_SECONDS_MIN) - 1),
                "barred");
    }

    @Test
    void hasToProveItselfLessOftenEachTime() {
        List<Long> seconds = new ArrayList<>();
        assertFalse(losesTrialWith(1_000));
        for (int i = 0; i < 6; i++) {
            long windows = 0;
            while (decider.isHandingOut()) {
                assertFalse(next(1_000, 1_000));
                windows++;
            }
            seconds.add((windows - OffloadTrial.STRETCH_WINDOWS) * WINDOW_NANOS / 1_000_000_000);
            while (!decider.isHandingOut()) {
                assertFalse(next(1_000, 1_000));
            }
            int thirdWindows = OffloadTrial.CHANGEOVER_WINDOWS + OffloadTrial.STRETCH_WINDOWS;
            assertFalse(switchesWithin(1_000, 1_000, thirdWindows));
        }

        assertEquals(List.of(4L, 8L, 16L, 32L, 64L, 64L), seconds);
    }

    @Test
    void doesWithoutInTheMiddleOfATrialOnly() {
        begin(1_000);
        StringBuilder ways = new StringBuilder();
        for (int i = 0; i <= OffloadTrial.TRIAL_WINDOWS; i++) {
            ways.append(decider.isHandingOut() ? 'w' : '-');
            next(1_000, 1_000);
        }

        assertEquals("w".repeat(20 + 9) + "-".repeat(2 + 9) + "w".repeat(2 + 9 + 1), ways.toString());
    }

    @Test
    void judgesNothingByAPauseOfThePeers() {
        begin(1_000);
        for (int i = 0; i < 2_000; i++) {
            // While it offloads, bursts of 60 ms with 30 ms between them in which nothing is asked for.
            boolean isPause = decider.isHandingOut() && i % 9 >= 6;
            assertFalse(
                    bench.next(withFrames(isPause ? window(0, 0) : busy(), isPause ? 0 : 1_000)), "lost after " + i);
        }
    }

    /** Bursts of 60 ms and pauses of 300, which a loop that sleeps in them sees as windows that are so much longer. */
    @Test
    void judgesNothingByPausesThatTheLoopSleepsThrough() {
        begin(1_000);
        for (int i = 0; i < 2_000; i++) {
            OffloadDecider.Window window = withFrames(busy(), 1_000);
            if (decider.isHandingOut() && i % 7 == 6) {
                window.nanos += 300_000_000;
                bench.nowNanos += 300_000_000;
            }
            assertFalse(bench.next(window), "lost after " + i);
        }
    }

    /** Of 20 ms, as of a JVM that collects garbage; in every stretch with offloading there is one. */
    @Test
    void judgesNothingByAPauseOfTheMachine() {
        begin(1_000);
        for (int i = 0; i < OffloadTrial.TRIAL_WINDOWS; i++) {
            OffloadDecider.Window window = withFrames(busy(), 1_000);
            if (decider.isHandingOut() && i % 10 == 5) {
                window.nanos = OffloadDecider.Window.NANOS_MAX;
                bench.nowNanos += 20_000_000;
            }
            assertFalse(bench.next(window));
        }
    }

    /** Windows end with a turn, and turns that take longer make longer windows. */
    @Test
    void comparesRatesAndNotWindows() {
        begin(1_000);
        for (int i = 0; i < OffloadTrial.TRIAL_WINDOWS; i++) {
            OffloadDecider.Window window = withFrames(busy(), decider.isHandingOut() ? 1_000 : 2_000);
            window.nanos *= decider.isHandingOut() ? 1 : 2;
            assertFalse(bench.next(window));
        }
    }

    @Test
    void isNotSparedByAPauseOfTheMachineWithoutOffloading() {
        begin(1_000);
        int paused = 0;
        for (int i = 0; i < OffloadTrial.TRIAL_WINDOWS && decider.isOffloading(); i++) {
            OffloadDecider.Window window = withFrames(busy(), decider.isHandingOut() ? 850 : 1_000);
            if (!decider.isHandingOut() && i % 10 == 5) {
                window.nanos = OffloadDecider.Window.NANOS_MAX;
                bench.nowNanos += 20_000_000;
                paused++;
            }
            bench.next(window);
        }

        assertEquals(1, paused);
        assertFalse(decider.isOffloading());
    }

    private static final int REPEAT_WINDOWS = 2 * (OffloadTrial.CHANGEOVER_WINDOWS + OffloadTrial.STRETCH_WINDOWS);

    @Test
    void blamesOffloadingForNothingThatThePeersHaveDone() {
        begin(3_000);
        assertFalse(switchesWithin(3_000, 3_000, OffloadTrial.SETTLING_WINDOWS + OffloadTrial.STRETCH_WINDOWS / 2));

        assertFalse(switchesWithin(1_000, 1_000, OffloadTrial.TRIAL_WINDOWS + REPEAT_WINDOWS));
        assertTrue(decider.isHandingOut());
    }

    /** Ten times as many links from one moment to the next: far more frames, and more still without offloading. */
    @Test
    void doesNotPraiseOffloadingForWhatThePeersHaveDone() {
        begin(1_000);
        int firstTwoWindows =
                OffloadTrial.TRIAL_WINDOWS - OffloadTrial.CHANGEOVER_WINDOWS - OffloadTrial.STRETCH_WINDOWS;
        assertFalse(switchesWithin(500, 1_000, firstTwoWindows));
        assertFalse(switchesWithin(5_000, 10_000, OffloadTrial.CHANGEOVER_WINDOWS + OffloadTrial.STRETCH_WINDOWS));

        assertFalse(switchesWithin(5_000, 10_000, REPEAT_WINDOWS - 1), "compares again");
        assertTrue(next(5_000, 10_000));
    }

    private static int windowsOfTrial(long framesBefore, long framesAfter) {
        DeciderBench tried = new DeciderBench();
        assertTrue(tried.switchesWithin(withFrames(busy(), 1_000), 4));
        int windows = 0;
        while (tried.decider.isOffloading() && windows < 1_000) {
            boolean isBefore = windows < OffloadTrial.SETTLING_WINDOWS + OffloadTrial.STRETCH_WINDOWS;
            long frames = isBefore ? framesBefore : framesAfter;
            tried.next(withFrames(busy(), tried.decider.isHandingOut() ? frames : 1_000));
            windows++;
        }
        return windows;
    }

    @Test
    void comparesAgainWhereTheLoadHasChangedByAFifth() {
        assertEquals(OffloadTrial.TRIAL_WINDOWS, windowsOfTrial(321, 400));
        assertEquals(OffloadTrial.TRIAL_WINDOWS, windowsOfTrial(400, 321));
        assertEquals(OffloadTrial.TRIAL_WINDOWS + REPEAT_WINDOWS, windowsOfTrial(319, 400));
        assertEquals(OffloadTrial.TRIAL_WINDOWS + REPEAT_WINDOWS, windowsOfTrial(400, 319));
    }

    @Test
    void judgesByWhatThereIsWhenTheLoadNeverHoldsStill() {
        begin(1_000);
        int windows = 0;
        boolean wasHandingOut = true;
        long frames = 100;
        while (decider.isOffloading() && windows < 1_000) {
            if (decider.isHandingOut() && !wasHandingOut) {
                frames = frames == 100 ? 200 : 100;
            }
            wasHandingOut = decider.isHandingOut();
            next(frames, 1_000);
            windows++;
        }

        assertEquals(OffloadTrial.TRIAL_WINDOWS + OffloadTrial.REPEATS_MAX * REPEAT_WINDOWS, windows);
    }

    @Test
    void judgesNothingByAHandfulOfFrames() {
        begin(3);

        assertFalse(switchesWithin(1, 3, 150));
    }

    /** 9 windows of 11 frames without, and none with. */
    @Test
    void blamesOffloadingForNothingLessThanAHundredFrames() {
        begin(1_000);

        assertFalse(switchesWithin(0, 11, OffloadTrial.TRIAL_WINDOWS));
        assertTrue(decider.isOffloading());
    }

    @Test
    void goesBackWhereHardlyAnythingIsAskedForAnyMore() {
        begin(1_000);
        OffloadDecider.Window trickle = withFrames(window(0, 2), 1);
        trickle.nanos = 1_000_000_000;

        for (int i = 1; i < OffloadDecider.WINDOWS_TO_SWITCH; i++) {
            bench.nowNanos += trickle.nanos;
            assertFalse(bench.next(trickle));
        }
        assertTrue(bench.next(trickle));
    }

    @Test
    void blamesOffloadingWhenHardlyAnythingComesAnyMore() {
        begin(10);

        assertTrue(switchesWithin(0, 12, OffloadTrial.TRIAL_WINDOWS));
    }

    @Test
    void triesAgainAfterALossEachTimeLater() {
        List<Long> windows = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            assertTrue(losesTrialWith(500));
            windows.add(windowsUntilNextTrial(withFrames(busy(), 1_000)) * WINDOW_NANOS / 1_000_000_000);
            bench.dwell();
            while (decider.isOffloading()) {
                next(500, 1_000);
            }
        }

        assertEquals(List.of(8L, 32L, 64L, 64L, 64L, 64L, 64L, 64L), windows);
    }

    /** Bursts of a second, and an hour between them: what was found out in one holds in the next. */
    @Test
    void doesNotTakeTimeInWhichNothingWasAskedForIntoATerm() {
        assertTrue(losesTrialWith(500));
        OffloadDecider.Window pause = window(0, 0);
        pause.nanos = 3_600_000_000_000L;
        for (int i = 0; i < OffloadTrial.LOSS_SECONDS_MIN; i++) {
            assertFalse(bench.next(pause));
            assertFalse(bench.switchesWithin(withFrames(busy(), 1_000), windowsOf(1) - 1), "burst " + i);
        }

        assertTrue(bench.switchesWithin(withFrames(busy(), 1_000), windowsOf(1) / 2));
    }

    /** A loop that hands out what is dear has time to spare; what is asked for has its term all the same. */
    @Test
    void takesAllTimeInWhichSomethingWasAskedForIntoATermOfAGain() {
        assertFalse(losesTrialWith(1_000));
        OffloadDecider.Window spare = withFrames(window(10, 500), 1_000);
        spare.inlineNanos = 15_000;
        int windows = windowsOf(OffloadTrial.GAIN_SECONDS_MIN) + OffloadTrial.STRETCH_WINDOWS;

        assertFalse(bench.switchesWithin(spare, windows - 1));
        assertTrue(decider.isHandingOut());
        assertFalse(bench.next(spare));
        assertFalse(decider.isHandingOut(), "it compares");
    }

    @Test
    void triesAgainAtOnceWhenTheApplicationHasMuchMoreToDo() {
        losesWithWork(1_000);
        assertFalse(startsWithin(4_000, 100), "no more than twice as much, and noise");

        assertFalse(startsWithin(4_001, OffloadDecider.WINDOWS_TO_SWITCH - 1));
        assertTrue(nextWithWork(4_001));
    }

    @Test
    void doesNotTakeAPauseForMoreWork() {
        losesWithWork(1_000);

        for (int i = 0; i < 50; i++) {
            assertFalse(startsWithin(100_000, OffloadDecider.WINDOWS_TO_SWITCH - 1));
            assertFalse(nextWithWork(1_000));
        }
    }

    /** Work that comes in the middle of a trial is what the loss is not about. */
    @Test
    void triesAgainAtOnceWhenTheApplicationHadMoreToDoAtTheEndOfTheTrial() {
        assertTrue(startsWithin(1_000, 4));
        assertFalse(startsWithin(1_000, OffloadTrial.SETTLING_WINDOWS));
        assertTrue(startsWithin(20_000, OffloadTrial.TRIAL_WINDOWS));
        bench.dwell();

        assertTrue(startsWithin(20_000, OffloadDecider.WINDOWS_TO_SWITCH));
    }

    @Test
    void triesAgainAtOnceWhenTheApplicationHadLessToDoAtTheEndOfTheTrial() {
        assertTrue(startsWithin(20_000, 4));
        assertTrue(startsWithin(1_000, OffloadTrial.TRIAL_WINDOWS));
        assertFalse(startsWithin(1_000, 100), "barred");

        assertTrue(startsWithin(20_000, OffloadDecider.WINDOWS_TO_SWITCH));
    }

    @Test
    void triesAgainAtOnceWithMoreWorkers() {
        assertTrue(losesTrialWith(500));
        OffloadDecider.Window window = withFrames(busy(), 1_000);
        assertFalse(bench.switchesWithin(window, 100));
        window.workers = 2;

        assertTrue(bench.switchesWithin(window, 5));
    }

    /** What is refuted is forgotten: the next loss is a first one. */
    @Test
    void forgetsALossThatAGainHasRefuted() {
        assertTrue(losesTrialWith(500));
        assertFalse(losesTrialWith(1_000));
        assertTrue(switchesWithin(500, 1_000, windowsOf(OffloadTrial.GAIN_SECONDS_MIN) + OffloadTrial.TRIAL_WINDOWS));

        assertFalse(bench.switchesWithin(withFrames(busy(), 1_000), windowsOf(OffloadTrial.LOSS_SECONDS_MIN) - 1));
        assertTrue(bench.switchesWithin(withFrames(busy(), 1_000), OffloadDecider.WINDOWS_TO_SWITCH + 1));
    }

    private boolean nextWithWork(long workNanos) {
        OffloadDecider.Window window = withFrames(busy(), decider.isHandingOut() ? 50 : 100);
        window.applicationNanos = workNanos;
        return bench.next(window);
    }

    private boolean startsWithin(long workNanos, int windows) {
        for (int i = 0; i < windows; i++) {
            if (nextWithWork(workNanos)) {
                return true;
            }
        }
        return false;
    }

    /** Goes on until offloading has begun and been lost, which it is. */
    private void losesWithWork(long workNanos) {
        assertTrue(startsWithin(workNanos, windowsOf(2 * OffloadTrial.LOSS_SECONDS_MIN)));
        assertTrue(decider.isOffloading());
        assertTrue(startsWithin(workNanos, OffloadTrial.TRIAL_WINDOWS));
    }

    private static OffloadDecider.Window withWork(long workNanos) {
        OffloadDecider.Window window = withFrames(busy(), 1_000);
        window.applicationNanos = workNanos;
        return window;
    }

    @Test
    void endsWithoutAVerdictWhenTheApplicationHasMuchLessToDo() {
        assertTrue(bench.switchesWithin(withWork(25_000), 4));
        assertFalse(bench.switchesWithin(withWork(25_000), OffloadTrial.TRIAL_WINDOWS));

        assertTrue(bench.switchesWithin(withWork(5_000), 10));

        bench.dwell();
        assertTrue(bench.switchesWithin(withWork(5_000), 4), "nothing bars the next");
    }

    /** What is withdrawn confirms nothing: the next gain is a first one. */
    @Test
    void beginsWithTheFirstTermAgainWhenTheApplicationHadMuchLessToDo() {
        for (int i = 0; i < 3; i++) {
            assertTrue(bench.switchesWithin(withWork(25_000), OffloadDecider.WINDOWS_TO_SWITCH));
            assertFalse(bench.switchesWithin(withWork(25_000), OffloadTrial.TRIAL_WINDOWS));
            assertEquals(windowsOf(OffloadTrial.GAIN_SECONDS_MIN), windowsUntilItCompares());
            assertTrue(bench.switchesWithin(withWork(5_000), 10));
            bench.dwell();
        }
    }

    private int windowsUntilItCompares() {
        int windows = 0;
        while (decider.isHandingOut()) {
            assertFalse(bench.next(withWork(25_000)));
            windows++;
        }
        return windows - OffloadTrial.STRETCH_WINDOWS;
    }

    @Test
    void endsInTheMiddleOfAnotherComparisonWhenTheApplicationHasMuchLessToDo() {
        assertTrue(bench.switchesWithin(withWork(25_000), 4));
        int windows = OffloadTrial.TRIAL_WINDOWS + windowsOf(OffloadTrial.GAIN_SECONDS_MIN) + 1;
        assertFalse(bench.switchesWithin(withWork(25_000), windows));

        assertTrue(bench.switchesWithin(withWork(5_000), OffloadTrial.STRETCH_WINDOWS - 1));
    }

    /**
     * It is lost without work, and a trial that began without has work when it is won: nothing of the loss is refuted.
     */
    @Test
    void remembersALossThroughAGainWithWorkThatCameMeanwhile() {
        losesWithWork(0);
        assertFalse(bench.switchesWithin(withWork(0), windowsOf(OffloadTrial.LOSS_SECONDS_MIN) - 1));
        assertTrue(bench.switchesWithin(withWork(0), 5));
        assertFalse(bench.switchesWithin(withWork(20_000), OffloadTrial.TRIAL_WINDOWS));
        assertTrue(bench.switchesWithin(withWork(0), 10), "its reason is gone");
        losesWithWork(0);

        assertFalse(bench.switchesWithin(withWork(0), windowsOf(2 * OffloadTrial.LOSS_SECONDS_MIN) - 1), "confirmed");
    }

    @Test
    void staysWhenTheApplicationHasALittleLessToDo() {
        assertTrue(bench.switchesWithin(withWork(25_000), 4));
        assertFalse(bench.switchesWithin(withWork(25_000), OffloadTrial.TRIAL_WINDOWS));

        assertFalse(bench.switchesWithin(withWork(12_000), 100), "twice that, and noise, are as much");
    }
}
