package io.coxswain.tls;

/**
 * Where a {@link TlsMachine} is. What is not drawn cannot happen; {@link TlsLife#move} asserts it.
 *
 * <pre>
 *                 engine made                FINISHED
 *        NEW ------------------&gt; HANDSHAKING ---------&gt; OPEN
 *         |                        |                    |  |
 *         | no TLS                 |      close_notify  |  |  closeOutput()
 *         |                        |                    v  v
 *         |                        |        INPUT_CLOSED    OUTPUT_CLOSED
 *         |                        |             |                |
 *         |                        |             +--&gt; CLOSED &lt;----+
 *         |                        |
 *         |                        |  any failure, in HANDSHAKING, OPEN and the half closed states
 *         v                        v
 *       FAILED &lt;---------------- FAILING
 *
 *       RELEASED, from any other
 * </pre>
 */
enum TlsState {
    /** Nothing is known of the peer; there is no engine yet. */
    NEW,
    /** The engine exchanges its first messages. */
    HANDSHAKING,
    /** Both directions carry application bytes. */
    OPEN,
    /** The peer has sent its close_notify; we may go on, in TLS 1.3. */
    INPUT_CLOSED,
    /** Our close_notify is in the engine or out; the peer may go on. */
    OUTPUT_CLOSED,
    /** Both directions have ended; our close_notify may still be in the engine. */
    CLOSED,
    /** It failed, and the engine may have an alert that is not in the outbound buffer yet. */
    FAILING,
    /** It failed, and has nothing more to say. */
    FAILED,
    /** The engine is closed and given back. */
    RELEASED;

    boolean leadsTo(TlsState next) {
        return switch (this) {
            case NEW -> next == HANDSHAKING || next == FAILED || next == RELEASED;
            case HANDSHAKING -> next == OPEN || next == FAILING || next == RELEASED;
            case OPEN -> next == INPUT_CLOSED || next == OUTPUT_CLOSED || next == FAILING || next == RELEASED;
            case INPUT_CLOSED, OUTPUT_CLOSED -> next == CLOSED || next == FAILING || next == RELEASED;
            case FAILING -> next == FAILED || next == RELEASED;
            case CLOSED, FAILED -> next == RELEASED;
            case RELEASED -> false;
        };
    }

    boolean hasFailed() {
        return this == FAILING || this == FAILED;
    }
}
