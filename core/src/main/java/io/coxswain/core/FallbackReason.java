package io.coxswain.core;

/**
 * Why the loop itself did a read, a write or a step of a handshake that was meant for a worker. Counted by
 * {@link Counters#fallbacks}.
 */
public enum FallbackReason {
    /** The engine has no worker now. */
    NO_WORKER,
    /** As many jobs are out as the outbox has places ({@link Limits#inboxSlots()}). */
    OUTBOX_FULL,
    /** The inbox is full, or its next slot is still held by a preempted worker. */
    INBOX_FULL,
    /** The job waited for a worker longer than {@link Limits#takeBackNanos()}, and the loop took it back. */
    TAKEN_BACK
}
