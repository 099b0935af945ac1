package io.coxswain.core;

import io.coxswain.queues.CompletionOutbox;
import io.coxswain.queues.JobInbox;
import io.coxswain.queues.Mailbox;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What an engine is made of, put together once from its configuration.
 *
 * <p><b>Memory made at start</b>, in references of 4 or 8 bytes: the inbox's two lanes, {@code inboxSlots} and
 * {@value #HANDSHAKE_SLOTS}; the outbox, {@code inboxSlots}; the mailbox, {@code mailboxSlots}. Everything else grows
 * with the links and up to its limit.
 *
 * <p><b>Threads.</b> Made by the thread that starts the engine, then the loop's; {@link #mailbox()} and
 * {@link #waker()} are for any thread.
 */
final class EngineParts {
    /** Steps of handshakes that may wait for workers, see {@link Handshakes}. */
    private static final int HANDSHAKE_SLOTS = Handshakes.STEPS_PER_WORKER * WorkerPool.WORKERS_MAX;

    private final Owner owner = new Owner();
    private final EngineCounters counters = new EngineCounters();
    private final Waker waker;
    private final ErrorHandler errorHandler;
    private final LoopPulse pulse = new LoopPulse();
    private final Watchdog watchdog;
    private final long closeDeadlineNanos;
    private final int loopSpins;
    private final Limits limits;
    private final LoopClock clock;
    private final @Nullable BufferLedger ledger;
    private final BufferPool pool;
    private final Timers timers;
    private final Turns turns;
    private final LoadMeter load;
    private final CompletionOutbox<Job> outbox;
    private final Mailbox<LoopTask> mailbox;
    private final Crew workers;
    private final Dispatcher dispatcher;
    private final NetworkBuffers networkBuffers;
    private final Handshakes handshakes;
    private final TermsInUse termsInUse = new TermsInUse();

    /**
     * Puts the parts together; the last step is to join the pool of workers.
     *
     * @param time the time in nanoseconds; called by the loop and by workers
     * @param waker how to wake the loop
     * @throws IllegalStateException if the pool that the configuration names is closed
     */
    EngineParts(EngineConfig config, LongSupplier time, Waker waker) {
        this.waker = waker;
        ErrorHandler configured = config.errorHandler();
        this.errorHandler = configured == null ? new LoggingErrorHandler(time) : configured;
        this.watchdog = new Watchdog(pulse, time, config.stallNanos(), stallListener(config, time));
        this.closeDeadlineNanos = config.closeDeadlineNanos();
        this.loopSpins = config.loopSpins();
        this.limits = config.limits().copy();
        this.clock = new LoopClock(time);
        this.ledger = config.debug() ? new BufferLedger(clock) : null;
        this.pool = new BufferPool(owner, limits.engineBytesMax(), ledger);
        this.timers = new Timers(clock);
        this.turns = new Turns(clock, limits.deliveryNanosMax());
        this.load = new LoadMeter(clock, counters, config.offloadPolicy());
        this.outbox = new CompletionOutbox<>(limits.inboxSlots());
        this.mailbox = new Mailbox<>(limits.mailboxSlots());
        Member member = new Member(new JobInbox<>(limits.inboxSlots(), HANDSHAKE_SLOTS), outbox, waker);
        WorkerPool shared = config.workerPool();
        WorkerPool joined = shared == null ? new WorkerPool(time, config.workerWait()) : shared;
        this.workers = new Crew(joined, shared == null, member, counters);
        this.dispatcher = new Dispatcher(member, workers, load, counters, clock, limits.takeBackNanos());
        this.networkBuffers = new NetworkBuffers(pool, ledger);
        this.handshakes = new Handshakes(limits, workers);
    }

    private static StallListener stallListener(EngineConfig config, LongSupplier time) {
        StallListener configured = config.stallListener();
        if (configured != null) {
            return configured;
        }
        // Not the engine's error handler, which is called on the loop.
        ErrorHandler log = new LoggingErrorHandler(time);
        return stall -> log.onError(stall.toString(), stall.asThrowable());
    }

    /** A copy of all counts and gauges. Loop. */
    Counters snapshot(int openLinks) {
        counters.set(Counter.STALLS, pulse.stallCount());
        counters.tls().holds(handshakes.inProgressCount(), handshakes.waitingCount(), termsInUse.expiresEpochMillis());
        Counters.Gauges gauges = new Counters.Gauges(
                openLinks,
                outbox.reservedPlaces(),
                pool.lentBytes(),
                pool.heldBytes(),
                load.isMeantToOffload(),
                load.busyNanos(),
                load.idleNanos(),
                counters.turnTimes().lagNanos(clock.nanos()));
        return counters.snapshot(gauges, workers.times());
    }

    /** How other threads reach the loop. Any thread; what is the loop's in it says so. */
    Waker waker() {
        return waker;
    }

    /** Whether the loop is in a turn. Any thread; what is the loop's in it says so. */
    LoopPulse pulse() {
        return pulse;
    }

    /** Who looks whether turns end. */
    Watchdog watchdog() {
        return watchdog;
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

    Limits limits() {
        return limits;
    }

    LoopClock clock() {
        return clock;
    }

    /** Who has which buffer, in debug mode; otherwise null. */
    @Nullable
    BufferLedger ledger() {
        return ledger;
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

    NetworkBuffers networkBuffers() {
        return networkBuffers;
    }

    Handshakes handshakes() {
        return handshakes;
    }

    TermsInUse termsInUse() {
        return termsInUse;
    }

    Crew workers() {
        return workers;
    }

    Dispatcher dispatcher() {
        return dispatcher;
    }
}
