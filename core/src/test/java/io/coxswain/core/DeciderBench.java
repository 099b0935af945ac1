package io.coxswain.core;

import java.util.function.Supplier;

/** A decider, and windows for it at a time that goes on by one of them each. */
final class DeciderBench {
    static final long WINDOW_NANOS = LoadMeter.WINDOW_NANOS;

    final OffloadDecider decider = new OffloadDecider();
    long nowNanos = 1L << 40;

    /**
     * A loop that is busy for so many percent of the window, with operations that are dear inline and cheap to hand
     * out.
     */
    static OffloadDecider.Window window(int busyPercent, long operations) {
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

    static OffloadDecider.Window busy() {
        return window(100, 500);
    }

    boolean next(OffloadDecider.Window window) {
        nowNanos += WINDOW_NANOS;
        return decider.onWindow(window, nowNanos);
    }

    boolean switchesWithin(OffloadDecider.Window window, int windows) {
        for (int i = 0; i < windows; i++) {
            if (next(window)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Windows until offloading ends, while the loop alone delivers 1,000 frames in each. The time between two switches
     * is over a little before the trial, since a window is never shorter than it is meant to be.
     */
    int windowsUntilItEnds(Supplier<OffloadDecider.Window> offloaded) {
        int windows = 0;
        while (decider.isOffloading() && windows < 100) {
            nowNanos += 300_000;
            next(decider.isHandingOut() ? offloaded.get() : withFrames(busy(), 1_000));
            windows++;
        }
        return windows;
    }

    /** Skips the time that has to pass between two switches. */
    void dwell() {
        nowNanos += OffloadDecider.DWELL_MILLIS * 1_000_000L;
    }

    static OffloadDecider.Window withFrames(OffloadDecider.Window window, long frames) {
        window.frames = frames;
        return window;
    }

    static int windowsOf(long seconds) {
        return (int) (seconds * 1_000_000_000 / WINDOW_NANOS);
    }
}
