package io.coxswain.queues;

import static java.lang.invoke.ConstantBootstraps.fieldVarHandle;

import com.google.errorprone.annotations.Keep;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Objects;
import java.util.function.Consumer;
import org.jctools.queues.atomic.MpscAtomicArrayQueue;
import org.jspecify.annotations.Nullable;

/**
 * Messages from any thread to the loop, bounded, and closed without losing one.
 *
 * <p>Closing is the hard part. A sender that has seen the mailbox open may store its message after the loop has emptied
 * the queue for the last time; that message would be accepted and never handled. So a sender is counted in before it
 * looks whether the mailbox is open and counted out after its message is stored, and {@link #close} goes on emptying
 * the queue until nobody is counted in. Hence: a message that was {@link Offer#ACCEPTED} has been polled by the loop or
 * is given to the sink of {@code close}, exactly once.
 *
 * <p><b>Threads.</b> {@link #offer}: any thread. {@link #poll}, {@link #hasMessages()} and {@link #close}: the loop.
 *
 * <p><b>Memory.</b> What a thread wrote before an accepted {@code offer} is visible to the loop when it polls that
 * message. Messages of one thread keep their order. Lessons: {@code Mailbox_01} to {@code Mailbox_03}.
 *
 * <p><b>Limits.</b> As many messages as it was made for, rounded up to a power of two; past that {@link Offer#FULL}. An
 * offer is lock-free. {@code close} waits for senders that are inside {@code offer}, that is for threads preempted
 * there.
 *
 * <p>Not API: public for the other modules of Coxswain only.
 *
 * @param <M> what a message is
 */
public final class Mailbox<M> {
    /** What became of an offered message. */
    public enum Offer {
        /** The loop will get it. Look at the loop's {@link ParkedFlag} next. */
        ACCEPTED,
        /** No room: try again when the loop has caught up. The caller keeps the message. */
        FULL,
        /** The loop has stopped. The caller keeps the message; trying again is useless. */
        CLOSED
    }

    /** In {@code state}: the mailbox is closed. The bits below count the senders that are inside offer(). */
    private static final long CLOSED_BIT = 1L << 62;

    private static final VarHandle STATE =
            fieldVarHandle(MethodHandles.lookup(), "state", VarHandle.class, Mailbox.class, long.class);

    private final MpscAtomicArrayQueue<M> queue;

    @Keep
    private long state; // only through STATE

    /**
     * Makes an empty, open mailbox.
     *
     * @param slots messages it holds, at least 2; rounded up to a power of two
     */
    public Mailbox(int slots) {
        this.queue = new MpscAtomicArrayQueue<>(Math.max(2, slots));
    }

    /**
     * Offers a message. Any thread.
     *
     * @param message the loop's from now on if accepted
     */
    public Offer offer(M message) {
        // Before this sender is counted in: one that leaves by an exception is never counted out, and close() waits
        // for it.
        Objects.requireNonNull(message, "message");
        // Those that come after the close never count themselves in, so that close() waits for each thread once at
        // most.
        if (isClosed()) {
            return Offer.CLOSED;
        }
        // Acquire: counts this sender in before it reads CLOSED_BIT, which is in the same word, and keeps the queue's
        // accesses below it. Pairs with the getAndBitwiseOr in close(): either it is ordered first, and we see the bit,
        // or we are, and close() sees our count.
        long before = (long) STATE.getAndAddAcquire(this, 1L);
        boolean open = (before & CLOSED_BIT) == 0;
        boolean queued = open && queue.offer(message);
        // Release: pairs with the acquire in close(), which then sees the message in the queue.
        STATE.getAndAddRelease(this, -1L);
        if (queued) {
            return Offer.ACCEPTED;
        }
        return open ? Offer.FULL : Offer.CLOSED;
    }

    /**
     * Takes the oldest message. Loop.
     *
     * @return null if there is none, or if the sender of the oldest has claimed its slot and not yet filled it
     */
    public @Nullable M poll() {
        return queue.relaxedPoll();
    }

    /**
     * Whether {@link #poll} would find a message. Loop, between {@link ParkedFlag#announce()} and blocking.
     *
     * @return false also when the first slot is a gap: the sender that fills it looks at the flag afterwards, and wakes
     */
    public boolean hasMessages() {
        // A volatile read inside JCTools, after the full fence of announce(): the second half of Dekker's pattern.
        return queue.relaxedPeek() != null;
    }

    /** Whether {@link #close} has been called. Any thread; once true it stays so. */
    public boolean isClosed() {
        // Acquire: pairs with the getAndBitwiseOr in close(); what the loop did before closing is visible.
        return ((long) STATE.getAcquire(this) & CLOSED_BIT) != 0;
    }

    /**
     * Refuses further messages and gives back those that nobody polled. Loop. Idempotent.
     *
     * @param undelivered gets each accepted message that was still queued, oldest first
     */
    public void close(Consumer<? super M> undelivered) {
        // Volatile: a read-modify-write that orders this close against every sender's count; see offer().
        STATE.getAndBitwiseOr(this, CLOSED_BIT);
        boolean drained = false;
        while (!drained) {
            // Acquire: pairs with the release in offer(). A count of zero means that every accepted message is stored;
            // read before the queue is emptied, so that what was stored meanwhile waits for another round.
            boolean nobodyInside = ((long) STATE.getAcquire(this) & ~CLOSED_BIT) == 0;
            M message = queue.relaxedPoll();
            while (message != null) {
                undelivered.accept(message);
                message = queue.relaxedPoll();
            }
            drained = nobodyInside;
            if (!drained) {
                Thread.yield();
            }
        }
    }
}
