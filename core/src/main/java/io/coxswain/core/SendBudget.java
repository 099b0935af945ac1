package io.coxswain.core;

import org.jspecify.annotations.Nullable;

/**
 * Whether a link may queue one more message: by its payload, by the memory that it holds, and by what the engine has
 * left.
 *
 * <p>Payload is what the application counts, and memory is what runs out. A message of ten bytes that other links share
 * holds a whole segment, and so does one that was claimed large and committed small. So both are bounded, and a link is
 * full when either is.
 *
 * <p>When half of the engine's memory is lent, a link may hold a quarter of what is left, and no more. However many
 * links there are that want all they can get, each finds less than the one before, and some is left: for links that
 * hold little, and for reading. To give each an equal part was rejected, since the first ones, which came when there
 * was room, would have more than that already.
 *
 * <p><b>Threads.</b> The loop.
 *
 * <p><b>Limits.</b> {@link Limits#sendQueueBytes}, {@link Limits#linkBytesMax(long)} without what receiving may need of
 * it, and {@link Limits#engineBytesMax(long)}.
 */
final class SendBudget {
    /** Which part of what is left of the engine's memory a link may hold: one of so many. */
    private static final int SHARE = 4;

    private final Link link;
    private final Loop loop;
    private final SendQueue queue;
    private final long segmentBytesMax;

    /**
     * Makes the budget of one link.
     *
     * @param receiveBytesMax the largest segment that the link receives into
     */
    SendBudget(Link link, Loop loop, SendQueue queue, int receiveBytesMax) {
        this.link = link;
        this.loop = loop;
        this.queue = queue;
        this.segmentBytesMax = loop.limits().linkBytesMax() - receiveBytesMax;
    }

    /**
     * Why a message may not be queued, or null if it may.
     *
     * @param bytes its length
     * @param moreSegmentBytes length of the segments that the queue needs for it
     */
    @Nullable
    SendResult refusal(long bytes, long moreSegmentBytes) {
        Limits limits = loop.limits();
        if (moreSegmentBytes == 0 && queue.queuedBytes() + bytes <= limits.sendQueueHardBytes()) {
            // It goes into memory that the link has already: most messages end here.
            return null;
        }
        if (bytes > limits.sendQueueHardBytes() || moreSegmentBytes > segmentBytesMax) {
            return SendResult.TOO_LARGE;
        }
        if (queue.queuedBytes() + bytes > limits.sendQueueHardBytes()
                || queue.segmentBytes() + moreSegmentBytes > segmentBytesMax) {
            return SendResult.FULL;
        }
        return isAboveShare(moreSegmentBytes) ? SendResult.ENGINE_FULL : null;
    }

    /** Whether the engine is half full, and the link would hold too much of it with so much in addition. */
    private boolean isAboveShare(long moreSegmentBytes) {
        if (moreSegmentBytes == 0) {
            return false;
        }
        Limits limits = loop.limits();
        long leftBytes = limits.engineBytesMax() - loop.pool().lentBytes() - moreSegmentBytes;
        return leftBytes < limits.engineBytesMax() / 2 && link.heldBytes() + moreSegmentBytes > leftBytes / SHARE;
    }

    /** Whether the application is to stop sending. */
    boolean isAboveSoft() {
        return queue.queuedBytes() > loop.limits().sendQueueSoftBytes() || queue.segmentBytes() > segmentBytesMax / 2;
    }

    /** Whether the queue has gone down so far that the application would not have to stop again at once. */
    boolean isQueueLow() {
        return queue.queuedBytes() <= loop.limits().sendQueueSoftBytes() / 2
                && queue.segmentBytes() <= segmentBytesMax / 4;
    }

    /** Whether the application may go on sending: the queue is low, and the engine would lend a segment. */
    boolean hasRoom() {
        return isQueueLow()
                && !isAboveShare(BufferPool.SEGMENT_BYTES_MIN)
                && loop.pool().canLend(BufferPool.SEGMENT_BYTES_MIN);
    }
}
