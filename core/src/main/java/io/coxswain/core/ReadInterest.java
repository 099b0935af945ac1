package io.coxswain.core;

import java.nio.channels.SelectionKey;

/**
 * Who watches for a link's socket to become readable: the selector, or for a while a worker, to which this lends the
 * half.
 *
 * <p>Interest in reading stays set while the link waits for its turn, and, if many do, while its half is out or being
 * delivered: to clear it and set it again costs two system calls where a select comes between, and to find it again
 * costs part of a look, of which a loop with many links waiting makes few ({@link SelectPace}). It is cleared when the
 * socket turns out readable while the link is paused, or while its half is out or being delivered and few links wait;
 * when a read lacks the TLS lease or a buffer; and before the loop blocks while the half is out. It is set again when
 * the half is home and empty. Clear and set between two selects cost no system call.
 *
 * <p>A loop with many links waiting for their turn has more to do than there is time for, and what the selector finds
 * costs it more than a job does. So it leaves the socket of a link that it has just served to a worker. A peer that
 * does not answer while the half lingers has cost a job for nothing: after the first time the selector watches for one
 * delivery, after the next for two, then four and so on, up to {@value #SKIPPED_DELIVERIES_MAX}.
 *
 * <p>With TLS a half that lingers has the link's one lease. So it is lent only while nobody wants that, right behind a
 * delivery or else behind the next WRITE job, and a write calls it back ({@link ReceivingHalf#callBack}). To be called
 * back is to have lingered in vain, and each time that it could be lent counts as a delivery.
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

    /** The selector has found the socket readable while the half is out or being delivered. */
    void onReadableWhileServed() {
        if (loop.turns().waitingCount() < SelectPace.WAITING_LINKS_MIN) {
            // A loop that looks in every turn would find it each time, and with nothing else to do would not sleep.
            clear();
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
     * Whether the loop has to look at this before it blocks, because the half is out; otherwise it need not be noted
     * any more.
     */
    boolean staysNoted() {
        isNotedAsLent = link.reader().half().isLent();
        return isNotedAsLent;
    }

    /**
     * Decides who watches the socket now, and lends the half to a worker if it is to be that. Each call, unless the TLS
     * lease is wanted, may use up one of the deliveries for which it is the selector.
     *
     * @param room where the half has its segment from; as it was if this returns false
     * @return false if it is the selector: the loop has time for it, or there is no worker or no buffer
     */
    boolean tryLeaveToWorker(ReceiveRoom room) {
        LinkTls tls = link.tls();
        boolean mayHaveLease = tls == null || tls.isUnwanted();
        if (!mayHaveLease || !isForWorker()) {
            return false;
        }
        if (tls != null && !tls.tryTakeToLinger()) {
            return false;
        }
        boolean isLent = room.find() && tryLend(room);
        if (!isLent && tls != null) {
            tls.undoTake(Operation.READ);
        }
        return isLent;
    }

    private boolean isForWorker() {
        if (loop.turns().waitingCount() < SelectPace.WAITING_LINKS_MIN || !loop.maySpareSelector()) {
            return false;
        }
        if (skippedDeliveriesLeft > 0) {
            skippedDeliveriesLeft--;
            return false;
        }
        return true;
    }

    private boolean tryLend(ReceiveRoom room) {
        ReceivingHalf half = link.reader().half();
        half.letLinger(true);
        boolean isLent = loop.dispatcher().tryDispatch(half);
        if (!isLent) {
            half.letLinger(false);
            // As before room.find().
            room.settleTail();
        }
        return isLent;
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
