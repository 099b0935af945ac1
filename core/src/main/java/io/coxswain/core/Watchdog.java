package io.coxswain.core;

import static java.lang.invoke.ConstantBootstraps.fieldVarHandle;

import com.google.errorprone.annotations.Keep;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Looks at one loop from outside, and says where it is when a turn does not end.
 *
 * <p>A thread of its own for each engine, which sleeps a quarter of the threshold at a time and then reads one number.
 * Not the workers: there may be none, all may be stuck in framings of their own, and they park when nothing is to be
 * done. Not one thread for the process: it would be state that no engine owns. With the default of one second it wakes
 * four times a second, 0.01 % of a core.
 *
 * <p>It counts the time in its own steps, none longer than two of its naps, so that a process that was stopped, or a
 * machine that slept, does not count as a stall.
 *
 * <p><b>Threads.</b> {@link #startOnce}, {@link #stop()} and {@link #isAlive()}: the loop. {@link #look}: the
 * watchdog's own.
 */
final class Watchdog {
    private static final VarHandle STOPPING =
            fieldVarHandle(MethodHandles.lookup(), "stopping", VarHandle.class, Watchdog.class, boolean.class);

    private static final long NAP_NANOS_MIN = 1_000_000;
    private static final long NAP_NANOS_MAX = TimeUnit.SECONDS.toNanos(10);

    private final LoopPulse pulse;
    private final LongSupplier clock;
    private final long stallNanos;
    private final StallListener listener;
    private final long napNanos;

    // ---- loop to watchdog ----
    @Keep
    private boolean stopping; // only through STOPPING

    // ---- loop ----
    private @Nullable Thread thread;

    private boolean started;

    // ---- watchdog ----
    private long lastBeat;
    private long lastLookNanos;
    private long stalledNanos;
    private long nextTellNanos;

    /**
     * Makes a watchdog that does not watch yet.
     *
     * @param clock the time in nanoseconds
     * @param stallNanos how long a turn may take; {@link Long#MAX_VALUE} for ever, and then there is no thread
     */
    Watchdog(LoopPulse pulse, LongSupplier clock, long stallNanos, StallListener listener) {
        this.pulse = pulse;
        this.clock = clock;
        this.stallNanos = stallNanos;
        this.listener = listener;
        this.napNanos = Math.min(Math.max(stallNanos / 4, NAP_NANOS_MIN), NAP_NANOS_MAX);
        this.nextTellNanos = stallNanos;
    }

    /** Watches the calling thread, from the first call on. Loop, before each turn. */
    @Nullable
    OutOfMemoryError startOnce() {
        if (started) {
            return null;
        }
        started = true;
        pulse.bind();
        if (stallNanos == Long.MAX_VALUE) {
            return null;
        }
        Thread watching = new Thread(this::run, nameFor(Thread.currentThread()));
        watching.setDaemon(true);
        try {
            watching.start();
        } catch (OutOfMemoryError e) {
            // The system has no thread left. A loop that nobody watches is better than none.
            return e;
        }
        thread = watching;
        return null;
    }

    private static String nameFor(Thread loop) {
        String name = loop.getName();
        return "cox-watch-" + (name.startsWith("cox-loop-") ? name.substring("cox-loop-".length()) : loop.getId());
    }

    /** Stops watching; does not wait, see {@link #isAlive()}. Loop. */
    void stop() {
        Thread watching = thread;
        if (watching == null) {
            return;
        }
        // Opaque: progress only. The unpark() below makes the watchdog look.
        STOPPING.setOpaque(this, true);
        LockSupport.unpark(watching);
    }

    /** Whether its thread has not ended yet. Loop. */
    boolean isAlive() {
        return thread != null && thread.isAlive();
    }

    private void run() {
        lastLookNanos = clock.getAsLong();
        // Opaque: pairs with stop(), as there.
        while (!(boolean) STOPPING.getOpaque(this)) {
            LockSupport.parkNanos(this, napNanos);
            look(clock.getAsLong());
        }
    }

    /** Judges what has become of the turn that was seen last. */
    void look(long nowNanos) {
        long stepNanos = Math.min(nowNanos - lastLookNanos, 2 * napNanos);
        lastLookNanos = nowNanos;
        long beat = pulse.beat();
        if (beat != lastBeat || !LoopPulse.isInTurn(beat)) {
            lastBeat = beat;
            stalledNanos = 0;
            nextTellNanos = stallNanos;
            return;
        }
        stalledNanos += stepNanos;
        if (stalledNanos >= nextTellNanos) {
            if (nextTellNanos == stallNanos) {
                pulse.stalled();
            }
            nextTellNanos = 2 * stalledNanos;
            tell();
        }
    }

    private void tell() {
        Thread loop = pulse.thread();
        if (loop == null) {
            return;
        }
        Stall stall = new Stall(loop.getName(), stalledNanos, List.of(loop.getStackTrace()));
        EngineEvents.CHOSEN.stalled(stall);
        try {
            listener.onStall(stall);
        } catch (Throwable thrown) {
            // Application code on a thread of ours; there is nobody left to be told, and the watchdog goes on.
            assert thrown != null : "thrown, and nothing";
        }
    }
}
