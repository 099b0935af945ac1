package io.coxswain.core;

import static java.lang.invoke.ConstantBootstraps.fieldVarHandle;

import com.google.errorprone.annotations.Keep;
import io.coxswain.queues.ParkedFlag;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * How other threads reach a loop that may be asleep: they wake it, once per sleep, and they ask it to close.
 *
 * <p>The request to close is a mark of its own, because the mailbox may be full when it is made.
 *
 * <p><b>Threads.</b> {@link #wake()}, {@link #requestClose()} and {@link #isAsleep()}: any. The rest: the loop.
 *
 * <p><b>Memory.</b> {@link ParkedFlag}'s: publish, then {@link #wake()}; {@link #announce()}, then look, then sleep.
 * Lessons: {@code SleepWake_01} to {@code SleepWake_08}, and for the request to close {@code EngineClose_01} and
 * {@code EngineClose_02}.
 */
final class Waker {
    private static final VarHandle CLOSE_REQUESTED =
            fieldVarHandle(MethodHandles.lookup(), "closeRequested", VarHandle.class, Waker.class, boolean.class);

    private final ParkedFlag parkedFlag = new ParkedFlag();
    private final Runnable endSleep;

    // ---- any thread to loop ----
    @Keep
    private boolean closeRequested; // only through CLOSE_REQUESTED

    /**
     * Makes the waker of a loop that is awake.
     *
     * @param endSleep makes a sleeping loop return; called by any thread, once per sleep
     */
    Waker(Runnable endSleep) {
        this.endSleep = endSleep;
    }

    // ---- any thread ----

    /** Wakes the loop if it is asleep; after a completion, or a message to the mailbox. Any thread. */
    void wake() {
        if (parkedFlag.claimWake()) {
            endSleep.run();
        }
    }

    /** Asks the loop to close the engine. Any thread. */
    void requestClose() {
        // Opaque: the fence in claimWake(), which follows, orders it before the read of the loop's flag. Nothing else
        // becomes visible by it.
        CLOSE_REQUESTED.setOpaque(this, true);
        wake();
    }

    /** Whether the loop sleeps, and nobody has woken it yet. Any thread; a hint. */
    boolean isAsleep() {
        return parkedFlag.isAsleep();
    }

    // ---- loop ----

    /** Whether somebody has asked to close the engine. Loop. */
    boolean isCloseRequested() {
        // Opaque: pairs with requestClose(); before the loop sleeps, the fence in announce() comes first.
        return (boolean) CLOSE_REQUESTED.getOpaque(this);
    }

    /** Says that the loop is about to sleep. It looks at every source of work after this, then sleeps or retracts. */
    void announce() {
        parkedFlag.announce();
    }

    /** Says that the loop is up. */
    void retract() {
        parkedFlag.retract();
    }
}
