package io.coxswain.core;

import static io.coxswain.core.DeciderBench.WINDOW_NANOS;
import static io.coxswain.core.DeciderBench.busy;
import static io.coxswain.core.DeciderBench.window;
import static io.coxswain.core.DeciderBench.withFrames;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Numbers in, verdict out. Where the numbers come from is in {@link LoadMeterTest}; what a switch has to prove
 * in {@link OffloadTrialTest}; what becomes of an engine by its
 * verdicts in {@link OffloadSimulationTest}.
 */
final class OffloadDeciderTest {
    private final DeciderBench bench = new DeciderBench();
    private final OffloadDecider decider = bench.decider;

    private void offload() {
        assertTrue(bench.switchesWithin(busy(), OffloadDecider.WINDOWS_TO_SWITCH));
        assertTrue(decider.isOffloading());
        bench.dwell();
    }

    @Test
    void beginsAfterFourWindowsInARowThatAgree() {
        for (int i = 0; i < 3; i++) {
            assertFalse(bench.next(busy()));
        }
        assertFalse(bench.next(window(10, 500)), "starts the count again");
        for (int i = 0; i < 3; i++) {
            assertFalse(bench.next(busy()));
            assertFalse(decider.isOffloading());
        }

        assertTrue(bench.next(busy()));

        assertTrue(decider.isOffloading());
    }

    @Test
    void findsAWindowSilentInWhichNothingWasAskedForOrThatIsTooLong() {
        OffloadDecider.Window window = busy();
        window.operations = 0;
        window.frames = 1;
        assertFalse(window.isSilent(), "what had come before was delivered");
        window.operations = 1;
        window.frames = 0;
        assertFalse(window.isSilent(), "bytes, and no frame yet");
        window.nanos = OffloadDecider.Window.NANOS_MAX;
        assertFalse(window.isSilent());

        window.nanos++;
        assertTrue(window.isSilent());
        window.nanos = WINDOW_NANOS;
        window.operations = 0;
        assertTrue(window.isSilent());
    }

    /** As of a backlog: nothing is read or written in these windows, and the loop is at work all the same. */
    @Test
    void letsATrialGoOnWhileThereAreFramesAlone() {
        assertTrue(bench.switchesWithin(withFrames(busy(), 1_000), OffloadDecider.WINDOWS_TO_SWITCH));

        int windows = bench.windowsUntilItEnds(() -> withFrames(window(30, 0), 500));

        assertEquals(OffloadTrial.TRIAL_WINDOWS, windows);
    }

    @Test
    void leavesALoopAloneThatHasTimeToSpare() {
        assertFalse(bench.switchesWithin(window(79, 500), 100));
        assertTrue(bench.switchesWithin(window(80, 500), 4));
    }

    @Test
    void wantsAGainOfATenth() {
        // 1,000 operations of 10 us inline, and no application: 10 ms, of which handing over may take at most 9.
        OffloadDecider.Window window = window(100, 1_000);
        window.jobNanos = 1_000;
        window.handOverNanos = 9_001;
        assertFalse(bench.switchesWithin(window, 100));
        window.handOverNanos = 9_000;

        assertTrue(bench.switchesWithin(window, 4));
    }

    @Test
    void offloadsOnlyAsMuchAsTheWorkersCanKeepUpWith() {
        OffloadDecider.Window window = window(100, 1_000);
        window.jobNanos = 18_001;
        window.workers = 1;
        assertFalse(bench.switchesWithin(window, 100), "one worker would take 18 ms for what the loop does in 10");
        window.workers = 2;
        assertFalse(bench.switchesWithin(window, 100), "two would take 9.0005 ms");
        window.workers = 3;

        assertTrue(bench.switchesWithin(window, 4));
    }

    @Test
    void offloadsNothingWithoutAWorker() {
        OffloadDecider.Window window = busy();
        window.workers = 0;

        assertFalse(bench.switchesWithin(window, 100));
    }

    @Test
    void goesBackWhenTheLastWorkerHasGone() {
        offload();
        OffloadDecider.Window window = busy();
        window.workers = 0;

        assertTrue(bench.switchesWithin(window, 4));
        assertFalse(decider.isOffloading());
    }

    @Test
    void goesBackWhenTheLoopCouldDoItAllAndHaveTimeToSpare() {
        offload();
        // 100 operations: 0.1 ms to hand over, 1 ms inline. With 5 ms of application that is 6 ms of 10 inline.
        OffloadDecider.Window window = window(51, 100);
        assertFalse(bench.switchesWithin(window, 100), "60 % is no less than 60 %");
        window.busyNanos -= 1;

        assertTrue(bench.switchesWithin(window, 4));
        assertFalse(decider.isOffloading());
    }

    @Test
    void goesBackWhenNothingComesAnyMore() {
        offload();

        assertTrue(
                bench.switchesWithin(window(1, 0), 4),
                "or the next request, which is alone, would take the longer way");
    }

    @Test
    void staysWhereItIsBetweenTheTwoThresholds() {
        // 70 % busy inline: too little to begin, and too much to go back.
        assertFalse(bench.switchesWithin(window(70, 300), 100));
        offload();
        OffloadDecider.Window same = window(70 - 30 + 3, 300);

        assertFalse(bench.switchesWithin(same, 100));
    }

    @Test
    void goesBackWhenDoingItInlineWouldBeATenthFaster() {
        offload();
        OffloadDecider.Window window = window(100, 500);
        window.handOverNanos = 11_999;
        window.jobNanos = 1_000;
        assertFalse(bench.switchesWithin(window, 100), "10 ms, where it would take 9.0005 inline");
        window.handOverNanos = 12_000;

        assertTrue(bench.switchesWithin(window, OffloadDecider.WINDOWS_TO_SWITCH));
    }

    @Test
    void switchesTwiceASecondAtMost() {
        List<Long> switches = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            // Whatever it does, the next windows say that it was wrong.
            if (bench.next(decider.isOffloading() ? window(1, 10) : busy())) {
                switches.add(bench.nowNanos);
            }
        }

        assertTrue(switches.size() >= 20, () -> "it has to switch for this to show anything: " + switches.size());
        for (int i = 2; i < switches.size(); i++) {
            long nanos = switches.get(i) - switches.get(i - 2);
            assertTrue(nanos >= 1_000_000_000, () -> "three switches within " + nanos + " ns");
        }
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

        assertEquals(OffloadTrial.TRIAL_WINDOWS, windows, "and no switch comes sooner than it may");
    }
}
