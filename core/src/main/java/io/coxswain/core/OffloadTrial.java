package io.coxswain.core;

/**
 * Whether offloading has kept its promise: compares the frames that were delivered before a switch to it with those
 * after. Before it are a sixth of a second and the windows that led to the switch, whichever had fewer: work that has
 * just begun lets the loop deliver less, and that is not what offloading is to be blamed for.
 *
 * <p>The estimate that leads to a switch knows what the loop would save. It cannot know whether the workers have a
 * processor to run on, or whether the peers had one that the workers now take. So a switch is on trial at first: if in
 * {@value #TRIAL_WINDOWS} windows the engine delivers at least {@value #LOSS_PERCENT} % less than before, it was wrong,
 * and the next one is put off, by {@value #BAR_SECONDS_MIN} s at first and twice as long each time, up to
 * {@value #BAR_SECONDS_MAX} s. What made it wrong may pass sooner: when the application's own work for each frame has
 * grown a good deal, or there are more workers, the next switch is not put off any longer.
 *
 * <p><b>Threads.</b> The loop.
 */
final class OffloadTrial {
    /** Windows right after a switch that are left out, while it takes effect and the JVM compiles what workers do. */
    static final int SETTLING_WINDOWS = 20;

    /** Windows that are judged. */
    static final int TRIAL_WINDOWS = 30;

    /** What counts as a loss: clearly more than closed loops of peers vary by themselves. */
    static final int LOSS_PERCENT = 25;

    /** Fewer frames than this in a trial prove nothing. */
    static final long FRAMES_MIN = 100;

    static final int BAR_SECONDS_MIN = 2;
    static final int BAR_SECONDS_MAX = 64;

    /** Work for each frame that is lost in the noise of the estimate. */
    private static final long NOISE_NANOS = 2_000;

    private enum State {
        /** Not offloading, and free to begin. */
        FREE,
        /** Offloading, and it is not yet known with which success. */
        RUNNING,
        /** Offloading, as it should be. */
        PASSED,
        /** Not offloading, because that was worse. */
        BARRED
    }

    private State state = State.FREE;
    private double framesPerNano;
    private long framesInFavour;
    private long nanosInFavour;
    private double trialFramesPerNano;
    private double applicationNanosPerFrame;
    private int trialWindows;
    private long trialFrames;
    private long trialNanos;
    private long barredAtNanos;
    private long barNanos;
    private double barredApplicationNanos;
    private int barredWorkers;

    /**
     * Takes in a window in which the loop did its own I/O.
     *
     * @param applicationNanos time in it that the loop spent on anything else
     */
    void onInlineWindow(OffloadDecider.Window window, long applicationNanos, long nowNanos) {
        framesPerNano = smooth(framesPerNano, (double) window.frames / window.nanos);
        if (window.frames > 0) {
            applicationNanosPerFrame = smooth(applicationNanosPerFrame, (double) applicationNanos / window.frames);
        }
        if (state == State.BARRED && isBarOver(window, nowNanos)) {
            state = State.FREE;
        }
    }

    private boolean isBarOver(OffloadDecider.Window window, long nowNanos) {
        boolean hasChanged =
                applicationNanosPerFrame > 2 * barredApplicationNanos + NOISE_NANOS || window.workers > barredWorkers;
        if (hasChanged) {
            barNanos = 0;
        }
        return hasChanged || nowNanos - barredAtNanos >= barNanos;
    }

    /**
     * Takes in a window in which the loop did its own I/O and that speaks for offloading.
     *
     * @param inARow how many such there have been, with this one
     */
    void onWindowInFavour(OffloadDecider.Window window, int inARow) {
        if (inARow == 1) {
            // What makes it speak so may have come in the middle of it.
            framesInFavour = 0;
            nanosInFavour = 0;
        } else {
            framesInFavour += window.frames;
            nanosInFavour += window.nanos;
        }
    }

    /** Whether offloading may begin. */
    boolean mayBegin() {
        return state != State.BARRED;
    }

    /** Offloading begins. */
    void begin() {
        assert state == State.FREE : "a trial while " + state;
        assert nanosInFavour > 0 : "a trial that nothing speaks for";
        state = State.RUNNING;
        trialFramesPerNano = Math.min(framesPerNano, (double) framesInFavour / nanosInFavour);
        trialWindows = 0;
        trialFrames = 0;
        trialNanos = 0;
    }

    /**
     * Takes in a window in which I/O was offloaded.
     *
     * @return whether it has turned out that this was wrong
     */
    boolean isLost(OffloadDecider.Window window, long nowNanos) {
        if (state != State.RUNNING) {
            return false;
        }
        trialWindows++;
        if (trialWindows <= SETTLING_WINDOWS) {
            return false;
        }
        trialFrames += window.frames;
        trialNanos += window.nanos;
        if (trialWindows < SETTLING_WINDOWS + TRIAL_WINDOWS) {
            return false;
        }
        boolean isLoss =
                trialFrames >= FRAMES_MIN && trialFrames * 100 < trialFramesPerNano * trialNanos * (100 - LOSS_PERCENT);
        if (isLoss) {
            bar(window.workers, nowNanos);
        } else {
            state = State.PASSED;
            barNanos = 0;
        }
        return isLoss;
    }

    private void bar(int workers, long nowNanos) {
        state = State.BARRED;
        long longestNanos = BAR_SECONDS_MAX * 1_000_000_000L;
        barNanos = barNanos == 0 ? BAR_SECONDS_MIN * 1_000_000_000L : Math.min(2 * barNanos, longestNanos);
        barredAtNanos = nowNanos;
        barredApplicationNanos = applicationNanosPerFrame;
        barredWorkers = workers;
    }

    /** Offloading ends for a reason of its own. */
    void end() {
        if (state != State.BARRED) {
            state = State.FREE;
        }
    }

    private static double smooth(double average, double sample) {
        return average == 0 ? sample : average + (sample - average) / 16;
    }
}
