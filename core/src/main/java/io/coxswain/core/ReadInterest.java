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
 * does not answer while the half lingers has cost a job for nothing: after the first time the selector watches for one
 * delivery, after the next for two, then four and so on, up to {@value #SKIPPED_DELIVERIES_MAX}.
 *
 * <p><b>Threads.</b> The loop.
 */
final class ReadInterest {
    /** Deliveries for which the selector watches at most, after one lingering in vain. */
    static final int SKIPPED_DELIVERIES_MAX = 64;

    private final Link link;
    private final Loop loop;
    private boolean isSet;
    private boolean isNotedAsLent;
    private byte skippedDeliveries; // bytes, since there is one of these for each link
    private byte skippedDeliveriesLeft;

    ReadInterest(Link link, Loop loop) {
        this.link = link;
        this.loop = loop;
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
        if (link.reader().half().isLent() && !isNotedAsLent) {
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
        if (link.reader().half().isLent()) {
            clear();
        }
    }

    /**
     * Decides who watches the socket after a delivery: a worker if this returns true. Once for each delivery, since
     * each uses up one of those for which it is the selector.
     */
    boolean tryLeaveToWorker() {
        if (loop.turns().waitingCount() < SelectPace.WAITING_LINKS_MIN || !loop.maySpareSelector()) {
            return false;
        }
        if (skippedDeliveriesLeft > 0) {
            skippedDeliveriesLeft--;
            return false;
        }
        return true;
    }

    /** A half that was to linger with a worker is home again: counts it, and learns from it. */
    void onLingered(boolean hasFoundSomething) {
        loop.counts().increment(hasFoundSomething ? Counter.READS_LINGERED : Counter.READS_LINGERED_IN_VAIN);
        skippedDeliveries = (byte) skippedDeliveriesAfter(skippedDeliveries, hasFoundSomething);
        skippedDeliveriesLeft = skippedDeliveries;
    }

    static int skippedDeliveriesAfter(int before, boolean hasFoundSomething) {
        return hasFoundSomething ? 0 : Math.min(SKIPPED_DELIVERIES_MAX, Math.max(1, before * 2));
    }
}
