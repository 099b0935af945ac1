package io.coxswain.core;

/** What the loop counts, each since the engine started. Read through {@link Counters#get}. */
public enum Counter {
    /** Turns of the duty cycle. */
    TURNS,
    /** Times that the loop blocked in select. */
    SLEEPS,
    /** Times that the loop looked into its selector, blocked in it or not. */
    SELECTS,
    /**
     * Changes of what the selector is to tell of one channel. Each costs a system call at the next select, unless it
     * has been undone by then.
     */
    INTEREST_CHANGES,
    /** Links made of connections that a listener accepted. */
    LINKS_ACCEPTED,
    /** Links made of connections that the application gave to {@link Loop#adopt}. */
    LINKS_ADOPTED,
    /** Links that connected. */
    LINKS_CONNECTED,
    /** Links that ended; by reason in {@link Counters#closed}. */
    LINKS_CLOSED,
    /** Connections that a listener accepted and closed at once; the two that follow say why. */
    LINKS_REFUSED,
    /** Of those, for {@link RefusalReason#CONNECTIONS_MAX}. */
    LINKS_REFUSED_IN_TOTAL,
    /** Of those, for {@link RefusalReason#CONNECTIONS_PER_ADDRESS_MAX}. */
    LINKS_REFUSED_PER_ADDRESS,
    /** Connections lost as they were accepted, and attempts to accept that failed, see {@link Listener}. */
    ACCEPT_ERRORS,
    /**
     * TLS handshakes that ended well; this and the six of {@link HandshakeOutcome} are told apart by end in
     * {@link TlsCounters}.
     */
    HANDSHAKES_COMPLETED,
    /** Of those, the ones that resumed an earlier session. */
    HANDSHAKES_RESUMED,
    /** TLS handshakes that failed, for whichever reason TLS has; by reason in {@link TlsCounters#handshakeFailures}. */
    HANDSHAKES_FAILED,
    /** TLS handshakes whose socket failed. */
    HANDSHAKES_IO_ERROR,
    /** TLS handshakes given up because there were too many. */
    HANDSHAKES_SHED,
    /** TLS handshakes whose peer was gone before anything was done for it. */
    HANDSHAKES_LEFT,
    /** TLS handshakes that were not over within their deadline. */
    HANDSHAKES_EXPIRED,
    /** TLS handshakes whose link was closed by this end. */
    HANDSHAKES_CLOSED,
    /** Steps of TLS handshakes done by the loop. */
    HANDSHAKE_STEPS_INLINE,
    /** Steps of TLS handshakes done by workers. */
    HANDSHAKE_STEPS_OFFLOADED,
    /** Frames given to handlers. */
    FRAMES_DELIVERED,
    /** Turns of links that ended with frames left, because a delivery budget was spent. */
    DELIVERIES_CUT_SHORT,
    /** Bytes taken from sockets; of TLS links the decrypted ones. */
    BYTES_RECEIVED,
    /** Bytes given to sockets; by message type in {@link Counters#sentBytes}. */
    BYTES_SENT,
    /** Bytes received after a close had begun, and thrown away. */
    BYTES_DISCARDED,
    /** Bytes accepted for sending that a link's end left unsent. */
    BYTES_UNSENT,
    /** Sends refused, for whatever reason. */
    SENDS_REFUSED,
    /** Reads done by the loop; a fallback is one of them. */
    READS_INLINE,
    /** Reads done by workers. */
    READS_OFFLOADED,
    /** Of the reads done by workers, those that a worker was to wait for in the selector's place, with a result. */
    READS_LINGERED,
    /**
     * Of the reads done by workers, those that a worker was to wait for in the selector's place, without one; with TLS
     * also those that a write called back.
     */
    READS_LINGERED_IN_VAIN,
    /** Writes done by the loop; a fallback is one of them. */
    WRITES_INLINE,
    /** Writes done by workers. */
    WRITES_OFFLOADED,
    /** Reads put off because no buffer was free. */
    READS_STARVED,
    /** Writes after which the socket was full. */
    WRITES_BLOCKED,
    /** Times that the loop woke a sleeping worker. */
    WORKER_WAKES,
    /** Times that {@link OffloadPolicy#ADAPTIVE} began to offload. */
    SWITCHES_TO_OFFLOAD,
    /** Times that {@link OffloadPolicy#ADAPTIVE} went back to the loop. */
    SWITCHES_TO_INLINE,
    /** Tasks from other threads that were run. */
    TASKS_RUN,
    /** Messages from a {@link Sender} whose link was gone or refused them. */
    MESSAGES_UNDELIVERED,
    /** Turns of the loop that did not end in time, see {@link EngineConfig#stall}. */
    STALLS,
    /** Errors that application code threw. */
    APPLICATION_ERRORS
}
