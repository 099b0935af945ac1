package io.coxswain.core;

import java.util.Map;

/**
 * An engine as JMX shows it; see {@link EngineBean#register}.
 *
 * <p>Everything is of one snapshot that the loop has made between two turns, at most a quarter of a second before it is
 * read. If the loop does not answer within that time, the last one is shown, and {@link #getSnapshotAgeMillis()} grows:
 * a stalled loop never hangs a console.
 *
 * <p><b>Threads.</b> Any.
 */
public interface EngineMXBean {
    /** How old what is shown is, in milliseconds. */
    long getSnapshotAgeMillis();

    /** Links that have not ended. */
    int getOpenLinks();

    /** Jobs that workers have or that wait for one. */
    int getJobsOut();

    /** Bytes of buffers in use. */
    long getBufferBytesLent();

    /** Bytes of direct memory that the engine keeps. */
    long getBufferBytesHeld();

    /** Whether reads and writes go to workers now. */
    boolean isOffloading();

    /** Time that the loop has worked, in nanoseconds. */
    long getLoopBusyNanos();

    /** Time that the loop has slept or found nothing to do, in nanoseconds. */
    long getLoopIdleNanos();

    /** The longest turn of the last second or two, in nanoseconds. */
    long getLoopLagNanos();

    /** Time that each worker of the pool has worked, in nanoseconds. */
    long[] getWorkerBusyNanos();

    /** Every {@link Counter} by name. */
    Map<String, Long> getCounters();

    /** Links that ended, by {@link CloseReason}; reasons that did not occur are left out, here and below. */
    Map<String, Long> getClosed();

    /** Operations that the loop did itself although they were meant for a worker: {@code READ NO_WORKER} and so on. */
    Map<String, Long> getFallbacks();

    /** Sends that were refused, by {@link SendResult}. */
    Map<String, Long> getSendsRefused();

    /** TLS handshakes that are under way. */
    int getHandshakesInProgress();

    /** Of those, the ones that could go on, and wait for their turn or for a buffer. */
    int getHandshakesWaiting();

    /**
     * Seconds until the first certificate expires of which {@link TlsCounters#certificateExpiresEpochMillis()} tells;
     * negative once it has, {@link Long#MAX_VALUE} if none is known.
     */
    long getCertificateExpirySeconds();

    /**
     * TLS handshakes that ended, by end and {@link HandshakeOutcome}: {@code ACCEPTED COMPLETED}, {@code DIALED FAILED}
     * and so on.
     */
    Map<String, Long> getHandshakes();

    /**
     * Why TLS has failed, by {@link io.coxswain.tls.TlsFailure.Reason}: {@code HANDSHAKE NOT_TLS} in a handshake,
     * {@code LATER TRUNCATED} after it, and so on.
     */
    Map<String, Long> getTlsFailures();

    /**
     * Fatal alerts, by {@link io.coxswain.tls.TlsAlert}: {@code SENT PROTOCOL_VERSION}, {@code RECEIVED UNKNOWN_CA} and
     * so on.
     */
    Map<String, Long> getTlsAlerts();

    /** Bytes that sockets took, by message type 0 to 15. */
    long[] getSentBytes();

    /**
     * Histograms in nanoseconds: {@code queueWait READ}, {@code jobTime WRITE}, {@code turn}, {@code handshake} and so
     * on, each with {@code count}, {@code mean}, {@code p50}, {@code p99}, {@code p99.9} and {@code max}.
     */
    Map<String, Map<String, Long>> getTimes();

    /** What {@link Engine#dump} says. Waits for the loop for up to a second. */
    String dump();
}
