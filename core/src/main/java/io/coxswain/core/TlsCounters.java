package io.coxswain.core;

import io.coxswain.tls.TlsAlert;
import io.coxswain.tls.TlsFailure;

/**
 * What an engine has seen of TLS: how handshakes ended and how long they took, which failures there were, and which
 * alerts were sent and received; from {@link Counters#tls()}.
 *
 * <p>A failure is counted once by its reason. If it came with an alert whose name is known, that is counted too, as
 * sent or as received; JSSE tells of alerts in its messages only, and of some not at all, so there are fewer alerts
 * than failures that had one. With TLS 1.3 a server's objection to our certificate comes after our own handshake is
 * over, and is among {@link #laterFailures}.
 *
 * <p><b>Threads.</b> Those of {@link Counters} do not change any more: any. The loop counts in its own.
 *
 * <p><b>Memory.</b> Arrays of fixed length, one number for each constant of an enum: no peer can make it grow, and
 * counting allocates nothing.
 */
@SuppressWarnings("EnumOrdinal") // Arrays indexed by enums of our own, never stored or sent.
public final class TlsCounters {
    private static final int REASONS = TlsFailure.Reason.values().length;
    private static final int ALERTS = TlsAlert.values().length;
    private static final int OUTCOMES = HandshakeOutcome.values().length;

    private final long[] accepted;
    private final long[] dialed;
    private final long[] handshakeFailures;
    private final long[] laterFailures;
    private final long[] alertsSent;
    private final long[] alertsReceived;
    private final Histogram handshakeTimes;
    private int handshakesInProgress;
    private int handshakesWaiting;
    private long certificateExpiresEpochMillis = Long.MAX_VALUE;

    TlsCounters() {
        this.accepted = new long[OUTCOMES];
        this.dialed = new long[OUTCOMES];
        this.handshakeFailures = new long[REASONS];
        this.laterFailures = new long[REASONS];
        this.alertsSent = new long[ALERTS];
        this.alertsReceived = new long[ALERTS];
        this.handshakeTimes = new Histogram();
    }

    private TlsCounters(TlsCounters source) {
        this.accepted = source.accepted.clone();
        this.dialed = source.dialed.clone();
        this.handshakeFailures = source.handshakeFailures.clone();
        this.laterFailures = source.laterFailures.clone();
        this.alertsSent = source.alertsSent.clone();
        this.alertsReceived = source.alertsReceived.clone();
        this.handshakeTimes = source.handshakeTimes.copy();
        this.handshakesInProgress = source.handshakesInProgress;
        this.handshakesWaiting = source.handshakesWaiting;
        this.certificateExpiresEpochMillis = source.certificateExpiresEpochMillis;
    }

    /** A copy that does not change any more. */
    TlsCounters copy() {
        return new TlsCounters(this);
    }

    // ---- counting, on the loop ----

    /** A handshake has ended. */
    void ended(HandshakeOutcome outcome, boolean isAccepted) {
        (isAccepted ? accepted : dialed)[outcome.ordinal()]++;
    }

    /** A handshake has completed within this time. */
    void took(long nanos) {
        handshakeTimes.record(nanos);
    }

    /** A handshake has failed. */
    void failed(TlsFailure failure) {
        handshakeFailures[failure.reason().ordinal()]++;
        countAlert(failure);
    }

    /** TLS has failed on a link that was open. */
    void failedLater(TlsFailure failure) {
        laterFailures[failure.reason().ordinal()]++;
        countAlert(failure);
    }

    private void countAlert(TlsFailure failure) {
        TlsAlert alert = failure.alert();
        if (alert != null) {
            boolean isReceived = failure.reason() == TlsFailure.Reason.ALERT_RECEIVED;
            (isReceived ? alertsReceived : alertsSent)[alert.ordinal()]++;
        }
    }

    /** Takes over what is counted elsewhere, before a copy is made. */
    void holds(int inProgress, int waiting, long expiresEpochMillis) {
        handshakesInProgress = inProgress;
        handshakesWaiting = waiting;
        certificateExpiresEpochMillis = expiresEpochMillis;
    }

    // ---- what was counted ----

    /** Handshakes of accepted links, adopted ones included, that have ended in this way. */
    public long handshakesAccepted(HandshakeOutcome outcome) {
        return accepted[outcome.ordinal()];
    }

    /** Handshakes of links that we have connected, that have ended in this way. */
    public long handshakesDialed(HandshakeOutcome outcome) {
        return dialed[outcome.ordinal()];
    }

    /** Handshakes that have failed for this reason; the sum over all is {@link Counter#HANDSHAKES_FAILED}. */
    public long handshakeFailures(TlsFailure.Reason reason) {
        return handshakeFailures[reason.ordinal()];
    }

    /** Links on which TLS has failed for this reason after the handshake. */
    public long laterFailures(TlsFailure.Reason reason) {
        return laterFailures[reason.ordinal()];
    }

    /** Fatal alerts of this kind by which this end said why it ends a connection. */
    public long alertsSent(TlsAlert alert) {
        return alertsSent[alert.ordinal()];
    }

    /** Fatal alerts of this kind by which peers said so. */
    public long alertsReceived(TlsAlert alert) {
        return alertsReceived[alert.ordinal()];
    }

    /**
     * How long handshakes took that completed: from the socket's being connected, or accepted, to the link's being
     * open, waiting for the peer, for a turn and for a worker included. What a worker needs for one step is in
     * {@link Counters#jobTimes} of {@link Operation#ACCEPT}.
     */
    public Histogram handshakeTimes() {
        return handshakeTimes;
    }

    /** Handshakes that were under way when the snapshot was taken. */
    public int handshakesInProgress() {
        return handshakesInProgress;
    }

    /** Of those, the ones that waited for their turn or for a buffer. */
    public int handshakesWaiting() {
        return handshakesWaiting;
    }

    /**
     * When the first certificate expires that this engine may present, in milliseconds since 1970: of all listeners
     * that listen with TLS, and of all links with TLS that have not ended, as their {@link io.coxswain.tls.TlsMaterial}
     * is now, after the last reload. Whole chains count, for all server names; authorities that are only trusted do
     * not.
     *
     * @return {@link Long#MAX_VALUE} if there is none, or none is known: what is given as an
     *     {@link javax.net.ssl.SSLContext} or an {@link io.coxswain.tls.EngineFactory} does not show its certificates,
     *     and is left out
     */
    public long certificateExpiresEpochMillis() {
        return certificateExpiresEpochMillis;
    }

    /**
     * The same in whole seconds from a given time on: negative once it has expired, and {@link Long#MAX_VALUE} if none
     * is known.
     *
     * @param nowEpochMillis such as {@link System#currentTimeMillis()}
     */
    public long certificateExpirySeconds(long nowEpochMillis) {
        boolean isKnown = certificateExpiresEpochMillis != Long.MAX_VALUE;
        return isKnown
                ? Math.floorDiv(certificateExpiresEpochMillis - nowEpochMillis, 1_000L)
                : certificateExpiresEpochMillis;
    }
}
