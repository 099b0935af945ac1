package io.coxswain.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.coxswain.tls.ClientAuth;
import io.coxswain.tls.TlsAlert;
import io.coxswain.tls.TlsConfig;
import io.coxswain.tls.TlsFailure;
import io.coxswain.tls.TlsIdentity;
import io.coxswain.tls.TlsMaterial;
import io.coxswain.tls.TlsMaterialException;
import io.coxswain.tls.TlsTerms;
import io.coxswain.tls.TlsVersion;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Who is let in: certificates of either end, the name that was dialed, the check of the application, and what is loaded
 * anew while links stand. What else two ends agree on: {@link TlsNegotiationTest}.
 */
class TlsTrustTest extends TlsFeatureSpec {
    private static final TlsIdentity STRANGER = identity("stranger.example");
    private static final Set<TlsAlert> NO_CERTIFICATE =
            Set.of(TlsAlert.BAD_CERTIFICATE, TlsAlert.CERTIFICATE_REQUIRED, TlsAlert.HANDSHAKE_FAILURE);

    private static TlsConfig anonymous() throws Exception {
        return new TlsConfig(TlsMaterial.ofIdentity(null, SERVER.chain()));
    }

    // ---- certificates of who dials ----

    @ParameterizedTest
    @EnumSource
    void whoDialsIsNotAskedForACertificateUnlessItIsWanted(TlsVersion version) throws Exception {
        Engine engine = start();
        for (ClientAuth demanded : ClientAuth.values()) {
            TlsConfig serving = server().versions(version).clientAuth(demanded);
            int port = listen(engine, serving, RecordingHandler::echo);

            talk(engine, dial(engine, port, client().terms()));

            List<X509Certificate> shown = negotiated(engine, last()).peerCertificates();
            assertEquals(demanded == ClientAuth.NONE ? List.of() : CLIENT.chain(), shown);
        }
    }

    private RecordingHandler last() {
        return handlers.get(handlers.size() - 1);
    }

    @ParameterizedTest
    @EnumSource
    void whoHasNoCertificateIsServedWhereItIsOnlyWanted(TlsVersion version) throws Exception {
        Engine engine = start();
        TlsConfig serving = server().versions(version).clientAuth(ClientAuth.WANTED);
        int port = listen(engine, serving, RecordingHandler::echo);

        talk(engine, dial(engine, port, anonymous().terms()));

        assertEquals(List.of(), negotiated(engine, last()).peerCertificates());
    }

    @ParameterizedTest
    @EnumSource
    void whoHasNoCertificateIsTurnedAwayWhereItIsRequiredAndBothEndsKnowWhy(TlsVersion version) throws Exception {
        Engine engine = start();
        RecordingHandler accepted = new RecordingHandler();
        TlsConfig serving = server().versions(version).clientAuth(ClientAuth.REQUIRED);
        int port = listen(engine, serving, () -> accepted);

        RecordingHandler dialer = dial(engine, port, anonymous().terms());

        TlsFailure found = failure(accepted, CloseReason.HANDSHAKE_FAILED);
        assertEquals(TlsFailure.Reason.HANDSHAKE, found.reason());
        assertFalse(accepted.has("open"), accepted::toString);
        // In TLS 1.3 the handshake of who dials is over before anybody has looked at its certificate.
        boolean isEarly = version == TlsVersion.TLS_1_2;
        TlsFailure told = failure(dialer, isEarly ? CloseReason.HANDSHAKE_FAILED : CloseReason.TLS_FAILED);
        assertEquals(!isEarly, dialer.has("open"));
        assertEquals(TlsFailure.Reason.ALERT_RECEIVED, told.reason());
        assertTrue(NO_CERTIFICATE.contains(told.alert()), told::toString);
        assertTold(told, found, version);
        awaitQuiet(engine);
    }

    @ParameterizedTest
    @EnumSource
    void whoHasACertificateThatNobodyTrustsIsTurnedAwayAndBothEndsKnowWhy(TlsVersion version) throws Exception {
        Engine engine = start();
        RecordingHandler accepted = new RecordingHandler();
        TlsConfig serving =
                new TlsConfig(material(SERVER, SERVER)).versions(version).clientAuth(ClientAuth.REQUIRED);
        int port = listen(engine, serving, () -> accepted);
        // One that answers whatever authorities it is asked for: the JDK's own key manager would show nothing.
        TlsTerms showing = new TlsConfig(ShowingKeys.context(CLIENT, SERVER)).terms();

        RecordingHandler dialer = dial(engine, port, showing);

        TlsFailure found = failure(accepted, CloseReason.HANDSHAKE_FAILED);
        assertEquals(TlsFailure.Reason.CERTIFICATE, found.reason());
        boolean isEarly = version == TlsVersion.TLS_1_2;
        TlsFailure told = failure(dialer, isEarly ? CloseReason.HANDSHAKE_FAILED : CloseReason.TLS_FAILED);
        assertEquals(TlsFailure.Reason.ALERT_RECEIVED, told.reason());
        assertTold(told, found, version);
    }

