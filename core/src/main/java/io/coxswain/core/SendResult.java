package io.coxswain.core;

/** What became of a message given to a {@link Link}: all of it is queued, or none. */
public enum SendResult {
    /** Queued. */
    ACCEPTED(true),
    /**
     * Queued, and the link's queue is now above {@link Limits#sendQueueSoftBytes()}, or holds more than half of the
     * memory that {@link Limits#linkBytesMax()} leaves it: stop until {@link LinkHandler#onWritable}.
     */
    ACCEPTED_ABOVE_SOFT(true),
    /**
     * Refused: the queue would pass {@link Limits#sendQueueHardBytes()}, or the link {@link Limits#linkBytesMax()}.
     * {@link LinkHandler#onWritable} follows.
     */
    FULL(false),
    /**
     * Refused: all buffers of the engine are in use ({@link Limits#engineBytesMax()}), or so many that this link, which
     * has more of them than others, gets no more. {@link LinkHandler#onWritable} follows.
     */
    ENGINE_FULL(false),
    /**
     * Refused, and always will be: longer than {@link Limits#sendQueueHardBytes()}, or than all that a link may hold.
     */
    TOO_LARGE(false),
    /** Refused: the link is closing or closed, or its output has been shut down. */
    CLOSED(false);

    private final boolean accepted;

    SendResult(boolean accepted) {
        this.accepted = accepted;
    }

    /** Whether the message was queued. */
    public boolean isAccepted() {
        return accepted;
    }
}
