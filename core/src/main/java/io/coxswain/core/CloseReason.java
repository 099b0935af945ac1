package io.coxswain.core;

/** Why a link ended; told once, by {@link LinkHandler#onClose}, and counted by {@link Counters#closed}. */
public enum CloseReason {
    /** The application called {@link Link#close()} or {@link Link#closeNow()}. */
    LOCAL,
    /** The peer closed its side; everything received before was delivered. */
    PEER_CLOSED,
    /** The peer reset the connection, or reading or writing failed; the cause says how. */
    IO_ERROR,
    /** The {@link Framing} said that the bytes are no frame; the cause's message says where. */
    MALFORMED,
    /** The peer announced or sent a frame above {@link Framing#frameBytesMax()}. */
    FRAME_TOO_LARGE,
    /** A callback of the {@link LinkHandler} or {@link LinkAcceptor} threw; the cause is what it threw. */
    HANDLER_FAILED,
    /** The {@link Framing} threw instead of giving a verdict; the cause is what it threw. */
    FRAMING_FAILED,
    /**
     * The address to connect to has a name that was not resolved; the cause is an
     * {@link java.net.UnknownHostException}.
     */
    CONNECT_UNRESOLVED,
    /** Nobody listens where the link was to connect to, or a firewall says so. */
    CONNECT_REFUSED,
    /**
     * There is no way to where the link was to connect to: no route or network, no such socket file, no permission, or
     * a Unix-domain listener whose backlog is full. The cause says which.
     */
    CONNECT_UNREACHABLE,
    /** Connecting failed for another reason, the cause. */
    CONNECT_FAILED,
    /** The TLS handshake failed; the cause is a {@link TlsException}, or an Error that came out of what TLS calls. */
    HANDSHAKE_FAILED,
    /** The TLS handshake took longer than {@link LinkConfig#handshakeDeadlineNanos()}. */
    HANDSHAKE_DEADLINE,
    /**
     * There were more handshakes than {@link Limits#handshakes} allows, and this was the oldest, or one too many of its
     * address.
     */
    HANDSHAKE_SHED,
    /** TLS failed after the handshake; the cause is a {@link TlsException}. */
    TLS_FAILED,
    /** The socket ended without TLS saying so: somebody else may have ended it. What came was delivered. */
    TLS_TRUNCATED,
    /** Connecting took longer than {@link LinkConfig#connectDeadlineNanos()}. */
    CONNECT_DEADLINE,
    /** The peer has sent nothing for {@link LinkConfig#readIdleNanos(long)}; what was queued for it still went out. */
    READ_IDLE,
    /** The peer has taken nothing for {@link LinkConfig#writeStallNanos(long)}, although bytes were queued for it. */
    WRITE_STALLED,
    /**
     * The engine's memory is used up, and there was none for a link that holds bytes and wants to read more within
     * {@link Limits#memoryWaitNanos(long)}; what was queued for the peer still went out.
     */
    ENGINE_FULL,
    /** A graceful close did not get its bytes out within {@link LinkConfig#closeDeadlineNanos()}. */
    CLOSE_DEADLINE,
    /** The engine was closed while the link was open. */
    ENGINE_CLOSED
}
