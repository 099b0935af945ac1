package io.coxswain.core;

/**
 * Whether offloading keeps its promise: compares the frames that are delivered with it, and right in between without.
 *
 * <p>The estimate that leads to a switch knows what the loop would save. It cannot know whether the workers have a
 * processor to run on, or whether the peers had one that the workers now take. So a switch is on trial at first. When
 * it has taken effect, {@value #STRETCH_WINDOWS} windows are taken with offloading, as many without, and as many with
 * it: if the loop alone delivers so much that offloading is more than {@value #LOSS_PERCENT} % less, it was wrong.
 * Peers ask for ten times as much from one moment to the next, or the application's work for each frame changes; a
 * comparison of before and after would take that for what offloading has done. Here it shows as a difference between
 * the two stretches with offloading: where they are {@value #APART_PERCENT} % apart, the later one is the first of
 * another comparison, {@value #REPEATS_MAX} times at most.
 *
 * <pre>
 *      INLINE -> SETTLING -> BEFORE -> WITHOUT -> AFTER -> PASSED       INLINE again from anywhere: a loss,
 *                              |          ^         |        |          or what {@link OffloadDecider} decides
 *                              |          +- apart -+        |
 *                              +<------ the term is over ----+
 * </pre>
 *
 * <p>After a loss the next switch is put off, by {@value #LOSS_SECONDS_MIN} s at first and twice as long each time that
 * confirms it, up to {@value #SECONDS_MAX} s. What made it wrong may be different now: while the application's own work
 * for each frame is a good deal more than it was then, or there are more workers, the next switch is not put off. A
 * loss is remembered through that, so that work which comes and goes does not have it found out again each time it has
 * gone.
 *
 * <p>Nor is a switch that was right so for ever. After {@value #GAIN_SECONDS_MIN} s, each time twice as long as well,
 * it is compared again. As soon as the application's own work for each frame has shrunk a good deal, offloading ends
 * without a verdict, and the next switch is on trial as the first was.
 *
 * <p>All these terms are of time at work, since that is what trials and comparisons take their share of: before a
 * switch, time that the loop has worked; behind one, which takes work off the loop, windows in which something was
 * asked for. A load that comes in bursts with minutes in between would otherwise spend a part of each on a trial,
 * however often the last verdict had been confirmed.
 *
 * <p><b>Threads.</b> The loop.
 */
final class OffloadTrial {
    /** Windows right after a switch that are left out, while it takes effect and the JVM compiles what workers do. */
    static final int SETTLING_WINDOWS = 20;

    /** Windows that are left out where the way changes within a comparison, while jobs that are out come home. */
    static final int CHANGEOVER_WINDOWS = 2;

    /** Windows of a stretch: some more than a closed loop of peers needs to show one rate. */
    static final int STRETCH_WINDOWS = 9;

    /** Windows of a trial that needs one comparison: no fewer than a switch has to last anyhow. */
    static final int TRIAL_WINDOWS = SETTLING_WINDOWS + 3 * STRETCH_WINDOWS + 2 * CHANGEOVER_WINDOWS;

    /**
     * How much less the slower stretch with offloading may deliver than the other one. With twice what counts as a
     * loss, a load that changes by less cannot make one of a comparison that is even.
     */
    static final int APART_PERCENT = 20;

    /** Comparisons in a row that may show nothing. */
    static final int REPEATS_MAX = 3;

    /**
     * What counts as a loss: more than closed loops of peers vary by themselves. With half as much, one trial in ten
     * was lost though the application had work for which offloading delivers half as much again.
     */
    static final int LOSS_PERCENT = 10;

    /** Fewer frames than this in a comparison prove nothing. */
    static final long FRAMES_MIN = 100;

    /**
     * How long, of time at work, the first loss in a row stands; each that confirms it, twice as long as the one
     * before. To ask anew is half a second of what is most likely wrong.
     */
    static final int LOSS_SECONDS_MIN = 8;

    /** How long the first gain in a row stands: shorter, since to ask anew is a tenth of a second of doing without. */
    static final int GAIN_SECONDS_MIN = 4;

    /** How long a verdict stands that has often been confirmed. */
    static final int SECONDS_MAX = 64;

