package io.coxswain.core;

/**
 * What a link owes its application about room to send. From a send that was refused for want of room, or taken above
 * the soft limit, it owes {@link LinkHandler#onWritable}: once that is paid, sends have room again. Until then a
 * client's link is not read, for what it would be answered has none.
 *
 * <pre>
 *               owe()                            room, near the end of a turn
 *     NOTHING -----------&gt; OWED, not yet told ------------------------------+
 *        ^                        | end of the turn: onUnwritable            |
 *        |                        v                                         v
 *        +------------------ OWED, told ---- room, near the end ----&gt; onWritable
 * </pre>
 *
 * <p><b>Threads.</b> The loop.
 */
final class Writability {
    private final Link link;
    private final Loop loop;
    private final SendBudget budget;

    private boolean isOwed;
    private boolean isUntold;
    private boolean mayHoldReadingBack;

    Writability(Link link, Loop loop, SendBudget budget, LinkKind kind) {
        this.link = link;
        this.loop = loop;
        this.budget = budget;
        this.mayHoldReadingBack = kind == LinkKind.CLIENT;
    }

    /**
     * From now on the application is told when it may send again; and near the end of the turn that it may not, if so.
     */
    void owe() {
        if (!isOwed) {
            isOwed = true;
            isUntold = true;
            link.writer().awaitFlushStage();
        }
    }

    /** Whether the application waits for room. */
    boolean isOwed() {
        return isOwed;
    }

    /**
     * Whether the link is not to be read, because what it would be answered has no room. That lasts from a send that
     * said so until {@link LinkHandler#onWritable}.
     */
    boolean holdsReadingBack() {
        return isOwed && mayHoldReadingBack && link.life().acceptsSends();
    }

    /** Has the link read on even when its queue is full. */
    void neverHoldReadingBack() {
        mayHoldReadingBack = false;
    }

    /** Near the end of the turn, outside of all callbacks: tells what there is to tell. */
    void tell() {
        if (isOwed) {
            tellIfWritable();
        }
        if (isUntold && link.life().isOpen()) {
            isUntold = false;
            if (isOwed) {
                link.callbacks().onUnwritable();
            }
        }
    }

    private void tellIfWritable() {
        if (!link.life().isOpen() || !link.life().acceptsSends() || !budget.hasRoom()) {
            awaitRoom();
            return;
        }
        boolean heldBack = holdsReadingBack();
        isOwed = false;
        if (heldBack) {
            link.reader().onReleased();
        }
        link.callbacks().onWritable();
    }

    /** Sees to it that room for sending is noticed, if the application waits for that. */
    void awaitRoom() {
        if (!isOwed || !link.life().isOpen() || !link.life().acceptsSends()) {
            return;
        }
        if (budget.hasRoom()) {
            link.writer().awaitFlushStage();
        } else if (budget.isQueueLow()) {
            // What is missing are others' buffers, and no job of this link will say when they are back.
            loop.onStarved(link);
        }
    }
}
