package io.coxswain.core;

/**
 * Whether offloading has kept its promise: compares the frames that were delivered before a switch to it with those
 * after.
 *
 * <p>The estimate that leads to a switch knows what the loop would save. It cannot know whether the workers have a
 * processor to run on, or whether the peers had one that the workers now take. So a switch is on trial at first: if in
 * {@value #TRIAL_WINDOWS} windows the engine delivers at least {@value #LOSS_PERCENT} % less than before, it was wrong,
 * and the next one is put off, by {@value #LOSS_SECONDS_MIN} s at first and twice as long each time, up to
 * {@value #SECONDS_MAX} s. What made it wrong may pass sooner: when the application's own work for each frame has
 * grown a good deal, or there are more workers, the next switch is not put off any longer.
 *
 * <p>Nor is one that was right so for ever: what was compared with may have been a JVM that was still compiling.
 * After {@value #GAIN_SECONDS_MIN} s, each time twice as long as well, or as soon as the application's own work for
 * each frame has shrunk a good deal, the loop does its I/O itself again, and the next switch is on trial as the first
 * was.
 *
 * <p>What it is compared with are windows right before it in which the loop had no time to spare, since what an idle
 * loop delivers says nothing of what it could; or those that led to the switch, if they had fewer frames: work that
 * has just begun lets the loop deliver less, and that is not what offloading is to be blamed for.
 *
 * <p><b>Threads.</b> The loop.
 */
final class OffloadTrial {
    /** Windows right after a switch that are left out, while it takes effect and the JVM compiles what workers do. */
    static final int SETTLING_WINDOWS = 20;

    /** Windows that are judged. */
    static final int TRIAL_WINDOWS = 30;

    /** What counts as a loss: more than closed loops of peers vary by themselves. */
    static final int LOSS_PERCENT = 10;

    /** Fewer frames than this in a trial prove nothing. */
    static final long FRAMES_MIN = 100;

    /** How long the first loss in a row stands; each that confirms it, twice as long as the one before. */
    static final int LOSS_SECONDS_MIN = 2;

    /** How long the first gain in a row stands: longer, since to ask anew is half a second of doing without. */
    static final int GAIN_SECONDS_MIN = 16;

    /** How long a verdict stands that has often been confirmed. */
    static final int SECONDS_MAX = 64;

    /** Work for each frame that is lost in the noise of the estimate. */
    private static final long NOISE_NANOS = 2_000;

    private enum State {
        /** Not offloading, and free to begin. */
        FREE,
        /** Offloading, and it is not yet known with which success. */
        RUNNING,
        /** Offloading, as it should be, for a term. */
        PASSED,
        /** Not offloading, because that was worse, for a term. */
        BARRED
    }

    private State state = State.FREE;
    private double framesPerNano; // while the loop does its own I/O and has no time to spare; 0 if it has
    private double inlineApplicationNanos; // for each frame; both ways have their own, see learnApplication()
    private double offloadedApplicationNanos;
    private long framesInFavour;
    private long nanosInFavour;
    private double trialFramesPerNano;
    private double trialApplicationNanos; // of the frames that it is compared with
    private int trialWindows;
    private long trialFrames;
    private long trialNanos;

    // ---- the verdict: when it was given, for how long, and about what ----
    private long judgedAtNanos;
    private long termNanos;
    private double judgedApplicationNanos; // inline of a loss, offloaded of a gain: the way that is watched meanwhile
    private int judgedWorkers;
    private boolean wasLoss;

    /**
     * Takes in a window in which the loop did its own I/O.
     *
     * @param applicationNanos time in it that the loop spent on anything else
     */
    void onInlineWindow(OffloadDecider.Window window, long applicationNanos, long nowNanos) {
        framesPerNano = window.isBusy() ? smooth(framesPerNano, (double) window.frames / window.nanos) : 0;
        inlineApplicationNanos = learnApplication(inlineApplicationNanos, window, applicationNanos);
        if (state == State.BARRED) {
            if (hasApplicationGrown() || window.workers > judgedWorkers) {
                termNanos = 0;
            }
            if (nowNanos - judgedAtNanos >= termNanos) {
                state = State.FREE;
            }
        }
    }

    /**
     * Takes the application's work for each frame of a window into an average of windows of the same way. It is what
     * is left of the loop's time by an estimate that errs differently on either way, so one may not be compared with
     * the other: the work would seem to have changed whenever the way has.
     */
    private static double learnApplication(double average, OffloadDecider.Window window, long applicationNanos) {
        return window.frames > 0 ? smooth(average, (double) applicationNanos / window.frames) : average;
    }

    private boolean hasApplicationGrown() {
        return inlineApplicationNanos > 2 * judgedApplicationNanos + NOISE_NANOS;
    }

    private boolean hasApplicationShrunk() {
        return judgedApplicationNanos > 2 * offloadedApplicationNanos + NOISE_NANOS;
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
        trialApplicationNanos = inlineApplicationNanos;
        offloadedApplicationNanos = 0;
        trialWindows = 0;
        trialFrames = 0;
        trialNanos = 0;
    }

    /**
     * Takes in a window in which I/O was offloaded.
     *
     * @param applicationNanos time in it that the loop spent on anything else
     * @return whether that is to end: it has turned out to be wrong, or has to prove itself anew
     */
    boolean onOffloadedWindow(OffloadDecider.Window window, long applicationNanos, long nowNanos) {
        offloadedApplicationNanos = learnApplication(offloadedApplicationNanos, window, applicationNanos);
        return switch (state) {
            case RUNNING -> judgeWindow(window, nowNanos);
            case PASSED -> endTermIfDue(nowNanos);
            case FREE, BARRED -> false;
        };
    }

    private boolean judgeWindow(OffloadDecider.Window window, long nowNanos) {
        if (window.frames == 0 && window.operations == 0) {
            return false; // nothing is asked for, and nothing shown
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
        judge(isLoss, window.workers, nowNanos);
        return isLoss;
    }

    private boolean endTermIfDue(long nowNanos) {
        if (hasApplicationShrunk()) {
            termNanos = 0;
        }
        return nowNanos - judgedAtNanos >= termNanos;
    }

    private void judge(boolean isLoss, int workers, long nowNanos) {
        boolean isConfirmed = termNanos > 0 && isLoss == wasLoss;
        long firstNanos = (isLoss ? LOSS_SECONDS_MIN : GAIN_SECONDS_MIN) * 1_000_000_000L;
        termNanos = isConfirmed ? Math.min(2 * termNanos, SECONDS_MAX * 1_000_000_000L) : firstNanos;
        state = isLoss ? State.BARRED : State.PASSED;
        wasLoss = isLoss;
        judgedAtNanos = nowNanos;
        judgedApplicationNanos = isLoss ? trialApplicationNanos : offloadedApplicationNanos;
        judgedWorkers = workers;
    }

    /** Offloading ends for a reason of its own. */
    void end() {
        if (state != State.BARRED) {
            state = State.FREE;
        }
    }

    private static double smooth(double average, double sample) {
        return average == 0 ? sample : average + (sample - average) / 8;
    }
}