    @Test
    void whatWasQueuedForWhoTurnsUsAwayIsCountedAsUnsentOrSent() throws Exception {
        Engine engine = start();
        TlsConfig serving = server().versions(TlsVersion.TLS_1_3).clientAuth(ClientAuth.REQUIRED);
        int port = listen(engine, serving, RecordingHandler::new);
        RecordingHandler dialer = new RecordingHandler();
        dialer.atOpen = link -> assertTrue(
                link.send(ByteBuffer.wrap(TestPeer.frame(3_000_000, 1))).isAccepted());

        dial(engine, loopback(port), anonymous().terms(), dialer);

        dialer.awaitEnd();
        awaitQuiet(engine);
        Counters counters = engine.counters();
        assertEquals(3_000_000, counters.get(Counter.BYTES_SENT) + counters.get(Counter.BYTES_UNSENT));
    }

    // ---- certificates of who accepts ----

    @ParameterizedTest
    @EnumSource
    void aServerThatNobodyTrustsIsRefusedAndBothEndsKnowWhy(TlsVersion version) throws Exception {
        Engine engine = start();
        RecordingHandler accepted = new RecordingHandler();
        int port = listen(engine, server().versions(version), () -> accepted);

        RecordingHandler dialer = dial(engine, port, new TlsConfig(material(CLIENT, STRANGER)).terms());

        TlsFailure found = failure(dialer, CloseReason.HANDSHAKE_FAILED);
        assertEquals(TlsFailure.Reason.CERTIFICATE, found.reason());
        TlsFailure told = failure(accepted, CloseReason.HANDSHAKE_FAILED);
        assertTold(told, found, version);
        assertEquals(TlsFailure.Reason.ALERT_RECEIVED, told.reason());
        assertEquals(TlsAlert.CERTIFICATE_UNKNOWN, told.alert());
    }

    @ParameterizedTest
    @EnumSource
    void theNameThatWasDialedDoesNotMatterWhereThatIsSaid(TlsVersion version) throws Exception {
        Engine engine = start();
        int port = listen(engine, server().versions(version), RecordingHandler::echo);
        TlsTerms strict = client().terms();
        TlsTerms lax = client().endpointIdentification(false).terms();

        RecordingHandler refused = dial(engine, named("wrong.example.test", port), strict, new RecordingHandler());
        RecordingHandler served = dial(engine, named("wrong.example.test", port), lax, new RecordingHandler());

        assertEquals(
                TlsFailure.Reason.CERTIFICATE,
                failure(refused, CloseReason.HANDSHAKE_FAILED).reason());
        talk(engine, served);
    }

