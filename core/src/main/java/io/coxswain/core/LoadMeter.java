package io.coxswain.core;

/**
 * Measures what the loop's time goes to, and keeps the policy: who does reads and writes now.
 *
 * <p>Costs are averaged ({@link CostAverage}): of the loop's operations and of its deliveries to the application one in
 * {@value #SAMPLE_EVERY} is timed, of jobs all are.
 *
 * <p>An adaptive engine does some operations the other way, so that it goes on learning what that would cost: it hands
 * them to a worker while it does everything itself and is busy, and does them itself while it hands everything out.
 * Otherwise one bad sample of the way not taken would stand for ever. These come {@value #PROBES_IN_A_ROW} in a row in
 * each {@value #PROBE_ROW_EVERY}, of which the last is timed: one alone finds nothing of what it needs in the caches,
 * and seems several times as dear as it would be. While offloading is barred, since it has lost, nothing is decided by
 * them, and they come {@value #RARER_WHILE_BARRED} times as rarely: each row wakes a worker, which stays awake for a
 * while.
 *
 * <p><b>Threads.</b> The loop.
 */
final class LoadMeter {
    /** One operation in this many is timed. Odd, since reads and writes may alternate, and both are to be timed. */
    static final int SAMPLE_EVERY = 17;

    /** Operations in a row that are done the other way. The last is one of those that are timed. */
    static final int PROBES_IN_A_ROW = 4;

    /** Operations for each such row. Odd for the same reason. */
    static final int PROBE_ROW_EVERY = 121 * SAMPLE_EVERY;

    /** How much rarer probes are while nothing is decided by them. Odd as well. */
    static final int RARER_WHILE_BARRED = 9;

    /** Length of a window of the {@link OffloadDecider}. */
    static final long WINDOW_NANOS = 10_000_000;

    /** Samples that a cost is averaged over. */
    private static final int SAMPLES = 8;

    /** What operations are taken to cost before any was measured. */
    private static final double FIRST_GUESS_NANOS = 2_000;

    private final LoopClock clock;
    private final EngineCounters counters;
    private final OffloadDecider decider = new OffloadDecider();
    private final OffloadDecider.Window window = new OffloadDecider.Window();
    private OffloadPolicy policy;

    private long busyNanos;
    private long idleNanos;
    private long operations;
    private long deliveries;
    private long deliveryStartOperations;
    private long jobs;
    private double jobNanosSum;

    private long windowStartNanos;
    private long windowStartBusyNanos;
    private long windowStartOperations;
    private long windowStartFrames;
    private long windowStartJobs;
    private double windowStartJobNanos;
    private boolean busyWindow;

    private final CostAverage inline = new CostAverage(SAMPLES, FIRST_GUESS_NANOS);
    private final CostAverage handOver = new CostAverage(SAMPLES, FIRST_GUESS_NANOS / 2);
    private final CostAverage job = new CostAverage(SAMPLES, FIRST_GUESS_NANOS);
    private final CostAverage application = new CostAverage(SAMPLES); // for each frame

    LoadMeter(LoopClock clock, EngineCounters counters, OffloadPolicy policy) {
        this.clock = clock;
        this.counters = counters;
        this.policy = policy;
        beginWindow();
    }

    OffloadPolicy policy() {
        return policy;
    }

    void policy(OffloadPolicy newPolicy) {
        if (policy != newPolicy) {
            // Under the others no window ends: what went on meanwhile is no window of an adaptive engine.
            beginWindow();
        }
        this.policy = newPolicy;
    }

    /** Whether the next operation is meant for a worker; counts the operation. */
    boolean isOffloading() {
        operations++;
        return switch (policy) {
            case NEVER -> false;
            case ALWAYS -> true;
            case ADAPTIVE -> decider.isHandingOut() != isProbe();
        };
    }

    /** Counts an operation that a worker has done without the policy having been asked about it. */
    void countOperation() {
        operations++;
    }

    private boolean isProbe() {
        boolean isInRow = (operations + PROBES_IN_A_ROW - 1) % PROBE_ROW_EVERY < PROBES_IN_A_ROW;
        if (!isInRow || (decider.isBarred() && !isInRarerRow())) {
            return false;
        }
        return busyWindow || decider.isHandingOut();
    }

