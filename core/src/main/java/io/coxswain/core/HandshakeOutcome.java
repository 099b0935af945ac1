package io.coxswain.core;

/** How a TLS handshake came to its end; each that began has exactly one outcome. Counted in {@link TlsCounters}. */
public enum HandshakeOutcome {
    /** The link is open. */
    COMPLETED(Counter.HANDSHAKES_COMPLETED),
    /** TLS has failed; {@link TlsCounters#handshakeFailures} says why, and the alerts who has said so. */
    FAILED(Counter.HANDSHAKES_FAILED),
    /** The socket has failed: most often, the peer has reset the connection. */
    IO_ERROR(Counter.HANDSHAKES_IO_ERROR),
    /** The peer was gone before anything was done for it. */
    LEFT(Counter.HANDSHAKES_LEFT),
    /** Given up because there were too many, see {@link Limits#handshakes}. */
    SHED(Counter.HANDSHAKES_SHED),
    /** Not over within {@link LinkConfig#handshakeDeadlineNanos()}. */
    EXPIRED(Counter.HANDSHAKES_EXPIRED),
    /** The link was closed meanwhile, by the application or with the engine. */
    CLOSED(Counter.HANDSHAKES_CLOSED);

    private final Counter counter;

    HandshakeOutcome(Counter counter) {
        this.counter = counter;
    }

    /** Where it is counted for both ends together. */
    Counter counter() {
        return counter;
    }
}
