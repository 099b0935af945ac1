package io.coxswain.core;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How an {@link Engine} is set up. The setters return {@code this}.
 *
 * <p><b>Threads.</b> One at a time; {@link Engine#start} reads it once and keeps nothing of it.
 */
public final class EngineConfig {
    /** On two cores or fewer, a thread that spins takes the time of the one that it waits for. */
    private static final int SPINS_BY_CORES = Runtime.getRuntime().availableProcessors() > 2 ? 2_000 : 0;

    private static final long NAP_NANOS = 50_000;
    private static final long STALL_NANOS = 1_000_000_000;
    private static final long STALL_NANOS_MIN = 1_000_000;

    private int workerCount = 1;
    private @Nullable WorkerPool workerPool;
    private OffloadPolicy offloadPolicy = OffloadPolicy.ADAPTIVE;
    private Limits limits = new Limits();
    private @Nullable ErrorHandler errorHandler;
    private boolean debug;
    private long stallNanos = STALL_NANOS;
    private @Nullable StallListener stallListener;
    private long closeDeadlineNanos = 5_000_000_000L;
    private int loopSpins = SPINS_BY_CORES;
    private int workerSpins = SPINS_BY_CORES;
    private int workerYields = 16;
    private int workerNaps = 20;

    /** A configuration with the defaults that each setter documents. */
    public EngineConfig() {}

    /**
     * Workers to start with, 0 to 64; default 1. With 0 the loop does all I/O. {@link Loop#resizeWorkers} changes it
     * later.
     */
    public EngineConfig workerCount(int workers) {
        this.workerCount = workers;
        return this;
    }

    /**
     * Workers that this engine shares with others. It then has none of its own: {@link #workerCount} and
     * {@link #workerWait} are the pool's affair, and {@link WorkerPool#resize} takes the place of
     * {@link Loop#resizeWorkers}. The engine joins the pool when it starts and leaves it when it ends.
     */
    public EngineConfig workerPool(WorkerPool shared) {
        this.workerPool = shared;
        return this;
    }

    /** Who reads and writes the sockets; default {@link OffloadPolicy#ADAPTIVE}. */
    public EngineConfig offloadPolicy(OffloadPolicy policy) {
        this.offloadPolicy = policy;
        return this;
    }

    /** The bounds of the engine; default {@code new Limits()}. */
    public EngineConfig limits(Limits newLimits) {
        this.limits = newLimits;
        return this;
    }

    /**
     * Who is told of errors that close no link, and of what ends the engine. The default writes to the
     * {@link System.Logger} named {@code io.coxswain.core}, at most one line a second and the number of those left out.
     */
    public EngineConfig errorHandler(ErrorHandler handler) {
        this.errorHandler = handler;
        return this;
    }

    /**
     * Whether to look for buffers that are used after their time or never returned; default false. Then a frame that is
     * read after its callback has returned throws or reads {@code 0xDE}, as does a buffer that was given back, and a
     * dump and the engine's end name who holds what, with the stack where it was borrowed. It costs a clearing of every
     * byte and a stack trace for every buffer: for tests, not for production.
     */
    public EngineConfig debug(boolean on) {
        this.debug = on;
        return this;
    }

    /**
     * After how long a turn of the loop is a stall, and who is told where the loop is; default 1 s, and one line with
     * the stack to the {@link System.Logger} named {@code io.coxswain.core}, at most one a second.
     *
     * <p>It is told after that time and at most half of it more. Shorter costs four wake-ups of a small thread in that
     * time; {@link Long#MAX_VALUE} means never, and then there is no thread.
     *
     * @param nanos at least 1 ms, in nanoseconds
     */
    public EngineConfig stall(long nanos, StallListener listener) {
        this.stallNanos = nanos;
        this.stallListener = listener;
        return this;
    }

    /** How long closing the engine lets links flush, in nanoseconds; default 5 s, at least 0. */
    public EngineConfig closeDeadlineNanos(long nanos) {
        this.closeDeadlineNanos = nanos;
        return this;
    }

    /**
     * Turns in which the loop finds no work before it blocks; default 2,000 on more than two cores, otherwise 0. More
     * saves the wake-up of a loop that waits for a worker, and costs a core.
     */
    public EngineConfig loopSpins(int turns) {
        this.loopSpins = turns;
        return this;
    }

    /**
     * How often a worker looks for a job in vain before it parks and has to be woken: first spinning, default 2,000
     * times on more than two cores and otherwise 0, then yielding its core, default 16 times, then napping for about
     * 100 us at a time, default 20 times.
     */
    public EngineConfig workerWait(int spins, int yields, int naps) {
        this.workerSpins = spins;
        this.workerYields = yields;
        this.workerNaps = naps;
        return this;
    }

    int loopSpins() {
        return loopSpins;
    }

    WaitStages workerWait() {
        return new WaitStages(workerSpins, workerYields, workerNaps, NAP_NANOS);
    }

    int workerCount() {
        return workerCount;
    }

    @Nullable
    WorkerPool workerPool() {
        return workerPool;
    }

    OffloadPolicy offloadPolicy() {
        return offloadPolicy;
    }

    Limits limits() {
        return limits;
    }

    boolean debug() {
        return debug;
    }

    long stallNanos() {
        return stallNanos;
    }

    @Nullable
    StallListener stallListener() {
        return stallListener;
    }

    @Nullable
    ErrorHandler errorHandler() {
        return errorHandler;
    }

    long closeDeadlineNanos() {
        return closeDeadlineNanos;
    }

    /**
     * Checks everything.
     *
     * @throws IllegalArgumentException naming every violation, with value and bound
     */
    void validate() {
        List<String> found = limits.violations();
        if (workerCount < 0 || workerCount > WorkerPool.WORKERS_MAX) {
            found.add("workerCount of " + workerCount + " is not in 0.." + WorkerPool.WORKERS_MAX);
        }
        if (stallNanos < STALL_NANOS_MIN) {
            found.add("stall of " + stallNanos + " ns is below " + STALL_NANOS_MIN);
        }
        if (closeDeadlineNanos < 0) {
            found.add("closeDeadlineNanos of " + closeDeadlineNanos + " is below 0");
        }
        if (Math.min(Math.min(loopSpins, workerSpins), Math.min(workerYields, workerNaps)) < 0) {
            found.add("loopSpins of " + loopSpins + ", or one of the numbers of workerWait " + workerWait()
                    + ", is below 0");
        }
        if (!found.isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", found));
        }
    }
}
