package io.coxswain.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.coxswain.tls.TlsFailure.Reason;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import javax.crypto.AEADBadTagException;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is made of exceptions and first bytes. The failures of real handshakes are in {@link HandshakeSpec}. */
class TlsFailureTest {
    @ParameterizedTest
    @CsvSource({
        "Received fatal alert: bad_certificate, ALERT_RECEIVED, BAD_CERTIFICATE",
        "Received fatal alert: bad_certificate_status_response, ALERT_RECEIVED, BAD_CERTIFICATE_STATUS_RESPONSE",
        "Received fatal alert: something_new, ALERT_RECEIVED,",
        "error:10000418:SSL routines:OPENSSL_internal:TLSV1_ALERT_UNKNOWN_CA, ALERT_RECEIVED, UNKNOWN_CA",
        "(handshake_failure) no cipher suites in common, HANDSHAKE, HANDSHAKE_FAILURE",
        "no cipher suites in common, HANDSHAKE,"
    })
    void readsTheAlertInAMessage(String message, Reason reason, TlsAlert alert) {
        TlsFailure failure = TlsFailure.of(new SSLHandshakeException(message), true);

        assertEquals(reason, failure.reason());
        assertEquals(alert, failure.alert());
        assertEquals(message, failure.message());
    }

    @Test
    void looksForTheCauseBehindTheCause() {
        SSLException certificate = new SSLException("outer", new SSLException(new CertificateException("inner")));
        SSLException tag = new SSLException("outer", new AEADBadTagException("Tag mismatch!"));
        SSLException ring = new SSLException("first");
        ring.initCause(new SSLException("second", ring));

        assertEquals(Reason.CERTIFICATE, TlsFailure.of(certificate, true).reason());
        assertEquals(TlsAlert.BAD_RECORD_MAC, TlsFailure.of(tag, false).alert());
        assertEquals(Reason.PROTOCOL, TlsFailure.of(ring, false).reason());
        assertEquals(
                Reason.ENGINE, TlsFailure.of(new IllegalStateException(), false).reason());
        assertNull(TlsFailure.of(new SSLException("none"), false).alert());
    }

    @Test
    void knowsEveryAlertByItsNumber() {
        for (TlsAlert alert : TlsAlert.values()) {
            assertSame(alert, TlsAlert.ofCode(alert.code()));
        }
        assertNull(TlsAlert.ofCode(255));
    }

    @ParameterizedTest
    @CsvSource({"GET / HTTP/1.1, PLAINTEXT_HTTP", "*1..$4..PING.., PLAINTEXT_RESP", "SSH-2.0-x, NOT_TLS"})
    void saysWhatAPlaintextPeerSpeaks(String text, Reason reason) throws Exception {
        TlsConfig config = new TlsConfig(TlsMaterial.ofIdentity(Keys.SERVER, java.util.List.of()));
        for (TlsMachine machine :
                new TlsMachine[] {config.terms().accept(), config.terms().dial("host", 1)}) {
            machine.attach(TlsBuffer.INBOUND, ByteBuffer.allocate(100));
            machine.attach(TlsBuffer.OUTBOUND, ByteBuffer.allocate(TlsMachine.NETWORK_BYTES));
            machine.handshake();
            byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
            TlsVerdict verdict = TlsVerdict.NEED_MORE;
            for (int i = 0; i < bytes.length && verdict != TlsVerdict.FAILED; i++) {
                machine.sendBuffer().position(machine.sendBuffer().limit());
                machine.receiveBuffer().put(bytes[i]);
                verdict = machine.handshake();
            }

            assertEquals(TlsVerdict.FAILED, verdict);
            TlsFailure failure = machine.failure();
            assertNotNull(failure);
            assertEquals(reason, failure.reason());
        }
    }
}
