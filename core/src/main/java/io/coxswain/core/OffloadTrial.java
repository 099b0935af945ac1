package io.coxswain.core;

/**
 * Whether offloading has kept its promise: compares the frames that were delivered before a switch to it with those
 * after.
 *
 * <p>The estimate that leads to a switch knows what the loop would save. It cannot know whether the workers have a
 * processor to run on, or whether the peers had one that the workers now take. So a switch is on trial at first: if in
 * {@value #TRIAL_WINDOWS} windows the engine delivers more than {@value #LOSS_PERCENT} % less than before, it was
 * wrong, and the next one is put off, by {@value #LOSS_SECONDS_MIN} s at first and twice as long each time that
 * confirms it, up to {@value #SECONDS_MAX} s. What made it wrong may be different now: while the application's own work
 * for each frame is a good deal more than it was then, or there are more workers, the next switch is not put off. A
 * loss is remembered through that, so that work which comes and goes does not have it found out again each time it has
 * gone.
 *
 * <p>Nor is one that was right so for ever: what was compared with may have been a JVM that was still compiling.
 * After {@value #GAIN_SECONDS_MIN} s, each time twice as long as well, or as soon as the application's own work for
 * each frame has shrunk a good deal, the loop does its I/O itself again, and the next switch is on trial as the first
 * was.
 *
 * <p>As many frames as before prove nothing where the application's own work for each has shrunk meanwhile, nor do
 * fewer where it has grown. Where it has shrunk, offloading ends without a verdict, as any whose reason is gone. Where
 * it has grown, it goes on for {@value #LOSS_SECONDS_MIN} s before it is on trial again, since more work is what speaks
 * for it; but not twice in a row, lest work that comes and goes hides that it loses.
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

    /**
     * What counts as a loss: more than closed loops of peers vary by themselves. With half as much, one trial in ten
     * was lost though the application had work for which offloading delivers half as much again.
     */
    static final int LOSS_PERCENT = 10;

    /** Fewer frames than this, delivered and to be expected, prove nothing in a trial. */
    static final long FRAMES_MIN = 100;

    /**
     * How long the first loss in a row stands; each that confirms it, twice as long as the one before. To ask anew is
     * half a second of what is most likely wrong.
     */
    static final int LOSS_SECONDS_MIN = 8;

    /** How long the first gain in a row stands: longer, since to ask anew is half a second of doing without. */
    static final int GAIN_SECONDS_MIN = 16;

    /** How long a verdict stands that has often been confirmed. */
    static final int SECONDS_MAX = 64;

    /** Windows that what the loop delivers is averaged over. */
    private static final int FRAMES_WINDOWS = 8;

    /** Windows that the work for each frame is averaged over: fewer, so that less work is noticed within 100 ms. */
    private static final int APPLICATION_WINDOWS = 5;

    /** Work for each frame that is lost in the noise of the estimate. */
    private static final long NOISE_NANOS = 2_000;

    private static final long NANOS_PER_SECOND = 1_000_000_000;

    private enum State {
        /** Not offloading. */
        INLINE,
        /** Offloading, and it is not yet known with which success. */
        RUNNING,
        /** Offloading, as it should be, for a term. */
        PASSED
    }

    private State state = State.INLINE;
    private double framesPerNano; // while the loop does its own I/O and has no time to spare; 0 if it has

    /** The application's own work for each frame; both ways have their own, see {@link #learnApplication}. */
    private final CostAverage inlineApplication = new CostAverage(APPLICATION_WINDOWS);

    private final CostAverage offloadedApplication = new CostAverage(APPLICATION_WINDOWS);

    private long framesInFavour;
    private long nanosInFavour;
    private double trialFramesPerNano;
    private double trialApplicationNanos; // of the frames that it is compared with
    private double settledApplicationNanos; // of the frames right before those that are judged; 0 if there were none
    private final Mean judgedApplication = new Mean();
    private boolean hasSpared; // the last trial delivered too little, and passed since the work had grown
    private int trialWindows;
    private long trialNanos;

    private final Verdict gain = new Verdict();
    private final Verdict loss = new Verdict();
    private int lossWorkers;
    private boolean barred; // as of the last window in which the loop did its own I/O

    /** The application's own work for each frame of some windows. */
    private static final class Mean {
        private long nanosSum;
        private long frames;

        void clear() {
            nanosSum = 0;
            frames = 0;
        }

        void take(long nanos, long count) {
            nanosSum += count > 0 ? nanos : 0;
            frames += count;
        }

        /** In nanoseconds; NaN, which is not much more than anything nor much less, if there were no frames. */
        double nanos() {
            return (double) nanosSum / frames;
        }
    }

    /** The last one of its kind, and for how long it stands. */
    private static final class Verdict {
        private long atNanos;
        private long termNanos; // 0 if it stands no more, or never did
        private double applicationNanos; // work for each frame that it was about

        void give(long nowNanos, long termNanosNow, double applicationNanosNow) {
            atNanos = nowNanos;
            termNanos = termNanosNow;
            applicationNanos = applicationNanosNow;
        }

        void withdraw() {
            termNanos = 0;
        }

        boolean stands(long nowNanos) {
            return nowNanos - atNanos < termNanos;
        }

        /** For how long the next one of this kind stands: twice as long as this, if it confirms it. */
        long nextTermNanos(boolean isConfirmed, long firstSeconds) {
            return isConfirmed && termNanos > 0
                    ? Math.min(2 * termNanos, SECONDS_MAX * NANOS_PER_SECOND)
                    : firstSeconds * NANOS_PER_SECOND;
        }
    }

    /**
     * Takes in a window in which the loop did its own I/O.
     *
     * @param applicationNanos time in it that the loop spent on anything else
     */
    void onInlineWindow(OffloadDecider.Window window, long applicationNanos, long nowNanos) {
        framesPerNano =
                window.isBusy() ? smooth(framesPerNano, (double) window.frames / window.nanos, FRAMES_WINDOWS) : 0;
        learnApplication(inlineApplication, window, applicationNanos);
        barred = loss.stands(nowNanos)
                && window.workers <= lossWorkers
                && !isMuchMore(inlineApplication.nanos(), loss.applicationNanos);
    }

    /**
     * Takes the application's work for each frame of a window into an average of windows of the same way. It is what
     * is left of the loop's time by an estimate that errs differently on either way, so one may not be compared with
     * the other: the work would seem to have changed whenever the way has.
     */
    private static void learnApplication(CostAverage average, OffloadDecider.Window window, long applicationNanos) {
        if (window.frames > 0) {
            average.take((double) applicationNanos / window.frames);
        }
    }

    private static boolean isMuchMore(double nanos, double thanNanos) {
        return nanos > 2 * thanNanos + NOISE_NANOS;
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
        return !barred;
    }

    /** Whether offloading has begun and has no verdict yet. */
    boolean isRunning() {
        return state == State.RUNNING;
    }

    /** Offloading begins. */
    void begin() {
        assert state == State.INLINE : "a trial while " + state;
        assert nanosInFavour > 0 : "a trial that nothing speaks for";
        state = State.RUNNING;
        trialFramesPerNano = Math.min(framesPerNano, (double) framesInFavour / nanosInFavour);
        trialApplicationNanos = inlineApplication.nanos();
        offloadedApplication.clear();
        judgedApplication.clear();
        trialWindows = 0;
        trialNanos = 0;
    }

    /**
     * Takes in a window in which I/O was offloaded.
     *
     * @param applicationNanos time in it that the loop spent on anything else
     * @return whether that is to end: it has turned out to be wrong, has to prove itself anew, or the trial has shown
     *     nothing
     */
    boolean onOffloadedWindow(OffloadDecider.Window window, long applicationNanos, long nowNanos) {
        learnApplication(offloadedApplication, window, applicationNanos);
        return switch (state) {
            case RUNNING -> judgeWindow(window, applicationNanos, nowNanos);
            case PASSED -> endTermIfDue(nowNanos);
            case INLINE -> false;
        };
    }

    private boolean judgeWindow(OffloadDecider.Window window, long applicationNanos, long nowNanos) {
        if (window.frames == 0 && window.operations == 0) {
            return false; // nothing is asked for, and nothing shown
        }
        trialWindows++;
        if (trialWindows <= SETTLING_WINDOWS) {
            settledApplicationNanos = offloadedApplication.nanos();
            return false;
        }
        judgedApplication.take(applicationNanos, window.frames);
        trialNanos += window.nanos;
        return trialWindows == SETTLING_WINDOWS + TRIAL_WINDOWS && endTrial(window.workers, nowNanos);
    }

    /** Gives a verdict, and says whether offloading is to end. */
    private boolean endTrial(int workers, long nowNanos) {
        boolean isAboutLastLoss = !isMuchMore(trialApplicationNanos, loss.applicationNanos);
        double expectedFrames = trialFramesPerNano * trialNanos;
        if (Math.max((double) judgedApplication.frames, expectedFrames) < FRAMES_MIN) {
            pass(nowNanos, GAIN_SECONDS_MIN * NANOS_PER_SECOND);
            return false;
        }
        if (judgedApplication.frames * 100 < expectedFrames * (100 - LOSS_PERCENT)) {
            if (!hasSpared && hasWorkGrown()) {
                hasSpared = true;
                pass(nowNanos, LOSS_SECONDS_MIN * NANOS_PER_SECOND);
                return false;
            }
            hasSpared = false;
            long termNanos = loss.nextTermNanos(isAboutLastLoss, LOSS_SECONDS_MIN);
            loss.give(nowNanos, termNanos, trialApplicationNanos);
            lossWorkers = workers;
            gain.withdraw();
            return true;
        }
        hasSpared = false;
        if (isMuchMore(settledApplicationNanos, judgedApplication.nanos())) {
            return true;
        }
        pass(nowNanos, gain.nextTermNanos(true, GAIN_SECONDS_MIN));
        if (isAboutLastLoss) {
            loss.withdraw();
        }
        return false;
    }

    /** By all windows: in an average of the last few, one in which the loop lost its processor would look like more. */
    private boolean hasWorkGrown() {
        return settledApplicationNanos > 0 && isMuchMore(judgedApplication.nanos(), settledApplicationNanos);
    }

    private void pass(long nowNanos, long termNanos) {
        gain.give(nowNanos, termNanos, judgedApplication.nanos());
        state = State.PASSED;
    }

    private boolean endTermIfDue(long nowNanos) {
        if (isMuchMore(gain.applicationNanos, offloadedApplication.nanos())) {
            gain.withdraw();
        }
        return !gain.stands(nowNanos);
    }

    /** Offloading ends, for whatever reason. */
    void end() {
        state = State.INLINE;
    }

    /** Takes a window into an average that is about of so many. */
    private static double smooth(double average, double sample, int windows) {
        return average == 0 ? sample : average + (sample - average) / windows;
    }
}
