package io.coxswain.core;

import java.io.IOException;

/** A peer sent what its link's {@link Framing} does not take for a frame; the message says what and where. */
public final class MalformedFrameException extends IOException {
    private static final long serialVersionUID = 1L;

    MalformedFrameException(String detail) {
        super(detail);
    }
}
