package io.coxswain.core;

import org.jspecify.annotations.Nullable;

/**
 * The one lease that both halves of a TLS link and its handshake share, and who is next.
 *
 * <p>READ, WRITE and ACCEPT jobs of a TLS link exclude each other. A half that has had the lease last stands back while
 * the other waits for it, so neither can keep the other out.
 *
 * <p><b>Threads.</b> The loop.
 */
final class TlsLease {
    private @Nullable Operation holder;
    private @Nullable Operation lastHolder;
    private boolean readWaits;
    private boolean writeWaits;

    /** Whether no job is out. */
    boolean isFree() {
        return holder == null;
    }

    /**
     * Takes it for a job of one kind.
     *
     * @return false if another job is out or the other half has waited for it: then the half of the job waits too
     */
    boolean tryTake(Operation operation) {
        boolean isTaken = holder == null && !standsBack(operation);
        setWaiting(operation, !isTaken);
        if (isTaken) {
            holder = operation;
        }
        return isTaken;
    }

    /** Gives back what was taken for nothing: who has it next is as if it had not been taken. */
    void undo(Operation operation) {
        assert holder == operation : "undo() by " + operation + " of what " + holder + " has";
        holder = null;
    }

    /** A job is home. */
    void giveBack(Operation operation) {
        assert holder == operation : "giveBack() by " + operation + " of what " + holder + " has";
        holder = null;
        lastHolder = operation;
    }

    /**
     * Says that a half that may have waited for it has no use for it.
     *
     * @return whether the other half may have stood back for it, and is to be told that it need not
     */
    boolean waive(Operation operation) {
        boolean hasWaited = isWaiting(operation);
        setWaiting(operation, false);
        return hasWaited && holder == null && isOtherWaiting(operation);
    }

    /** Whether a half waits for it. */
    boolean isWaiting(Operation operation) {
        return operation == Operation.READ ? readWaits : operation == Operation.WRITE && writeWaits;
    }

    /** Whether a half has to stand back for the other. */
    boolean standsBack(Operation operation) {
        return lastHolder == operation && isOtherWaiting(operation);
    }

    /** Whether the last job was of this kind. */
    boolean wasLast(Operation operation) {
        return lastHolder == operation;
    }

    private boolean isOtherWaiting(Operation operation) {
        return operation == Operation.READ ? writeWaits : operation == Operation.WRITE && readWaits;
    }

    private void setWaiting(Operation operation, boolean waits) {
        if (operation == Operation.READ) {
            readWaits = waits;
        } else if (operation == Operation.WRITE) {
            writeWaits = waits;
        }
    }
}
