package io.coxswain.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.coxswain.tls.TlsFailure.Reason;
import java.security.GeneralSecurityException;
import java.security.Provider;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What a handshake comes to, in both versions, whatever the provider. The bytes behind it are in {@link
 * TrafficSpec}, what only the JDK's engine does in {@link JdkEngineTest}, what no engine should do in
 * {@link ScriptedEngineTest}.
 */
@Timeout(60)
abstract class HandshakeSpec {
    /** Whose engines these are; null for the JDK's. */
    abstract @Nullable Provider provider();

    private SSLContext context(@Nullable TlsIdentity identity, X509Certificate... authorities) {
        try {
            return TlsMaterial.load(identity, List.of(authorities), provider()).context();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private TlsConfig serverConfig() {
        return new TlsConfig(context(Keys.SERVER, Keys.AUTHORITY));
    }

    private TlsConfig clientConfig() {
        return new TlsConfig(context(null, Keys.AUTHORITY));
    }

    @ParameterizedTest
    @EnumSource
    void agreesOnTheVersion(TlsVersion version) {
        TlsTerms server = serverConfig().versions(version).terms();

        Conversation talk = Conversation.between(clientConfig().terms(), server).handshake();

        for (End end : List.of(talk.client, talk.server)) {
            Negotiated negotiated = end.machine.negotiated();
            assertNotNull(negotiated);
            assertEquals(version.jsseName(), negotiated.protocol());
            assertTrue(negotiated.cipherSuite().startsWith("TLS_"), negotiated.cipherSuite());
            assertNull(negotiated.applicationProtocol());
        }
        talk.smallTalk();
    }

    @ParameterizedTest
    @EnumSource
    void saysWhoThePeerIs(TlsVersion version) {
        TlsTerms server =
                serverConfig().versions(version).clientAuth(ClientAuth.REQUIRED).terms();
        TlsTerms client = new TlsConfig(context(Keys.CLIENT, Keys.AUTHORITY)).terms();

        Conversation talk = Conversation.between(client, server).handshake();

        assertEquals(Keys.SERVER.chain(), negotiated(talk.client).peerCertificates());
        assertEquals(Keys.CLIENT.chain(), negotiated(talk.server).peerCertificates());
        assertEquals(Keys.HOST, negotiated(talk.client).serverName());
        assertEquals(Keys.HOST, negotiated(talk.server).serverName());
        talk.smallTalk();
    }

    @ParameterizedTest
    @EnumSource
    void survivesAWireOfSingleBytes(TlsVersion version) {
        TlsTerms server = serverConfig().versions(version).terms();
        Conversation talk = new Conversation(
                new End(clientConfig().terms().dial(Keys.HOST, 1), 1_000), new End(server.accept(), 1_000), () -> 1);

        talk.handshake().smallTalk();
    }

    @ParameterizedTest
    @EnumSource
    void survivesAnyFragmentation(TlsVersion version) {
        TlsTerms server = serverConfig().versions(version).terms();
        TlsTerms client = clientConfig().terms();
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < 20; round++) {
            int most = 1 << random.nextInt(12);
            Conversation talk = new Conversation(
                    new End(client.dial(Keys.HOST, 1), 1 + random.nextInt(100), 1 + random.nextInt(20_000)),
                    new End(server.accept(), 1 + random.nextInt(100), 1 + random.nextInt(20_000)),
                    () -> random.nextInt(most + 1) + 1);
            try {
                talk.handshake().smallTalk();
            } catch (AssertionError e) {
                throw new AssertionError("round " + round + ", seed " + seed, e);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void servesAPeerWithoutACertificateIfOneIsOnlyWanted(TlsVersion version) {
        TlsTerms server =
                serverConfig().versions(version).clientAuth(ClientAuth.WANTED).terms();

        Conversation talk = Conversation.between(clientConfig().terms(), server).handshake();

        assertEquals(List.of(), negotiated(talk.server).peerCertificates());
        talk.smallTalk();
    }

    @ParameterizedTest
    @EnumSource
    void failsWithoutARequiredClientCertificate(TlsVersion version) {
        TlsTerms server =
                serverConfig().versions(version).clientAuth(ClientAuth.REQUIRED).terms();

        Conversation talk = Conversation.between(clientConfig().terms(), server).settle();

        TlsFailure failure = talk.server.failure();
        assertNotNull(failure);
        assertTrue(failure.reason() == Reason.HANDSHAKE || failure.reason() == Reason.CERTIFICATE, failure.toString());
        // In TLS 1.3 the client has finished by then, and meets the alert with its first read.
        assertEquals(Reason.ALERT_RECEIVED, failureOf(talk.client).reason());
    }

    @ParameterizedTest
    @EnumSource
    void failsIfTheAuthorityIsUnknown(TlsVersion version) {
        TlsTerms client = new TlsConfig(context(null, Keys.OTHER_AUTHORITY)).terms();

        Conversation talk = Conversation.between(
                        client, serverConfig().versions(version).terms())
                .settle();

        talk.assertFailures(Reason.CERTIFICATE, Reason.ALERT_RECEIVED);
        assertNotNull(failureOf(talk.server).alert(), failureOf(talk.server).message());
    }

    @ParameterizedTest
    @EnumSource
    void failsIfTheCertificateHasExpired(TlsVersion version) {
        TlsTerms server = new TlsConfig(context(Keys.EXPIRED)).versions(version).terms();

        Conversation talk = Conversation.between(clientConfig().terms(), server).settle();

        talk.assertFailures(Reason.CERTIFICATE, Reason.ALERT_RECEIVED);
    }

    @ParameterizedTest
    @EnumSource
    void failsIfTheCertificateHasAnotherName(TlsVersion version) {
        TlsTerms server = serverConfig().versions(version).terms();
        Conversation talk = new Conversation(
                new End(clientConfig().terms().dial("another.example", 1), 100),
                new End(server.accept(), 100),
                Conversation.WHOLE);

        talk.settle();

        talk.assertFailures(Reason.CERTIFICATE, Reason.ALERT_RECEIVED);
    }

    @ParameterizedTest
    @EnumSource
    void ignoresTheNameOnlyIfToldTo(TlsVersion version) {
        TlsTerms server = serverConfig().versions(version).terms();
        TlsTerms client = clientConfig().endpointIdentification(false).terms();
        Conversation talk = new Conversation(
                new End(client.dial("another.example", 1), 100), new End(server.accept(), 100), Conversation.WHOLE);

        talk.handshake().smallTalk();
    }

    @Test
    void failsWithoutACommonVersion() {
        TlsTerms server = serverConfig().versions(TlsVersion.TLS_1_2).terms();
        TlsTerms client = clientConfig().versions(TlsVersion.TLS_1_3).terms();

        Conversation talk = Conversation.between(client, server).settle();

        talk.assertFailures(Reason.ALERT_RECEIVED, Reason.HANDSHAKE);
        assertEquals(TlsAlert.PROTOCOL_VERSION, failureOf(talk.client).alert());
        assertEquals(TlsAlert.PROTOCOL_VERSION, failureOf(talk.server).alert());
    }

    @Test
    void failsWithoutACommonCipher() {
        TlsTerms server = serverConfig()
                .versions(TlsVersion.TLS_1_2)
                .cipherSuites("TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256")
                .terms();
        TlsTerms client = clientConfig()
                .versions(TlsVersion.TLS_1_2)
                .cipherSuites("TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384")
                .terms();

        Conversation talk = Conversation.between(client, server).settle();

        talk.assertFailures(Reason.ALERT_RECEIVED, Reason.HANDSHAKE);
        assertEquals(TlsAlert.HANDSHAKE_FAILURE, failureOf(talk.client).alert());
    }

    @ParameterizedTest
    @EnumSource
    void choosesAnApplicationProtocol(TlsVersion version) {
        TlsTerms server = serverConfig()
                .versions(version)
                .applicationProtocols("first", "second")
                .terms();
        TlsTerms client = clientConfig().applicationProtocols("second", "third").terms();

        Conversation talk = Conversation.between(client, server).handshake();

        assertEquals("second", negotiated(talk.client).applicationProtocol());
        assertEquals("second", negotiated(talk.server).applicationProtocol());
    }

    @ParameterizedTest
    @EnumSource
    void choosesTheMaterialByServerName(TlsVersion version) {
        Instant tomorrow = Instant.now().plus(Duration.ofDays(1));
        TlsIdentity exact = Keys.leaf("exact", List.of("exact.example"), tomorrow);
        TlsIdentity wild = Keys.leaf("wild", List.of("*.wild.example"), tomorrow);
        TlsTerms server = serverConfig()
                .versions(version)
                .serverName("Exact.example", TlsMaterial.of(context(exact)))
                .serverName("*.wild.example", TlsMaterial.of(context(wild)))
                .terms();

        assertEquals(exact.chain(), chainFor("exact.example", server));
        assertEquals(wild.chain(), chainFor("any.wild.example", server));
        assertEquals(Keys.SERVER.chain(), chainFor(Keys.HOST, server));
    }

    private List<X509Certificate> chainFor(String host, TlsTerms server) {
        Conversation talk = new Conversation(
                new End(clientConfig().terms().dial(host, 1), 100), new End(server.accept(), 100), Conversation.WHOLE);
        return negotiated(talk.handshake().client).peerCertificates();
    }

    @ParameterizedTest
    @EnumSource
    void saysTheSameOnBothEndsOfASessionThatIsResumed(TlsVersion version) {
        TlsTerms server = serverConfig().versions(version).terms();
        TlsTerms client = clientConfig().terms();
        int resumed = 0;
        for (int i = 0; i < 3; i++) {
            Conversation talk = Conversation.between(client, server).handshake().smallTalk();
            assertEquals(
                    negotiated(talk.client).isResumed(), negotiated(talk.server).isResumed());
            assertTrue(i > 0 || !negotiated(talk.client).isResumed());
            resumed += negotiated(talk.client).isResumed() ? 1 : 0;
            talk.client.machine.closeOutput();
            talk.settle();
        }

        // Conscrypt's server issues no tickets unless its own API is used, and TLS 1.3 resumes by nothing else.
        boolean resumes = provider() == null || version == TlsVersion.TLS_1_2;
        assertEquals(resumes ? 2 : 0, resumed);
    }

    @ParameterizedTest
    @EnumSource
    void letsTheSessionCheckRefuseTheServer(TlsVersion version) {
        TlsTerms client = clientConfig()
                .sessionCheck(
                        (negotiated, session) -> !negotiated.peerCertificates().equals(Keys.SERVER.chain()))
                .terms();

        Conversation talk = Conversation.between(
                        client, serverConfig().versions(version).terms())
                .settle();

        assertEquals(Reason.REFUSED, failureOf(talk.client).reason());
        assertFalse(talk.client.isFinished());
    }

    @ParameterizedTest
    @EnumSource
    void letsTheSessionCheckRefuseTheClient(TlsVersion version) {
        TlsTerms server = serverConfig()
                .versions(version)
                .sessionCheck((negotiated, session) -> false)
                .terms();

        Conversation talk = Conversation.between(clientConfig().terms(), server).settle();

        assertEquals(Reason.REFUSED, failureOf(talk.server).reason());
        assertTrue(talk.client.isInputClosed() || talk.client.failure() != null, "the client goes on");
    }

    @ParameterizedTest
    @EnumSource
    void givesUpCleanlyBeforeTheEnd(TlsVersion version) {
        TlsTerms server = serverConfig().versions(version).terms();
        Conversation talk = Conversation.between(clientConfig().terms(), server);
        talk.client.step();
        talk.carry(talk.client, talk.server);

        talk.client.machine.closeOutput();

        assertEquals(Reason.CANCELLED, failureOf(talk.client).reason());
        talk.client.machine.closeOutput();
        assertEquals(TlsVerdict.FAILED, talk.client.machine.handshake());
    }

    @ParameterizedTest
    @EnumSource
    void saysThatThePeerLeftDuringTheHandshake(TlsVersion version) {
        TlsTerms server = serverConfig().versions(version).terms();
        Conversation talk = Conversation.between(clientConfig().terms(), server);
        talk.client.step();
        talk.carry(talk.client, talk.server);
        talk.server.step();

        talk.server.machine.endInput();
        talk.server.step();

        assertEquals(Reason.TRUNCATED, failureOf(talk.server).reason());
    }

    static Negotiated negotiated(End end) {
        Negotiated negotiated = end.machine.negotiated();
        assertNotNull(negotiated);
        return negotiated;
    }

    static TlsFailure failureOf(End end) {
        TlsFailure failure = end.failure();
        assertNotNull(failure, "it has not failed");
        return failure;
    }
}
