package io.coxswain.core;

/**
 * Decides, window by window, whether an adaptive engine's reads and writes go to workers: numbers in, verdict out.
 *
 * <p>Handing an operation over saves the loop what the operation costs it and adds what the hand-over costs; all in all
 * it makes more work, and it adds latency. So it pays only when the loop has no time to spare, and when the workers can
 * keep up. The estimate is of a pipeline: offloaded, the same operations would take as long as the slower side,
 *
 * <pre>
 *     offloaded = max( other + operations x handOver ,  operations x job / workers )
 *     inline    =      other + operations x inline
 * </pre>
 *
 * <p>It begins to offload after {@value #WINDOWS_TO_SWITCH} windows in a row in which the loop was at least
 * {@value #BUSY_PERCENT} % busy and the estimate promised at least {@value #GAIN_PERCENT} %. It goes back after as many
 * in which the loop could have done everything itself and been less than {@value #IDLE_PERCENT} % busy, or in which
 * doing so would have been at least {@value #GAIN_PERCENT} % faster. Between two switches at least
 * {@value #DWELL_MILLIS} ms pass, unless its {@link OffloadTrial} ends it; and while a trial runs it is left to come to
 * its verdict. The trial has the loop do its own I/O for moments, to compare; that is no switch.
 *
 * <p><b>Threads.</b> The loop.
 */
final class OffloadDecider {
    /** Windows that must agree before a switch. */
    static final int WINDOWS_TO_SWITCH = 4;

    /** From this share of time at work on, the loop has none to spare. */
    static final int BUSY_PERCENT = 80;

    /** Below this share of time at work, the loop may as well do everything itself. */
    static final int IDLE_PERCENT = 60;

    /** What a switch must promise, unless it is back to a loop with time to spare. */
    static final int GAIN_PERCENT = 10;

    /** Time between two switches. */
    static final int DWELL_MILLIS = 500;

    private final OffloadTrial trial = new OffloadTrial();
    private boolean offloading;
    private int agreeingWindows;
    private long lastSwitchNanos;
    private boolean hasSwitched;

    /**
     * What one window of time showed.
     *
     * <p>Mutable and reused, because a window is measured every few milliseconds for as long as the engine runs.
     */
    static final class Window {
        /** A longer one than this is no rate of anything: the loop has slept in it, or the machine has paused. */
        static final long NANOS_MAX = 3 * LoadMeter.WINDOW_NANOS;

        /** Length of the window. */
        long nanos;

        /** Time in it that the loop worked. */
        long busyNanos;

        /** Reads and writes in it, wherever they were done. */
        long operations;

        /** Frames delivered in it: what all the work is for. */
        long frames;

        /** What an operation costs the loop that does it itself, on average. */
        long inlineNanos;

        /** What handing one over and taking it back costs the loop, on average. */
        long handOverNanos;

        /** What one costs the worker that does it, on average. */
        long jobNanos;

        /**
         * What the application takes for a frame, on average. It is measured, and not what the other costs leave of
         * the loop's time: that also contains new links and their ends.
         */
        long applicationNanos;

        /** Workers that are running. */
        int workers;

        /** Whether the loop had no time to spare. */
        boolean isBusy() {
            return busyNanos * 100 >= nanos * BUSY_PERCENT;
        }

        /** Whether nothing was asked for in it, or it is too long to tell. */
        boolean isSilent() {
            return (frames == 0 && operations == 0) || nanos > NANOS_MAX;
        }
    }

    /** Whether the verdict is that operations go to workers. */
    boolean isOffloading() {
        return offloading;
    }

    /** Whether operations go to workers now: as the verdict says, but for moments in which a trial does without. */
    boolean isHandingOut() {
        return offloading && !trial.isWithout();
    }

    /** Whether offloading may not begin for now, whatever the estimate says, since it has lost. */
    boolean isBarred() {
        return !offloading && trial.isBarred();
    }

    /**
     * Takes in one more window.
     *
     * @return whether the verdict has changed
     */
    boolean onWindow(Window window, long nowNanos) {
        long otherNanos = otherNanos(window);
        if (!offloading) {
            trial.onInlineWindow(window);
        } else if (trial.onOffloadedWindow(window)) {
            return switchOver(nowNanos);
        }
        agreeingWindows = wantsSwitch(window, otherNanos) ? agreeingWindows + 1 : 0;
        boolean dwelt = !hasSwitched || nowNanos - lastSwitchNanos >= DWELL_MILLIS * 1_000_000L;
        if (agreeingWindows < WINDOWS_TO_SWITCH || !dwelt || isToAwaitVerdict(window)) {
            return false;
        }
        return switchOver(nowNanos);
    }

    /**
     * Whether a trial goes on although the estimate speaks against it: where offloading loses, the estimate mostly says
     * so, and if it ended the trial there would be no verdict, and the next one half a second later. Not if there is
     * hardly anything to do any more.
     */
    private boolean isToAwaitVerdict(Window window) {
        return offloading && trial.isRunning() && !window.isSilent() && window.workers > 0;
    }

    private boolean switchOver(long nowNanos) {
        offloading = !offloading;
        if (offloading) {
            trial.begin();
        } else {
            trial.end();
        }
        agreeingWindows = 0;
        hasSwitched = true;
        lastSwitchNanos = nowNanos;
        return true;
    }

    /** Time that the loop spent on anything but reads, writes and handing them over. */
    private long otherNanos(Window window) {
        long loopShare = window.operations * (isHandingOut() ? window.handOverNanos : window.inlineNanos);
        return Math.max(0, window.busyNanos - loopShare);
    }

    private boolean wantsSwitch(Window window, long otherNanos) {
        if (window.workers == 0) {
            return offloading;
        }
        long inline = otherNanos + window.operations * window.inlineNanos;
        long offloaded = Math.max(
                otherNanos + window.operations * window.handOverNanos,
                window.operations * window.jobNanos / window.workers);
        if (offloading) {
            return inline * 100 < window.nanos * IDLE_PERCENT || inline * 100 <= offloaded * (100 - GAIN_PERCENT);
        }
        return !trial.isBarred() && window.isBusy() && offloaded * 100 <= inline * (100 - GAIN_PERCENT);
    }
}
