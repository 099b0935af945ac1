package io.coxswain.core;

import java.io.IOException;

/**
 * There is no room for one more link, so that {@link Loop#connect} or {@link Loop#adopt} did nothing. Try again when
 * another link has ended.
 */
public final class LinkRefusedException extends IOException {
    private static final long serialVersionUID = 1;

    private final RefusalReason reason;

    LinkRefusedException(RefusalReason reason, String message) {
        super(message);
        this.reason = reason;
    }

    /** Which limit is reached; the message names its value. */
    public RefusalReason reason() {
        return reason;
    }
}
