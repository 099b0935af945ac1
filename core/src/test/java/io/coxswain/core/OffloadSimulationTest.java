package io.coxswain.core;

import static io.coxswain.core.DeciderBench.WINDOW_NANOS;
import static io.coxswain.core.DeciderBench.windowsOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Verdicts that change what the next window shows, for minutes. Single verdicts are in {@link OffloadDeciderTest}. */
final class OffloadSimulationTest {
    private final OffloadDecider decider = new OffloadDecider();
    private long nowNanos = 1L << 40;

    /**
     * One more window of an engine whose peers ask for as much as they get: a frame takes a read and a write of 2.5
     * us each, which handed over take the loop 0.5 us, and so much of the application's time.
     *
     * @param applicationNanos for each frame
     * @param offloadedPercent what offloading delivers, of what the loop could if nothing else limited it
     */
    private boolean nextSaturated(long applicationNanos, int offloadedPercent) {
        boolean offloaded = decider.isHandingOut();
        long loopNanos = applicationNanos + (offloaded ? 1_000 : 5_000);
        OffloadDecider.Window window = new OffloadDecider.Window();
        window.nanos = WINDOW_NANOS;
        window.frames = WINDOW_NANOS / loopNanos * (offloaded ? offloadedPercent : 100) / 100;
        window.busyNanos = window.frames * loopNanos;
        window.operations = 2 * window.frames;
        window.inlineNanos = 2_500;
        window.handOverNanos = 500;
        window.jobNanos = 2_500;
        window.applicationNanos = applicationNanos;
        window.workers = 2;
        nowNanos += WINDOW_NANOS;
        return decider.onWindow(window, nowNanos);
    }

    @Test
    void leavesOffloadingAloneNearlyAllTheTimeWhereItLoses() {
        int offloaded = 0;
        for (int i = 0; i < windowsOf(600); i++) {
            nextSaturated(200, 20);
            offloaded += decider.isOffloading() ? 1 : 0;
        }

        int count = offloaded;
        assertTrue(count > 0, "it never tried");
        assertTrue(count * 50 < windowsOf(600), () -> "more than a fiftieth of the time: " + count);
    }

    @Test
    void offloadsNearlyAllTheTimeWhereItWins() {
        int inline = 0;
        for (int i = 0; i < windowsOf(600); i++) {
            nextSaturated(20_000, 100);
            inline += decider.isHandingOut() ? 0 : 1;
        }

        int count = inline;
        assertTrue(count * 50 < windowsOf(600), () -> "more than a fiftieth of the time: " + count);
    }

    /**
     * Without work on the loop offloading loses, since peers and workers share the processors; with it, it wins. Where
     * a trial has been lost right before a step, two switches within a second are all that is allowed, and it follows
     * later; that is seldom.
     */
    @Test
    void followsWorkThatStepsUpAndDownWithinATenthOfASecond() {
        List<Long> switches = new ArrayList<>();
        int followed = 0;
        for (int step = 0; step < 40; step++) {
            boolean works = step % 2 == 1;
            for (int i = 0; i < windowsOf(2); i++) {
                if (works ? nextSaturated(20_000, 100) : nextSaturated(200, 20)) {
                    switches.add(nowNanos);
                }
                if (i == 9) {
                    followed += decider.isOffloading() == works ? 1 : 0;
                }
            }
            int number = step;
            assertTrue(!works || decider.isOffloading(), () -> "not at the end of step " + number);
        }

        int count = followed;
        assertTrue(count >= 38, () -> count + " of 40 steps within 100 ms");
        for (int i = 2; i < switches.size(); i++) {
            long nanos = switches.get(i) - switches.get(i - 2);
            assertTrue(nanos >= 1_000_000_000, () -> "three switches within " + nanos + " ns");
        }
    }

    /**
     * Peers of a thousand links, of fifty, and of fifty that send sixteen frames at once, each for 0.7 s, and then none
     * for 5 s. A trial seldom begins and ends with the same, and offloading loses with all of them.
     */
    @Test
    void isNotMisledByLoadsThatTakeTurns() {
        long[] framesInline = {500, 800, 11_000};
        long[] framesOffloaded = {400, 460, 6_900};
        long[] applicationNanos = {500, 300, 60};
        int windows = 0;
        int triedInVain = 0;
        for (int round = 0; round < 120; round++) {
            int load = round % 3;
            for (int i = 0; i < 70; i++) {
                OffloadDecider.Window window = new OffloadDecider.Window();
                window.nanos = WINDOW_NANOS;
                window.busyNanos = WINDOW_NANOS;
                window.frames = decider.isHandingOut() ? framesOffloaded[load] : framesInline[load];
                window.operations = 2 * window.frames / (load == 2 ? 16 : 1);
                window.inlineNanos = WINDOW_NANOS / window.operations;
                window.handOverNanos = window.inlineNanos / 5;
                window.jobNanos = window.inlineNanos / 2;
                window.applicationNanos = applicationNanos[load];
                window.workers = 1;
                nowNanos += WINDOW_NANOS;
                triedInVain += decider.isOffloading() ? 1 : 0;
                windows++;
                decider.onWindow(window, nowNanos);
            }
            nowNanos += load == 2 ? 5_000_000_000L : 0;
        }

        int count = triedInVain;
        int all = windows;
        assertTrue(count > 0, "it never tried");
        assertTrue(count * 5 < all, () -> count + " windows of " + all);
    }

    /** The steps of the test before: 4 % of the time without work is how long it takes to follow. */
    @Test
    void triesInVainForLessThanASixthOfTheTimeWithoutWork() {
        int triedInVain = 0;
        for (int step = 0; step < 40; step++) {
            boolean works = step % 2 == 1;
            for (int i = 0; i < windowsOf(2); i++) {
                nextSaturated(works ? 20_000 : 200, works ? 100 : 20);
                triedInVain += !works && decider.isOffloading() ? 1 : 0;
            }
        }

        int count = triedInVain;
        assertTrue(count * 6 < windowsOf(40), () -> count + " windows of " + windowsOf(40));
    }
}