    /** Windows that the work for each frame is averaged over: few, so that less work is noticed within 100 ms. */
    private static final int APPLICATION_WINDOWS = 5;

    /** Work for each frame that is lost in the noise of what is measured, and in caches that are warm or cold. */
    private static final long NOISE_NANOS = 2_000;

    private static final long NANOS_PER_SECOND = 1_000_000_000;

    private enum State {
        /** The loop does its own I/O. */
        INLINE,
        /** Offloading, which is about to take effect. */
        SETTLING,
        /** Offloading, in the first stretch of a comparison. */
        BEFORE,
        /** The loop does its own I/O, in the second stretch. */
        WITHOUT,
        /** Offloading, in the third stretch. */
        AFTER,
        /** Offloading, as it should be, for a term. */
        PASSED
    }

    private State state = State.INLINE;
    private int windowsInState;
    private Stretch before = new Stretch();
    private final Stretch without = new Stretch();
    private Stretch after = new Stretch();
    private int repeats;

    // The application's own work for each frame.
    private double beforeApplicationNanos; // right before the trial, or before another comparison
    private final CostAverage application = new CostAverage(APPLICATION_WINDOWS); // with offloading
    private boolean hasPassed; // since the switch

    private long workedNanos; // what terms are told by
    private final Verdict gain = new Verdict();
    private final Verdict loss = new Verdict();
    private int lossWorkers;
    private boolean barred; // as of the last window before a switch

    /**
     * What was delivered in some windows in a row. The slowest is left out, since the machine or the JVM may have
     * paused in it.
     */
    private static final class Stretch {
        private long frames;
        private long nanos;
        private long slowestFrames;
        private long slowestNanos; // 0 if there was no window

        void clear() {
            frames = 0;
            nanos = 0;
            slowestFrames = 0;
            slowestNanos = 0;
        }

        void take(OffloadDecider.Window window) {
            frames += window.frames;
            nanos += window.nanos;
            if (slowestNanos == 0 || window.frames * slowestNanos < slowestFrames * window.nanos) {
                slowestFrames = window.frames;
                slowestNanos = window.nanos;
            }
        }

        double framesPerNano() {
            return (double) (frames - slowestFrames) / (nanos - slowestNanos);
        }
    }

    /** The last one of its kind, and for how long it stands. */
    private static final class Verdict {
        private long atNanos; // of time worked
        private long termNanos; // 0 if it stands no more, or never did
        private double applicationNanos; // work for each frame that it was about

        void give(long workedNanosNow, long termNanosNow, double applicationNanosNow) {
            atNanos = workedNanosNow;
            termNanos = termNanosNow;
            applicationNanos = applicationNanosNow;
        }

        void withdraw() {
            termNanos = 0;
            applicationNanos = 0;
        }

        boolean stands(long workedNanosNow) {
            return workedNanosNow - atNanos < termNanos;
        }

        /** For how long the next one of this kind stands: twice as long as this, if it confirms it. */
        long nextTermNanos(boolean isConfirmed, long firstSeconds) {
            return isConfirmed && termNanos > 0
                    ? Math.min(2 * termNanos, SECONDS_MAX * NANOS_PER_SECOND)
                    : firstSeconds * NANOS_PER_SECOND;
        }
    }

    /** Takes in a window before a switch. */
    void onInlineWindow(OffloadDecider.Window window) {
        workedNanos += window.busyNanos;
        beforeApplicationNanos = window.applicationNanos;
        barred = loss.stands(workedNanos)
                && window.workers <= lossWorkers
                && !isMuchMore(beforeApplicationNanos, loss.applicationNanos);
    }

    private static boolean isMuchMore(double nanos, double thanNanos) {
        return nanos > 2 * thanNanos + NOISE_NANOS;
    }

    /**
     * Whether offloading may not begin, since the last time it has lost. As of the last window: a switch needs some in
     * a row, so a pause does not pass for more work.
     */
    boolean isBarred() {
        return barred;
    }

    /** Whether offloading has begun and awaits a verdict. */
    boolean isRunning() {
        return state != State.INLINE && state != State.PASSED;
    }

