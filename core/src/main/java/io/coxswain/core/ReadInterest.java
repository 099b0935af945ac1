package io.coxswain.core;

import java.nio.channels.SelectionKey;

/**
 * Who watches for a link's socket to become readable: the selector, or for a while a worker that the half lingers with.
 *
 * <p>Interest in reading stays set, also while the link waits for its turn to be read. It is cleared only when the
 * socket turns out readable while the link is paused or its half is out or being delivered, and before the loop blocks
 * while the half is out; it is set again when the half is home and empty. Clear and set between two selects cost no
 * system call.
 *
 * <p>A loop with many links waiting for their turn has more to do than there is time for, and what the selector finds
 * costs it more than a job does. So it leaves the socket of a link that it has just served to a worker. A peer that
 * does not answer while the half lingers has cost a job for nothing: from each such time on, the selector watches for
 * twice as many deliveries as before.
 *
 * <p><b>Threads.</b> The loop.
 */
final class ReadInterest {
    /** Links that wait for their turn, from which on the selector is spared. */
    static final int WAITING_LINKS_MIN = SelectPace.WAITING_LINKS_MIN;

    /** Deliveries for which the selector watches at most, after one lingering in vain. */
    static final int SKIPS_MAX = 64;

    private final Link link;
    private final Loop loop;
    private final ReceivingHalf half;
    private boolean isSet;
    private boolean isNotedAsLent;
    private byte skips;
    private byte skipsLeft;

    ReadInterest(Link link, Loop loop, ReceivingHalf half) {
        this.link = link;
        this.loop = loop;
        this.half = half;
    }

    void set() {
        if (!isSet) {
            isSet = true;
            link.changeInterest(SelectionKey.OP_READ, true);
        }
    }

    void clear() {
        if (isSet) {
            isSet = false;
            link.changeInterest(SelectionKey.OP_READ, false);
        }
    }

    /** A job of the half was dispatched, and has gone to a worker or is done by now. */
    void onDispatched() {
        if (half.isLent() && !isNotedAsLent) {
            isNotedAsLent = true;
            loop.onReadLent(this);
        }
    }

    /**
     * The loop is about to block. A socket whose READ job is out was readable a moment ago and most likely still is:
     * with its interest set, the select would return at once and for nothing.
     */
    void onBeforeBlock() {
        isNotedAsLent = false;
        if (half.isLent()) {
            clear();
        }
    }

    /** Whether a worker should watch the socket now. Once for each delivery that the link has had. */
    boolean isBetterLeftToWorker() {
        if (loop.turns().waitingCount() < WAITING_LINKS_MIN
                || !loop.dispatcher().isOffloading()) {
            return false;
        }
        if (skipsLeft > 0) {
            skipsLeft--;
            return false;
        }
        return true;
    }

    /** Learns what came of it. */
    void onLingered(boolean hasFoundSomething) {
        loop.counts().increment(hasFoundSomething ? Counter.READS_LINGERED : Counter.READS_LINGERED_IN_VAIN);
        skips = (byte) skipsAfter(skips, hasFoundSomething);
        skipsLeft = skips;
    }

    static int skipsAfter(int skipsBefore, boolean hasFoundSomething) {
        return hasFoundSomething ? 0 : Math.min(SKIPS_MAX, Math.max(1, skipsBefore * 2));
    }
}
