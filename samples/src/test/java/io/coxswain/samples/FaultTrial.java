package io.coxswain.samples;

import io.coxswain.core.CloseReason;
import io.coxswain.faults.Fault;

/**
 * A fault, and what must come of it: how much of its replies a client gets, and why the server's link ends. The client
 * sends ten requests, reads as much as comes, and closes.
 *
 * <pre>
 *      fault        in requests                     in replies
 *      harmless     every reply, PEER_CLOSED        every reply, PEER_CLOSED
 *      STALL        the same, once it is healed     the same
 *      FLIP         one bit differs, PEER_CLOSED    one bit differs, PEER_CLOSED     TLS: some replies, TLS_FAILED
 *      HALF_CLOSE   some replies, PEER_CLOSED       some replies, PEER_CLOSED        TLS: TLS_TRUNCATED in requests
 *      TRUNCATE     some replies, PEER_CLOSED       some replies, PEER_CLOSED        TLS: TLS_TRUNCATED
 *      RESET        some replies, IO_ERROR          some replies, IO_ERROR
 * </pre>
 */
@SuppressWarnings("ImmutableEnumChecker") // A Fault is a record of numbers; the checker wants an annotation on it.
enum FaultTrial {
    NONE(Fault.none(), CloseReason.PEER_CLOSED, CloseReason.PEER_CLOSED),
    DELAY(Fault.delay(2_000_000), CloseReason.PEER_CLOSED, CloseReason.PEER_CLOSED),
    THROTTLE(Fault.throttle(500), CloseReason.PEER_CLOSED, CloseReason.PEER_CLOSED),
    SINGLE_BYTES(Fault.singleBytes(), CloseReason.PEER_CLOSED, CloseReason.PEER_CLOSED),
    STALL(Fault.stall(FaultTrial.AT), CloseReason.PEER_CLOSED, CloseReason.PEER_CLOSED),
    FLIP(Fault.flip(FaultTrial.AT, 0), CloseReason.PEER_CLOSED, CloseReason.TLS_FAILED),
    HALF_CLOSE(Fault.halfClose(FaultTrial.AT), CloseReason.PEER_CLOSED, CloseReason.TLS_TRUNCATED),
    TRUNCATE(Fault.truncate(FaultTrial.AT), CloseReason.PEER_CLOSED, CloseReason.TLS_TRUNCATED),
    RESET(Fault.reset(FaultTrial.AT), CloseReason.IO_ERROR, CloseReason.IO_ERROR);

    /** Where it strikes: in the middle of the payload of the fourth request, and of the fifth reply of kv. */
    private static final int AT = 777;

    final Fault fault;
    private final CloseReason plainReason;
    private final CloseReason tlsReason;

    FaultTrial(Fault fault, CloseReason plainReason, CloseReason tlsReason) {
        this.fault = fault;
        this.plainReason = plainReason;
        this.tlsReason = tlsReason;
    }

    /** Why the server's link ends. Who alone misses the end of replies closes in order. */
    CloseReason reason(boolean inRequests, boolean overTls) {
        boolean endsOrderly = this == HALF_CLOSE && !inRequests;
        return overTls && !endsOrderly ? tlsReason : plainReason;
    }

    /** Whether every reply has to come. */
    boolean isHarmless() {
        return compareTo(STALL) <= 0;
    }
}
