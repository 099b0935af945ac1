package io.coxswain.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.coxswain.tls.TlsAlert;
import io.coxswain.tls.TlsConfig;
import io.coxswain.tls.TlsFailure;
import io.coxswain.tls.TlsIdentity;
import io.coxswain.tls.TlsMaterial;
import io.coxswain.tls.TlsTerms;
import io.coxswain.tls.TlsVersion;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What the two ends of a link choose together: version, application protocol, and the certificate by the name that is
 * asked for. Who trusts whom: {@link TlsTrustTest}.
 */
class TlsNegotiationTest extends TlsFeatureSpec {
    private static final TlsIdentity ONE = identity("one.example.test");
    private static final TlsIdentity WILD = identity("*.wild.example.test");

    // ---- versions and ciphers ----

    @Test
    void nothingInCommonIsToldToBothEnds() throws Exception {
        Engine engine = start();
        RecordingHandler accepted = new RecordingHandler();
        int port = listen(engine, server().versions(TlsVersion.TLS_1_3), () -> accepted);

        RecordingHandler dialer =
                dial(engine, port, client().versions(TlsVersion.TLS_1_2).terms());

        TlsFailure told = failure(dialer, CloseReason.HANDSHAKE_FAILED);
        assertEquals(TlsFailure.Reason.ALERT_RECEIVED, told.reason());
        assertEquals(TlsAlert.PROTOCOL_VERSION, told.alert());
        TlsFailure found = failure(accepted, CloseReason.HANDSHAKE_FAILED);
        assertEquals(TlsFailure.Reason.HANDSHAKE, found.reason());
        assertEquals(TlsAlert.PROTOCOL_VERSION, found.alert());
    }

    @Test
    void theCipherIsOneThatIsAllowed() throws Exception {
        Engine engine = start();
        String suite = "TLS_AES_256_GCM_SHA384";
        int port = listen(engine, server().cipherSuites(suite), RecordingHandler::echo);

        RecordingHandler dialer = dial(engine, port, client().terms());

        assertEquals(suite, negotiated(engine, dialer).cipherSuite());
    }

    // ---- ALPN ----

    @ParameterizedTest
    @EnumSource
    void theListenersFavouriteApplicationProtocolIsChosen(TlsVersion version) throws Exception {
        Engine engine = start();
        TlsConfig serving = server().versions(version).applicationProtocols("new", "old");
        int port = listen(engine, serving, RecordingHandler::echo);

        RecordingHandler dialer =
                dial(engine, port, client().applicationProtocols("old", "new").terms());
        talk(engine, dialer);

        assertEquals("new", negotiated(engine, dialer).applicationProtocol());
        assertEquals("new", negotiated(engine, handlers.get(1)).applicationProtocol());
    }

    @ParameterizedTest
    @EnumSource
    void withoutACommonApplicationProtocolThereIsNoLinkAndBothEndsKnowWhy(TlsVersion version) throws Exception {
        Engine engine = start();
        RecordingHandler accepted = new RecordingHandler();
        TlsConfig serving = server().versions(version).applicationProtocols("new");
        int port = listen(engine, serving, () -> accepted);

        RecordingHandler dialer =
                dial(engine, port, client().applicationProtocols("old").terms());

        TlsFailure told = failure(dialer, CloseReason.HANDSHAKE_FAILED);
        assertEquals(TlsFailure.Reason.ALERT_RECEIVED, told.reason());
        assertEquals(TlsAlert.NO_APPLICATION_PROTOCOL, told.alert());
        TlsFailure found = failure(accepted, CloseReason.HANDSHAKE_FAILED);
        assertEquals(TlsFailure.Reason.HANDSHAKE, found.reason());
        assertEquals(TlsAlert.NO_APPLICATION_PROTOCOL, found.alert());
        awaitQuiet(engine);
    }

    @Test
    void anEndThatSpeaksNoAlpnIsServedWithoutOne() throws Exception {
        Engine engine = start();
        int port = listen(engine, server().applicationProtocols("new"), RecordingHandler::echo);

        RecordingHandler dialer = dial(engine, port, client().terms());
        talk(engine, dialer);

        assertNull(negotiated(engine, dialer).applicationProtocol());
        assertNull(negotiated(engine, handlers.get(1)).applicationProtocol());
    }

