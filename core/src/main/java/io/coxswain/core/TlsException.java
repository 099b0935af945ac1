package io.coxswain.core;

import io.coxswain.tls.TlsFailure;
import java.io.IOException;

/**
 * TLS has failed on a link: the cause that {@link LinkHandler#onClose} is given with
 * {@link CloseReason#HANDSHAKE_FAILED}, {@link CloseReason#TLS_FAILED} and {@link CloseReason#TLS_TRUNCATED}.
 *
 * <p><b>Threads.</b> Immutable; any.
 */
public final class TlsException extends IOException {
    private static final long serialVersionUID = 1L;

    private final transient TlsFailure failure;

    TlsException(TlsFailure failure) {
        super(failure.reason() + ": " + failure.message(), failure.cause());
        this.failure = failure;
    }

    /** What has failed, and which alert was sent or received. */
    public TlsFailure failure() {
        return failure;
    }

    /** Whether the socket ended without saying so in TLS: nothing more will come, and nothing need be drained. */
    boolean isTruncation() {
        return failure.reason() == TlsFailure.Reason.TRUNCATED;
    }
}
