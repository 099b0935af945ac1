package io.coxswain.queues;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Says whether one thread is asleep, so that others wake it only then, and once per sleep.
 *
 * <pre>
 *                announce (owner)
 *     AWAKE --------------------------&gt; ASLEEP
 *       ^    retract (owner)               |
 *       +----------------------------------+
 *       +----------------------------------+
 *            claimWake (anyone, once)
 * </pre>
 *
 * <p>This is Dekker's pattern. The owner, before it sleeps: {@link #announce()}, look at every queue once more, and
 * only then block. The other side: publish the work, then {@link #claimWake()}, and on {@code true} wake the owner
 * ({@code unpark}, {@code Selector.wakeup}).
 *
 * <pre>
 *      owner                              other thread
 *      flag = ASLEEP                      queue.offer(work)
 *      full fence                         full fence
 *      queue empty?  yes: block           flag == ASLEEP?  yes: wake
 * </pre>
 *
 * <p>Of the two reads at least one sees the other side's write, so no work is left behind a sleeping owner. Release and
 * acquire would not do: a queue publishes with a release store, and neither the processor nor the compiler is bound to
 * finish that store before the read of the flag that follows it. The broken form shows on x86 within a second. Lessons:
 * {@code SleepWake_01} to {@code SleepWake_08}. The pattern is in E. W. Dijkstra, "Cooperating sequential processes"
 * (1965), there credited to T. J. Dekker.
 *
 * <p><b>Threads.</b> {@link #announce()} and {@link #retract()}: the owner, the one thread that sleeps by this flag.
 * {@link #claimWake()}: any thread.
 *
 * <p>Not API: public for the other modules of Coxswain only.
 */
public final class ParkedFlag {
    private static final int AWAKE = 0;
    private static final int ASLEEP = 1;

    private static final VarHandle STATE = MethodHandles.arrayElementVarHandle(int[].class);

    /** Ints on either side of the flag: 64 bytes, a cache line. */
    private static final int PADDING_INTS = 16;

    /*
     * In the middle of an array of its own, a cache line from either end: the flag is read at every hand-over, and
     * would otherwise travel with whatever field of another thread the allocator happened to put beside it.
     */
    private final int[] state = new int[PADDING_INTS + 1 + PADDING_INTS]; // only through STATE

    /**
     * Says that the owner is about to sleep. It must look at every source of work after this, then block or retract.
     */
    public void announce() {
        // Opaque: the fence below orders it, and the array is never accessed as a plain one.
        STATE.setOpaque(state, PADDING_INTS, ASLEEP);
        // Full: pairs with the fence in claimWake(). The store above is visible before the owner reads any queue, or
        // the owner's reads see what was published before that fence.
        VarHandle.fullFence();
    }

    /** Says that the owner is up: it was woken, timed out, or found work after all. The owner. */
    public void retract() {
        // Opaque: a thread that still reads ASLEEP claims a wake-up too many, which only costs the wake-up. What
        // the owner has to see comes through the queues, not through this flag.
        STATE.setOpaque(state, PADDING_INTS, AWAKE);
    }

    /**
     * Takes over the duty to wake the owner, after publishing work for it. Any thread.
     *
     * @return whether the caller must wake the owner now; true for one caller per sleep
     */
    public boolean claimWake() {
        // Full: pairs with the fence in announce(). The work is visible before the flag is read.
        VarHandle.fullFence();
        // Opaque, then a compare-and-set: the read keeps the line shared while the owner is awake, the usual case. Of
        // several claimants one wins. Volatile: stronger than needed, since it pairs with nothing further, on a path
        // that is about to make a system call.
        return (int) STATE.getOpaque(state, PADDING_INTS) == ASLEEP
                && STATE.compareAndSet(state, PADDING_INTS, ASLEEP, AWAKE);
    }

    /** Whether the owner has announced a sleep and nobody has claimed to wake it. Any thread; a hint. */
    public boolean isAsleep() {
        // Opaque: a hint. Callers that need an answer use claimWake().
        return (int) STATE.getOpaque(state, PADDING_INTS) == ASLEEP;
    }
}