    private boolean isInRarerRow() {
        return (operations + PROBES_IN_A_ROW - 1) % (RARER_WHILE_BARRED * PROBE_ROW_EVERY) < PROBES_IN_A_ROW;
    }

    /** Whether the policy is to offload, for a gauge: it stays so while an adaptive engine compares. */
    boolean isMeantToOffload() {
        return policy == OffloadPolicy.ALWAYS || (policy == OffloadPolicy.ADAPTIVE && decider.isOffloading());
    }

    /** Whether operations go to workers now, but for probes. */
    boolean isOffloadingNow() {
        return policy == OffloadPolicy.ALWAYS || (policy == OffloadPolicy.ADAPTIVE && decider.isHandingOut());
    }

    /** Begins to time a hand-over, if this one is in the sample; otherwise 0. */
    long startHandOver() {
        return isSampled() ? clock.refresh() : 0;
    }

    void endHandOver(long startNanos) {
        if (startNanos != 0) {
            // Twice: what comes back is handled at about the cost of what goes out, and is spread over the loop.
            handOver.take(2.0 * (clock.refresh() - startNanos));
        }
    }

    /** Begins to time an operation done by the loop, if this one is in the sample; otherwise 0. */
    long startInline() {
        return isSampled() ? clock.refresh() : 0;
    }

    void endInline(long startNanos) {
        if (startNanos != 0) {
            inline.take((double) (clock.refresh() - startNanos));
        }
    }

    private boolean isSampled() {
        return policy == OffloadPolicy.ADAPTIVE && operations % SAMPLE_EVERY == 0;
    }

    /** Begins to time a delivery of frames, if this one is in the sample; otherwise 0. */
    long startDelivery() {
        deliveries++;
        if (policy != OffloadPolicy.ADAPTIVE || deliveries % SAMPLE_EVERY != 0) {
            return 0;
        }
        deliveryStartOperations = operations;
        return clock.refresh();
    }

    void endDelivery(long startNanos, int frames) {
        // A callback may flush or close, and what the I/O costs the loop is not the application's work.
        if (startNanos != 0 && frames > 0 && operations == deliveryStartOperations) {
            application.take((double) (clock.refresh() - startNanos) / frames);
        }
    }

    /** Accounts one job that a worker has done for this loop. */
    void onJobDone(long nanos) {
        jobs++;
        jobNanosSum += job.withoutOutlier((double) nanos);
    }

    /** Accounts one turn of the loop, or one sleep. */
    void onTurn(long nanos, boolean hadWork) {
        if (hadWork) {
            busyNanos += nanos;
        } else {
            idleNanos += nanos;
        }
    }

    /** Closes the window if it is over, and lets the decider judge it. */
    void onWindowEnd(Crew workers) {
        long nowNanos = clock.nanos();
        if (policy != OffloadPolicy.ADAPTIVE || nowNanos - windowStartNanos < WINDOW_NANOS) {
            return;
        }
        window.nanos = nowNanos - windowStartNanos;
        window.busyNanos = busyNanos - windowStartBusyNanos;
        window.operations = operations - windowStartOperations;
        window.frames = counters.get(Counter.FRAMES_DELIVERED) - windowStartFrames;
        window.workers = workers.count();
        long windowJobs = jobs - windowStartJobs;
        if (windowJobs > 0) {
            job.takeMean((jobNanosSum - windowStartJobNanos) / windowJobs);
        }
        window.inlineNanos = (long) inline.nanos();
        window.handOverNanos = (long) handOver.nanos();
        window.jobNanos = (long) job.nanos();
        window.applicationNanos = (long) application.nanos();
        busyWindow = window.isBusy();
        if (decider.onWindow(window, nowNanos)) {
            counters.increment(decider.isOffloading() ? Counter.SWITCHES_TO_OFFLOAD : Counter.SWITCHES_TO_INLINE);
        }
        beginWindow();
    }

    private void beginWindow() {
        windowStartNanos = clock.nanos();
        windowStartBusyNanos = busyNanos;
        windowStartOperations = operations;
        windowStartFrames = counters.get(Counter.FRAMES_DELIVERED);
        windowStartJobs = jobs;
        windowStartJobNanos = jobNanosSum;
    }

    long busyNanos() {
        return busyNanos;
    }

    long idleNanos() {
        return idleNanos;
    }
}