    private static InetSocketAddress address(int port) throws IOException {
        return new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port);
    }

    @Test
    void anAddressIsANameToo() throws Exception {
        Engine engine = start();
        int port = listen(engine, server(), RecordingHandler::echo);
        TlsIdentity nameOnly = identity("localhost");
        int otherPort = listen(engine, new TlsConfig(material(nameOnly, CLIENT)), RecordingHandler::echo);
        TlsTerms terms = new TlsConfig(material(CLIENT, SERVER, nameOnly)).terms();

        talk(engine, dial(engine, address(port), terms, new RecordingHandler()));
        RecordingHandler refused = dial(engine, address(otherPort), terms, new RecordingHandler());

        assertEquals(
                TlsFailure.Reason.CERTIFICATE,
                failure(refused, CloseReason.HANDSHAKE_FAILED).reason());
    }

    // ---- the check of the application ----

    @ParameterizedTest
    @EnumSource
    void theCheckOfWhoAcceptsTurnsAPeerAway(TlsVersion version) throws Exception {
        Engine engine = start();
        RecordingHandler accepted = new RecordingHandler();
        TlsConfig serving = server().versions(version)
                .clientAuth(ClientAuth.REQUIRED)
                .sessionCheck((negotiated, session) ->
                        !negotiated.peerCertificates().equals(CLIENT.chain()) || !session.isValid());
        int port = listen(engine, serving, () -> accepted);

        RecordingHandler dialer = dial(engine, port, client().terms());

        assertEquals(
                TlsFailure.Reason.REFUSED,
                failure(accepted, CloseReason.HANDSHAKE_FAILED).reason());
        assertFalse(accepted.has("open"), accepted::toString);
        // It has a handshake that is whole, so it is told by an end and no alert.
        dialer.awaitEnd(CloseReason.PEER_CLOSED);
        assertEquals(0, dialer.frameCount.get());
    }

    @ParameterizedTest
    @EnumSource
    void theCheckOfWhoDialsTurnsAPeerAway(TlsVersion version) throws Exception {
        Engine engine = start();
        RecordingHandler accepted = new RecordingHandler();
        int port = listen(engine, server().versions(version), () -> accepted);

        RecordingHandler dialer = dial(
                engine,
                port,
                client().sessionCheck((negotiated, session) -> false).terms());

        assertEquals(
                TlsFailure.Reason.REFUSED,
                failure(dialer, CloseReason.HANDSHAKE_FAILED).reason());
        accepted.awaitEnd();
        assertEquals(0, accepted.frameCount.get());
    }

    @Test
    void aCheckThatThrowsIsAFailureWithThatCause() throws Exception {
        Engine engine = start();
        RecordingHandler accepted = new RecordingHandler();
        IllegalStateException thrown = new IllegalStateException("the check is broken");
        TlsConfig serving = server().sessionCheck((negotiated, session) -> {
            throw thrown;
        });
        int port = listen(engine, serving, () -> accepted);

        RecordingHandler dialer = dial(engine, port, client().terms());

        TlsFailure failure = failure(accepted, CloseReason.HANDSHAKE_FAILED);
        assertEquals(TlsFailure.Reason.ENGINE, failure.reason());
        assertEquals(thrown, failure.cause());
        dialer.awaitEnd();
    }

    // ---- material that is loaded again ----

    @TempDir
    private Path directory;

    private void writePem(TlsIdentity identity) throws Exception {
        StringBuilder text = new StringBuilder();
        for (X509Certificate certificate : identity.chain()) {
            append(text, "CERTIFICATE", certificate.getEncoded());
        }
        Files.writeString(directory.resolve("chain.pem"), text);
        Files.writeString(
                directory.resolve("key.pem"),
                append(new StringBuilder(), "PRIVATE KEY", identity.key().getEncoded()));
    }

    private static StringBuilder append(StringBuilder text, String what, byte[] bytes) {
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes);
        return text.append("-----BEGIN " + what + "-----\n" + body + "\n-----END " + what + "-----\n");
    }

    @ParameterizedTest
    @EnumSource
    void newHandshakesSeeWhatWasLoadedAgainAndOpenLinksGoOn(TlsVersion version) throws Exception {
        TlsIdentity renewed = identity("localhost");
        writePem(SERVER);
        TlsMaterial material = TlsMaterial.ofPem(directory.resolve("chain.pem"), directory.resolve("key.pem"), null);
        Engine engine = start();
        int port = listen(engine, new TlsConfig(material).versions(version), RecordingHandler::echo);
        TlsTerms trusting = new TlsConfig(material(CLIENT, SERVER, renewed)).terms();
        RecordingHandler before = dial(engine, port, trusting);
        talk(engine, before);

        writePem(renewed);
        material.reload();
        RecordingHandler after = dial(engine, port, trusting);
        talk(engine, after);
        Files.writeString(directory.resolve("chain.pem"), "no certificate");
        assertThrows(TlsMaterialException.class, material::reload);
        writePem(SERVER);
        Files.delete(directory.resolve("key.pem"));
        assertThrows(IOException.class, material::reload);
        RecordingHandler afterFailure = dial(engine, port, trusting);
        talk(engine, afterFailure);

        assertEquals(SERVER.chain(), negotiated(engine, before).peerCertificates());
        assertEquals(renewed.chain(), negotiated(engine, after).peerCertificates());
        assertEquals(renewed.chain(), negotiated(engine, afterFailure).peerCertificates());
        talk(engine, before);
        assertEquals(true, onLoop(engine, loop -> before.awaitOpen().isOpen()));
    }

    @Test
    void materialIsLoadedAgainUnderHandshakesWithoutLosingOne() throws Exception {
        TlsIdentity[] generations = {SERVER, identity("localhost"), identity("localhost")};
        Set<X509Certificate> seen = ConcurrentHashMap.newKeySet();
        int[] turn = new int[1];
        TlsMaterial material = TlsMaterial.ofSource(() -> {
            TlsMaterial next = material(generations[turn[0]++ % generations.length], CLIENT);
            return new TlsMaterial.Loaded(next.context(), Long.MAX_VALUE);
        });
        Engine engine = start();
        int port = listen(engine, new TlsConfig(material), RecordingHandler::echo);
        TlsTerms trusting = new TlsConfig(material(CLIENT, generations)).terms();

        for (int i = 0; i < 12; i++) {
            RecordingHandler dialer = dial(engine, port, trusting);
            material.reload();
            talk(engine, dialer);
            seen.addAll(negotiated(engine, dialer).peerCertificates());
            close(engine, dialer);
        }

        assertTrue(seen.size() >= 2, () -> "certificates seen: " + seen.size());
    }
}
