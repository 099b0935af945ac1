package io.coxswain.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.security.KeyPair;
import java.security.cert.CertificateExpiredException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Certificates written here, read by the JDK. */
class CertificateWriterTest {
    private static final Instant FROM = Instant.parse("2026-01-02T03:04:05Z");

    @Test
    void writesWhatTheJdkReads() throws Exception {
        KeyPair pair = Keys.pair();
        Instant until = Instant.parse("2051-01-02T03:04:05Z");

        X509Certificate certificate = new CertificateWriter("Sub Ject", pair.getPublic())
                .names(List.of("host.example", "127.0.0.1", "::1"))
                .authority()
                .valid(FROM, until)
                .signedBy("Iss Uer", pair.getPrivate());

        certificate.verify(pair.getPublic());
        assertEquals("CN=Sub Ject", certificate.getSubjectX500Principal().getName());
        assertEquals("CN=Iss Uer", certificate.getIssuerX500Principal().getName());
        assertEquals(FROM, certificate.getNotBefore().toInstant());
        assertEquals(until, certificate.getNotAfter().toInstant());
        assertEquals(Integer.MAX_VALUE, certificate.getBasicConstraints());
        assertEquals(
                Arrays.asList(
                        Arrays.asList(2, "host.example"),
                        Arrays.asList(7, "127.0.0.1"),
                        Arrays.asList(7, "0:0:0:0:0:0:0:1")),
                new ArrayList<>(certificate.getSubjectAlternativeNames()));
    }

    @Test
    void writesValuesOfEveryLength() throws Exception {
        KeyPair pair = Keys.pair();
        for (int names : new int[] {1, 5, 8, 9, 10, 20, 40, 400}) {
            X509Certificate certificate = new CertificateWriter("many", pair.getPublic())
                    .names(Collections.nCopies(names, "host.example"))
                    .valid(FROM, FROM.plus(Duration.ofDays(1)))
                    .signedBy("many", pair.getPrivate());

            certificate.verify(pair.getPublic());
            assertEquals(names, certificate.getSubjectAlternativeNames().size());
        }
    }

    @Test
    void signsItselfForASample() throws Exception {
        Instant now = Instant.now();
        TlsIdentity identity =
                TlsIdentity.selfSigned(List.of("localhost", "127.0.0.1"), now.minusSeconds(60), Duration.ofDays(1));
        TlsTerms server = new TlsConfig(TlsMaterial.ofIdentity(identity, List.of())).terms();
        TlsTerms client = new TlsConfig(TlsMaterial.ofIdentity(null, identity.chain())).terms();

        for (String host : List.of("localhost", "127.0.0.1")) {
            new Conversation(new End(client.dial(host, 1), 100), new End(server.accept(), 100), Conversation.WHOLE)
                    .handshake()
                    .smallTalk();
        }
        assertEquals(
                now.minusSeconds(60).plus(Duration.ofDays(1)).getEpochSecond(), identity.expiresEpochMillis() / 1_000);
        assertThrows(
                CertificateExpiredException.class,
                () -> Keys.EXPIRED.chain().get(0).checkValidity());
    }

    @Test
    void refusesAnIdentityWithoutACertificate() {
        assertThrows(IllegalArgumentException.class, () -> new TlsIdentity(Keys.SERVER.key(), List.of()));
    }
}
