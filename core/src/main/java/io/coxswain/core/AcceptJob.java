package io.coxswain.core;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A step of a link's TLS handshake as a job, whichever end it is: delegated tasks included, until the socket blocks or
 * the handshake is over.
 *
 * <p>It holds the lease of the whole link, as every job of a TLS link does.
 *
 * <p><b>Threads.</b> As of any {@link Job}. Plain fields.
 */
final class AcceptJob extends Job {
    private final TlsPassage passage;

    // ---- the holder of the lease ----
    private TlsStream.@Nullable Step step;
    private @Nullable IOException error;

    AcceptJob(JobListener listener, TlsPassage passage) {
        super(listener, Operation.ACCEPT);
        this.passage = passage;
    }

    @Override
    void run(long nowNanos) {
        step = null;
        error = null;
        try {
            step = passage.stepHandshake();
        } catch (IOException e) {
            error = e;
        }
    }

    /** Where the handshake stands; null if the step was left by {@link #error()} or {@link #failure()}. */
    TlsStream.@Nullable Step step() {
        return step;
    }

    /** Why the socket failed, or null. */
    @Nullable
    IOException error() {
        return error;
    }
}