    /** Whether the loop does its own I/O for now, to see what that delivers. */
    boolean isWithout() {
        return state == State.WITHOUT;
    }

    /** Offloading begins. */
    void begin() {
        assert state == State.INLINE : "a trial while " + state;
        enter(State.SETTLING);
        hasPassed = false;
    }

    private void enter(State newState) {
        state = newState;
        windowsInState = 0;
    }

    /**
     * Takes in a window after a switch.
     *
     * @return whether offloading is to end: it has turned out to be wrong, or its reason is gone
     */
    boolean onOffloadedWindow(OffloadDecider.Window window) {
        workedNanos += window.isSilent() ? 0 : window.nanos;
        application.take((double) window.applicationNanos);
        if (hasPassed && isMuchMore(gain.applicationNanos, application.nanos())) {
            gain.withdraw();
            return true;
        }
        if (state == State.PASSED) {
            if (!gain.stands(workedNanos)) {
                beforeApplicationNanos = application.nanos();
                beginComparison();
            }
            return false;
        }
        if (window.isSilent()) {
            return false; // nothing is asked for, and nothing shown
        }
        windowsInState++;
        switch (state) {
            case SETTLING -> {
                if (windowsInState == SETTLING_WINDOWS) {
                    beginComparison();
                }
            }
            case BEFORE -> {
                before.take(window);
                if (windowsInState == STRETCH_WINDOWS) {
                    goWithout();
                }
            }
            case WITHOUT -> {
                if (isLastOf(without, window)) {
                    enter(State.AFTER);
                }
            }
            case AFTER -> {
                if (isLastOf(after, window)) {
                    return endComparison(window.workers);
                }
            }
            default -> throw new AssertionError(state);
        }
        return false;
    }

    private void beginComparison() {
        before.clear();
        repeats = 0;
        enter(State.BEFORE);
    }

    private void goWithout() {
        without.clear();
        after.clear();
        enter(State.WITHOUT);
    }

    /** Takes a window into a stretch that the way has changed for, and says whether that is complete. */
    private boolean isLastOf(Stretch stretch, OffloadDecider.Window window) {
        if (windowsInState > CHANGEOVER_WINDOWS) {
            stretch.take(window);
        }
        return windowsInState == CHANGEOVER_WINDOWS + STRETCH_WINDOWS;
    }

    /** Gives a verdict, if there can be one, and says whether offloading is to end. */
    private boolean endComparison(int workers) {
        if (before.frames + without.frames + after.frames < FRAMES_MIN) {
            pass(GAIN_SECONDS_MIN * NANOS_PER_SECOND);
            return false;
        }
        double beforeRate = before.framesPerNano();
        double afterRate = after.framesPerNano();
        boolean areApart =
                Math.min(beforeRate, afterRate) * 100 < Math.max(beforeRate, afterRate) * (100 - APART_PERCENT);
        if (areApart && repeats < REPEATS_MAX) {
            repeats++;
            Stretch unused = before;
            before = after;
            after = unused;
            goWithout();
            return false;
        }
        // Work that has come or gone meanwhile is not what a loss is about, nor does a gain with it refute one.
        double leastNanos = Math.min(beforeApplicationNanos, application.nanos());
        double mostNanos = Math.max(beforeApplicationNanos, application.nanos());
        if ((beforeRate + afterRate) / 2 * 100 < without.framesPerNano() * (100 - LOSS_PERCENT)) {
            boolean isConfirmed = !areApart && !isMuchMore(leastNanos, loss.applicationNanos);
            loss.give(workedNanos, loss.nextTermNanos(isConfirmed, LOSS_SECONDS_MIN), leastNanos);
            lossWorkers = workers;
            gain.withdraw();
            return true;
        }
        pass(gain.nextTermNanos(!areApart, GAIN_SECONDS_MIN));
        if (!isMuchMore(mostNanos, loss.applicationNanos)) {
            loss.withdraw();
        }
        return false;
    }

    private void pass(long termNanos) {
        gain.give(workedNanos, termNanos, application.nanos());
        hasPassed = true;
        enter(State.PASSED);
    }

    /** Offloading ends, for whatever reason. */
    void end() {
        enter(State.INLINE);
    }
}
