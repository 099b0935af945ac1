package io.coxswain.core;

import static java.lang.invoke.ConstantBootstraps.fieldVarHandle;

import com.google.errorprone.annotations.Keep;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * Whether the loop is in a turn, and in which: what a {@link Watchdog} looks at to find one that does not end.
 *
 * <p>A number that is odd while the loop is inside a turn and even while it sleeps, or while the thread that drives it
 * is elsewhere. The same odd number seen twice is the same turn. So the loop reads no clock for it, and pays two
 * plain-sized stores for each turn.
 *
 * <p><b>Threads.</b> {@link #begin()} and {@link #end()}: the loop. The rest: any.
 *
 * <p><b>Memory.</b> Opaque for the numbers, which stand alone. The thread is stored with release and read with acquire.
 * Test: {@code WatchdogTest}.
 */
final class LoopPulse {
    private static final VarHandle BEAT =
            fieldVarHandle(MethodHandles.lookup(), "beat", VarHandle.class, LoopPulse.class, long.class);
    private static final VarHandle THREAD =
            fieldVarHandle(MethodHandles.lookup(), "thread", VarHandle.class, LoopPulse.class, Thread.class);
    private static final VarHandle STALLS =
            fieldVarHandle(MethodHandles.lookup(), "stalls", VarHandle.class, LoopPulse.class, long.class);

    // ---- loop, read by any thread ----
    @Keep
    private long beat; // only through BEAT

    @Keep
    private @Nullable Thread thread; // only through THREAD

    // ---- watchdog, read by any thread ----
    @Keep
    private long stalls; // only through STALLS

    /** Says who the loop is; once, before its first turn. Loop. */
    void bind() {
        // Release: pairs with the acquire in thread(), which then sees the thread as it was made.
        THREAD.setRelease(this, Thread.currentThread());
    }

    /** The loop begins a turn, or goes on with one after it has slept. Loop. */
    void begin() {
        // Opaque, here and in the three below: progress only, nothing becomes visible by it, and this thread alone
        // writes it.
        long current = (long) BEAT.getOpaque(this);
        assert !isInTurn(current) : "a turn inside of a turn";
        BEAT.setOpaque(this, current + 1);
    }

    /** The loop ends a turn, or goes to sleep in it. Loop. */
    void end() {
        // Opaque: as in begin().
        long current = (long) BEAT.getOpaque(this);
        BEAT.setOpaque(this, current + (current & 1));
    }

    /** What the loop is at now. Any thread. */
    long beat() {
        // Opaque: as in begin().
        return (long) BEAT.getOpaque(this);
    }

    /** Whether such a number was written inside of a turn. */
    static boolean isInTurn(long number) {
        return (number & 1) != 0;
    }

    /** Who drives the loop; null before its first turn. Any thread. */
    @Nullable
    Thread thread() {
        // Acquire: pairs with the release in bind().
        return (Thread) THREAD.getAcquire(this);
    }

    /** Counts a stall. The watchdog. */
    void stalled() {
        // Opaque, here and below: a number that stands alone, with one writer.
        STALLS.setOpaque(this, (long) STALLS.getOpaque(this) + 1);
    }

    /** Turns that did not end in time so far. Any thread. */
    long stallCount() {
        // Opaque: as in stalled().
        return (long) STALLS.getOpaque(this);
    }
}
