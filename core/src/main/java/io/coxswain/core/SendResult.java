package io.coxswain.core;

/** What became of a message given to a {@link Link}: all of it is queued, or none. */
public enum SendResult {
    /** Queued. */
    ACCEPTED(true),
    /**
     * Queued, and the link's queue is now above {@link Limits#sendQueueSoftBytes()}: stop until
     * {@link LinkHandler#onWritable}.
     */
    ACCEPTED_ABOVE_SOFT(true),
    /** Refused: the queue would pass {@link Limits#sendQueueHardBytes()}. {@link LinkHandler#onWritable} follows. */
    FULL(false),
    /**
     * Refused: all buffers of the engine are in use ({@link Limits#engineBytesMax()}). {@link LinkHandler#onWritable}
     * follows when the link's own queue has gone down; if that is empty, try again by a timer.
     */
    ENGINE_FULL(false),
    /** Refused, and always will be: longer than {@link Limits#sendQueueHardBytes()}. */
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
