package io.coxswain.core;

import static java.lang.invoke.ConstantBootstraps.fieldVarHandle;

import com.google.errorprone.annotations.Keep;
import io.coxswain.queues.CompletionOutbox;
import io.coxswain.queues.JobInbox;
import io.coxswain.queues.Mailbox;
import io.coxswain.queues.ParkedFlag;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.function.LongSupplier;

/**
 * What an engine is made of, put together once from its configuration.
 *
 * <p><b>Memory made at start</b>, in references of 4 or 8 bytes: the inbox's two lanes, {@code inboxSlots} and 2; the outbox,
 * {@code inboxSlots}; the mailbox, {@code mailboxSlots}. Everything else grows with the links and up to its limit.
 *
 * <p><b>Threads.</b> Made by the thread that starts the engine, then the loop's; {@link #mailbox()} and
 * {@link #wakeLoop()} are for any thread.
 */
final class EngineParts {
    private static final VarHandle CLOSE_REQUESTED =
            fieldVarHandle(MethodHandles.lookup(), "closeRequested", VarHandle.class, EngineParts.class, boolean.class);

    /** No ACCEPT jobs exist without TLS; the lane is there and empty. */
    private static final int HANDSHAKE_SLOTS = 2;

    private final Owner owner = new Owner();
    private final EngineCounters counters = new EngineCounters();
    private final ParkedFlag parkedFlag = new ParkedFlag();
    private final ErrorHandler errorHandler;
    private final long closeDeadlineNanos;
    private final int loopSpins;
    private final Limits limits;
    private final LoopClock clock;
    private final BufferPool pool;
    private final Timers timers;
    private final Turns turns;
    private final LoadMeter load;
    private final CompletionOutbox<Job> outbox;
    private final Mailbox<LoopTask> mailbox;
    private final WorkerPool workers;
    private final Dispatcher dispatcher;
    private final Runnable wakeLoop;

    // ---- any thread to loop ----
    @Keep
    private boolean closeRequested; // only through CLOSE_REQUESTED

    /**
     * Puts the parts together.
     *
     * @param time the time in nanoseconds; called by the loop and by workers
     * @param wakeSelector makes a blocked select return; called by any thread
     */
    EngineParts(EngineConfig config, LongSupplier time, Runnable wakeSelector) {
        ErrorHandler configured = config.errorHandler();
        this.errorHandler = configured == null ? new LoggingErrorHandler(time) : configured;
        this.closeDeadlineNanos = config.closeDeadlineNanos();
        this.loopSpins = config.loopSpins();
        this.limits = config.limits().copy();
        this.clock = new LoopClock(time);
        this.pool = new BufferPool(owner, limits.engineBytesMax());
        this.timers = new Timers(clock);
        this.turns = new Turns(clock, limits.deliveryNanosMax());
        this.load = new LoadMeter(clock, counters, config.offloadPolicy());
        this.outbox = new CompletionOutbox<>(limits.inboxSlots());
        this.mailbox = new Mailbox<>(limits.mailboxSlots());
        this.wakeLoop = () -> {
            if (parkedFlag.claimWake()) {
                wakeSelector.run();
            }
        };
        JobQueues queues = new JobQueues(new JobInbox<>(limits.inboxSlots(), HANDSHAKE_SLOTS), outbox);
        this.workers = new WorkerPool(queues, wakeLoop, time, config.workerWait(), counters);
        this.dispatcher = new Dispatcher(queues, workers, load, counters, clock, limits.takeBackNanos());
    }

    /** A copy of all counts and gauges. Loop. */
    Counters snapshot(int openLinks) {
        Counters.Gauges gauges = new Counters.Gauges(
                openLinks,
                outbox.reservedPlaces(),
                pool.lentBytes(),
                pool.chunkBytes(),
                load.isOffloadingNow(),
                load.busyNanos(),
                load.idleNanos());
        return counters.snapshot(gauges, workers.times());
    }

    /** Wakes the loop if it is asleep; after a completion, or a message to the mailbox. Any thread. */
    Runnable wakeLoop() {
        return wakeLoop;
    }

    /** Asks the loop to close the engine; not by the mailbox, which may be full. Any thread. */
    void requestClose() {
        // Opaque: the fence in claimWake(), which follows, orders it before the read of the loop's flag. Nothing else
        // becomes visible by it.
        CLOSE_REQUESTED.setOpaque(this, true);
        wakeLoop.run();
    }

    /** Whether somebody has asked to close the engine. Loop. */
    boolean isCloseRequested() {
        // Opaque: pairs with requestClose(); before the loop blocks, the fence in announce() comes first.
        return (boolean) CLOSE_REQUESTED.getOpaque(this);
    }

    Mailbox<LoopTask> mailbox() {
        return mailbox;
    }

    ErrorHandler errorHandler() {
        return errorHandler;
    }

    /** How long closing the engine lets links flush. */
    long closeDeadlineNanos() {
        return closeDeadlineNanos;
    }

    /** Turns without work before the loop blocks. */
    int loopSpins() {
        return loopSpins;
    }

    Owner owner() {
        return owner;
    }

    EngineCounters counters() {
        return counters;
    }

    ParkedFlag parkedFlag() {
        return parkedFlag;
    }

    Limits limits() {
        return limits;
    }

    LoopClock clock() {
        return clock;
    }

    BufferPool pool() {
        return pool;
    }

    Timers timers() {
        return timers;
    }

    Turns turns() {
        return turns;
    }

    LoadMeter load() {
        return load;
    }

    CompletionOutbox<Job> outbox() {
        return outbox;
    }

    WorkerPool workers() {
        return workers;
    }

    Dispatcher dispatcher() {
        return dispatcher;
    }
}
