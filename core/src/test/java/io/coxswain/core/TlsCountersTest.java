package io.coxswain.core;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.coxswain.tls.TlsAlert;
import io.coxswain.tls.TlsConfig;
import io.coxswain.tls.TlsFailure;
import io.coxswain.tls.TlsFailure.Reason;
import io.coxswain.tls.TlsMaterial;
import io.coxswain.tls.TlsTerms;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;

/** That nothing of TLS is counted as something else. What is counted when: {@link HandshakesSeenTest}. */
final class TlsCountersTest {
    private final TlsCounters counts = new TlsCounters();

    private static TlsFailure failure(Reason reason, TlsAlert alert) {
        return new TlsFailure(reason, alert, "as the test wants it", null);
    }

    @Test
    void tellsOutcomesApartByEnd() {
        int count = 1;
        for (HandshakeOutcome outcome : HandshakeOutcome.values()) {
            for (int i = 0; i < count; i++) {
                counts.ended(outcome, true);
                counts.ended(outcome, false);
                counts.ended(outcome, false);
            }
            count++;
        }

        TlsCounters snapshot = counts.copy();

        int expected = 1;
        for (HandshakeOutcome outcome : HandshakeOutcome.values()) {
            assertEquals(expected, snapshot.handshakesAccepted(outcome));
            assertEquals(2L * expected, snapshot.handshakesDialed(outcome));
            expected++;
        }
    }

    @Test
    void tellsFailuresAndAlertsApart() {
        counts.failed(failure(Reason.HANDSHAKE, TlsAlert.HANDSHAKE_FAILURE));
        counts.failed(failure(Reason.ALERT_RECEIVED, TlsAlert.UNKNOWN_CA));
        counts.failed(new TlsFailure(Reason.NOT_TLS, null, "no alert", null));
        counts.failedLater(failure(Reason.ALERT_RECEIVED, TlsAlert.UNKNOWN_CA));
        counts.failedLater(failure(Reason.PROTOCOL, TlsAlert.BAD_RECORD_MAC));

        TlsCounters snapshot = counts.copy();

        assertEquals(1, snapshot.handshakeFailures(Reason.HANDSHAKE));
        assertEquals(1, snapshot.handshakeFailures(Reason.ALERT_RECEIVED));
        assertEquals(1, snapshot.handshakeFailures(Reason.NOT_TLS));
        assertEquals(1, snapshot.laterFailures(Reason.ALERT_RECEIVED));
        assertEquals(1, snapshot.laterFailures(Reason.PROTOCOL));
        assertEquals(0, snapshot.laterFailures(Reason.HANDSHAKE));
        assertEquals(2, snapshot.alertsReceived(TlsAlert.UNKNOWN_CA));
        assertEquals(0, snapshot.alertsSent(TlsAlert.UNKNOWN_CA));
        assertEquals(1, snapshot.alertsSent(TlsAlert.HANDSHAKE_FAILURE));
        assertEquals(1, snapshot.alertsSent(TlsAlert.BAD_RECORD_MAC));
    }

    @Test
    void changesNoMoreOnceTaken() {
        counts.holds(1, 2, 3);
        TlsCounters snapshot = counts.copy();

        counts.ended(HandshakeOutcome.SHED, true);
        counts.failed(failure(Reason.HANDSHAKE, TlsAlert.DECODE_ERROR));
        counts.took(5);
        counts.holds(7, 8, 9);

        assertEquals(0, snapshot.handshakesAccepted(HandshakeOutcome.SHED));
        assertEquals(0, snapshot.handshakeFailures(Reason.HANDSHAKE));
        assertEquals(0, snapshot.alertsSent(TlsAlert.DECODE_ERROR));
        assertEquals(0, snapshot.handshakeTimes().count());
        assertEquals(1, snapshot.handshakesInProgress());
        assertEquals(2, snapshot.handshakesWaiting());
        assertEquals(3, snapshot.certificateExpiresEpochMillis());
    }

    @Test
    void givesTheExpiryInSeconds() {
        assertEquals(Long.MAX_VALUE, counts.certificateExpirySeconds(1_000_000));
        counts.holds(0, 0, 10_000);

        assertEquals(8, counts.certificateExpirySeconds(1_500));
        assertEquals(0, counts.certificateExpirySeconds(10_000));
        assertEquals(-1, counts.certificateExpirySeconds(10_001));
    }

    @Test
    void followsAReload() throws Exception {
        AtomicLong expires = new AtomicLong(500);
        SSLContext context = SSLContext.getDefault();
        TlsMaterial material = TlsMaterial.ofSource(() -> new TlsMaterial.Loaded(context, expires.get()));
        TlsTerms terms = new TlsConfig(material).terms();
        TermsInUse inUse = new TermsInUse();
        inUse.retain(terms);
        inUse.retain(terms);
        assertEquals(500, inUse.expiresEpochMillis());

        expires.set(900);
        assertEquals(500, inUse.expiresEpochMillis());
        material.reload();

        assertEquals(900, inUse.expiresEpochMillis());
        inUse.release(terms);
        assertEquals(900, inUse.expiresEpochMillis());
        inUse.release(terms);
        assertEquals(Long.MAX_VALUE, inUse.expiresEpochMillis());
    }
}
