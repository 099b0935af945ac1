package io.coxswain.core;

import static java.lang.invoke.ConstantBootstraps.fieldVarHandle;

import com.google.errorprone.annotations.Keep;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * How many letters a {@link Sender} has sent, and how many of them the loop is done with: which of its ring may be
 * filled.
 *
 * <p>Letters come back in the order in which they went, so two counts say it all.
 *
 * <p><b>Threads.</b> {@link #onDelivered()}: the loop. The rest: the sending thread.
 *
 * <p><b>Memory.</b> The mailbox publishes a letter to the loop; the count of delivered ones publishes it back.
 * Lessons: {@code Sender_01} and {@code Sender_02}.
 */
final class LetterCounts {
    private static final VarHandle DELIVERED_COUNT =
            fieldVarHandle(MethodHandles.lookup(), "deliveredCount", VarHandle.class, LetterCounts.class, long.class);

    private final int letters;

    // ---- the sending thread ----
    private long sentCount;

    // ---- the loop, read by the sending thread ----
    @Keep
    private long deliveredCount; // only through DELIVERED_COUNT

    /**
     * Makes the counts of letters that are all at home.
     *
     * @param letters how many there are, at least 1
     */
    LetterCounts(int letters) {
        this.letters = letters;
    }

    /** Whether the next letter is at home, and may be filled. */
    boolean hasRoom() {
        return pendingLetters() < letters;
    }

    /** The next letter to fill, as an index. */
    int nextIndex() {
        return (int) (sentCount % letters);
    }

    /** The next letter is on its way. */
    void onSent() {
        sentCount++;
    }

    /** Letters that the loop is not yet done with. */
    int pendingLetters() {
        // Acquire: pairs with the release in onDelivered(). The loop no longer reads the letters that it has counted.
        return (int) (sentCount - (long) DELIVERED_COUNT.getAcquire(this));
    }

    /** The loop is done with the oldest letter that is out; the last that it does with it. */
    void onDelivered() {
        // Release: pairs with the acquire in pendingLetters(). The letter may be filled again once this count is
        // seen. The loop is the only writer, hence the opaque read.
        DELIVERED_COUNT.setRelease(this, (long) DELIVERED_COUNT.getOpaque(this) + 1);
    }
}