    // ---- the server name ----

    private static TlsConfig named(TlsVersion version) {
        return server().versions(version)
                .serverName("one.example.test", material(ONE, CLIENT))
                .serverName("*.wild.example.test", material(WILD, CLIENT));
    }

    @ParameterizedTest
    @EnumSource
    void theNameThatIsDialedChoosesTheCertificate(TlsVersion version) throws Exception {
        Engine engine = start();
        int port = listen(engine, named(version), RecordingHandler::echo);
        TlsTerms trusting = new TlsConfig(material(CLIENT, SERVER, ONE, WILD)).terms();

        assertServed(engine, trusting, "one.example.test", port, ONE);
        assertServed(engine, trusting, "any.wild.example.test", port, WILD);
        assertServed(engine, trusting, "localhost", port, SERVER);
    }

    private void assertServed(Engine engine, TlsTerms trusting, String name, int port, TlsIdentity expected)
            throws Exception {
        RecordingHandler dialer = dial(engine, named(name, port), trusting, new RecordingHandler());
        talk(engine, dialer);
        X509Certificate shown = negotiated(engine, dialer).peerCertificates().get(0);
        assertEquals(expected.chain().get(0), shown, name);
        // Only a name with a dot is sent.
        @Nullable
        String heard = negotiated(engine, handlers.get(handlers.size() - 1)).serverName();
        assertEquals(name.contains(".") ? name : null, heard);
        close(engine, dialer);
    }

    @Test
    void theNameThatAPlainClientAsksForChoosesTheCertificate() throws Exception {
        int port = listen(start(), named(TlsVersion.TLS_1_3), RecordingHandler::echo);
        for (String name : List.of("ONE.example.TEST", "any.wild.example.test", "other.example.test")) {
            // Anew: the JDK's client finds sessions by the address, and asks once more for the name that they were made
            // with.
            TlsMaterial trusting = material(CLIENT, SERVER, ONE, WILD);
            SSLSocket socket = connectSocket(trusting, port, TlsVersion.TLS_1_3);
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setServerNames(List.of(new SNIHostName(name)));
            socket.setSSLParameters(parameters);

            TestPeer.of(socket).write(TestPeer.frame(10, 1)).expect(TestPeer.frame(10, 1));

            TlsIdentity expected = name.startsWith("ONE") ? ONE : name.startsWith("any") ? WILD : SERVER;
            assertEquals(expected.chain().get(0), socket.getSession().getPeerCertificates()[0], name);
        }
    }

    @Test
    void aNameThatTheCertificateDoesNotHaveIsRefusedByWhoAsked() throws Exception {
        Engine engine = start();
        RecordingHandler accepted = new RecordingHandler();
        int port = listen(engine, named(TlsVersion.TLS_1_3), () -> accepted);
        TlsTerms trusting = new TlsConfig(material(CLIENT, SERVER, ONE, WILD)).terms();

        RecordingHandler dialer = dial(engine, named("other.example.test", port), trusting, new RecordingHandler());

        TlsFailure found = failure(dialer, CloseReason.HANDSHAKE_FAILED);
        assertEquals(TlsFailure.Reason.CERTIFICATE, found.reason());
        assertTrue(found.message().contains("other.example.test"), found::message);
        TlsFailure told = failure(accepted, CloseReason.HANDSHAKE_FAILED);
        assertEquals(TlsFailure.Reason.ALERT_RECEIVED, told.reason());
        assertTold(told, found, TlsVersion.TLS_1_3);
    }

    @Test
    void aPlainClientHearsWhyItWasRefused() throws Exception {
        int port = listen(start(), server().applicationProtocols("new"), RecordingHandler::new);
        SSLSocket socket = connectSocket(material(CLIENT, SERVER), port, TlsVersion.TLS_1_3);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setApplicationProtocols(new String[] {"old"});
        socket.setSSLParameters(parameters);

        SSLException heard = assertThrows(SSLException.class, socket::startHandshake);

        assertTrue(String.valueOf(heard.getMessage()).contains("no_application_protocol"), heard::toString);
    }
}
