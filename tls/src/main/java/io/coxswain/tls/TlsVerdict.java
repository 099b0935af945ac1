package io.coxswain.tls;

/** What a step of a {@link TlsMachine} came to, and what its caller does next. */
public enum TlsVerdict {
    /**
     * Nothing more can be decrypted: put bytes of the socket into {@link TlsMachine#receiveBuffer()}
     * and step again.
     */
    NEED_MORE,
    /**
     * Ciphertext waits and there is no room for more, or no use in going on before it is out: write
     * {@link TlsMachine#sendBuffer()} to the socket and step again.
     */
    WANT_WRITE,
    /**
     * The handshake is over; {@link TlsMachine#negotiated()} says what both ends agreed on. There may
     * be ciphertext to write ({@link TlsMachine#hasOutput()}), and ciphertext of the peer's first
     * message to unwrap ({@link TlsMachine#hasInput()}), for which the socket will not report.
     */
    FINISHED,
    /**
     * Every byte offered is in records, or there was none; {@link TlsMachine#hasOutput()} says whether
     * to write.
     */
    DONE,
    /**
     * There is no room left for plaintext, and more of it may be inside: make room and step again,
     * without the socket.
     */
    OUTPUT_FULL,
    /**
     * A buffer is missing or too small: attach one of at least {@link TlsMachine#missingBytes()} as
     * {@link TlsMachine#missing()} and step again.
     */
    NEED_BUFFER,
    /** This direction has ended cleanly, with a close_notify. */
    CLOSED,
    /**
     * {@link TlsMachine#failure()} says why; write what {@link TlsMachine#sendBuffer()} holds, the
     * alert, and close. If {@link TlsMachine#wantsWrap()}, the alert found no room: write, attach what
     * {@link TlsMachine#missingBytes()} says as {@link TlsMachine#missing()} if there is nothing to
     * write, and step again.
     */
    FAILED
}
