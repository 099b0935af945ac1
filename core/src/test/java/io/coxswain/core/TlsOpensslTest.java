package io.coxswain.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.coxswain.tls.ClientAuth;
import io.coxswain.tls.Negotiated;
import io.coxswain.tls.TlsConfig;
import io.coxswain.tls.TlsFailure;
import io.coxswain.tls.TlsIdentity;
import io.coxswain.tls.TlsTerms;
import io.coxswain.tls.TlsVersion;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Links with OpenSSL's tool at the other end, as client and as server: what two engines of the JDK's would agree on
 * even if both were wrong. Lines are the frames.
 */
class TlsOpensslTest extends TlsFeatureSpec {
    private static final TlsIdentity OTHER = identity("other.example.test");

    @TempDir
    private Path directory;

    @BeforeEach
    void writeKeys() throws Exception {
        write("server", SERVER);
        write("client", CLIENT);
        write("other", OTHER);
    }

    private void write(String name, TlsIdentity identity) throws Exception {
        Files.writeString(
                directory.resolve(name + ".pem"),
                pem("CERTIFICATE", identity.chain().get(0).getEncoded()));
        Files.writeString(
                directory.resolve(name + "-key.pem"),
                pem("PRIVATE KEY", identity.key().getEncoded()));
    }

    private static String pem(String what, byte[] bytes) {
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes);
        return "-----BEGIN " + what + "-----\n" + body + "\n-----END " + what + "-----\n";
    }

    private String file(String name) {
        return directory.resolve(name).toString();
    }

    private static String flag(TlsVersion version) {
        return version == TlsVersion.TLS_1_2 ? "-tls1_2" : "-tls1_3";
    }

    private static LinkConfig lines(TlsConfig terms) {
        return new LinkConfig(new LineFraming(1_000)).tls(terms.terms());
    }

    private OpensslProcess client(int port, String... more) throws Exception {
        List<String> arguments = new ArrayList<>(List.of("s_client", "-connect", "127.0.0.1:" + port));
        arguments.addAll(List.of("-CAfile", file("server.pem"), "-verify_return_error"));
        arguments.addAll(List.of(more));
        return keep(OpensslProcess.start(arguments));
    }

    /** A server that sends every line back reversed, and ends when it is told CLOSE. */
    private OpensslProcess server(String... more) throws Exception {
        List<String> arguments = new ArrayList<>(List.of("s_server", "-accept", "127.0.0.1:0", "-rev"));
        arguments.addAll(List.of("-cert", file("server.pem"), "-key", file("server-key.pem")));
        arguments.addAll(List.of(more));
        return keep(OpensslProcess.start(arguments));
    }

    // ---- it dials ----

    @ParameterizedTest
    @EnumSource
    void itsClientTalksAndEndsInOrder(TlsVersion version) throws Exception {
        Engine engine = start();
        TlsConfig terms = server().applicationProtocols("lines", "echo");
        int port = listen(engine, lines(terms), RecordingHandler::echo);

        OpensslProcess client = client(port, flag(version), "-verify_hostname", "localhost", "-alpn", "other,echo");
        client.say("hello");
        client.awaitSaid("hello");
        client.say("Q");
        String said = client.awaitEnd();

        RecordingHandler accepted = handlers.get(0);
        accepted.awaitEnd(CloseReason.PEER_CLOSED);
        assertEquals(List.of("open", "frame", "inputEnd", "close"), accepted.events());
        assertTrue(said.contains("Verify return code: 0 (ok)"), said);
        assertTrue(said.contains("ALPN protocol: echo"), said);
        assertTrue(said.contains("New, " + version.jsseName()), said);
    }

    @ParameterizedTest
    @EnumSource
    void itsClientSeesThatWeEndInOrder(TlsVersion version) throws Exception {
        RecordingHandler once = new RecordingHandler();
        once.atFrame = (link, frame) -> {
            link.send(frame);
            link.close();
        };
        int port = listen(start(), lines(server()), () -> once);

        OpensslProcess client = client(port, flag(version));
        client.say("hello");
        String said = client.awaitEnd();

        // It says so of a close_notify, and names an error where there is none.
        assertTrue(said.contains("\nclosed"), said);
        assertFalse(said.contains("error"), said);
        once.awaitEnd(CloseReason.LOCAL);
    }

    @ParameterizedTest
    @EnumSource
    void itsClientShowsACertificateOrIsToldThatItHasTo(TlsVersion version) throws Exception {
        Engine engine = start();
        int port = listen(engine, lines(server().clientAuth(ClientAuth.REQUIRED)), RecordingHandler::echo);

        OpensslProcess known = client(port, flag(version), "-cert", file("client.pem"), "-key", file("client-key.pem"));
        known.say("hello");
        known.awaitSaid("hello");
        OpensslProcess nobody = client(port, flag(version));
        String said = nobody.awaitEnd();

        assertEquals(CLIENT.chain(), negotiated(engine, handlers.get(0)).peerCertificates());
        assertTrue(said.contains("alert"), said);
        failure(handlers.get(1), CloseReason.HANDSHAKE_FAILED);
    }

    @ParameterizedTest
    @EnumSource
    void itsClientResumesASession(TlsVersion version) throws Exception {
        Engine engine = start();
        int port = listen(engine, lines(server()), RecordingHandler::echo);
        OpensslProcess first = client(port, flag(version), "-sess_out", file("session.pem"));
        first.say("hello");
        first.awaitSaid("hello");
        first.say("Q");
        first.awaitEnd();

        OpensslProcess second = client(port, flag(version), "-sess_in", file("session.pem"));
        second.awaitSaid("Reused, " + version.jsseName());
        second.say("again");
        second.awaitSaid("again");

        assertFalse(negotiated(engine, handlers.get(0)).isResumed());
        assertTrue(negotiated(engine, handlers.get(1)).isResumed());
    }

    @Test
    void itsClientGetsTheCertificateOfTheNameThatItAsksFor() throws Exception {
        TlsConfig terms = server().serverName("other.example.test", material(OTHER, CLIENT));
        int port = listen(start(), lines(terms), RecordingHandler::echo);
        String[] trusting = {"-servername", "other.example.test", "-CAfile", file("other.pem")};

        OpensslProcess client = client(port, trusting);

        client.awaitSaid("Verify return code: 0 (ok)");
        assertTrue(client.said().contains("other.example.test"), client.said());
    }

    // ---- it listens ----

    private RecordingHandler dialLines(Engine engine, InetSocketAddress address, TlsTerms terms) throws Exception {
        RecordingHandler dialer = new RecordingHandler();
        handlers.add(dialer);
        LinkConfig config = new LinkConfig(new LineFraming(1_000)).tls(terms);
        onLoop(engine, loop -> loop.connect(address, config, dialer));
        return dialer;
    }

    private void say(Engine engine, RecordingHandler dialer, String line) throws Exception {
        ByteBuffer bytes = ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.US_ASCII));
        inTask(engine, dialer, link -> link.send(bytes));
    }

    @ParameterizedTest
    @EnumSource
    void itsServerTalksAndSeesThatWeEndInOrder(TlsVersion version) throws Exception {
        OpensslProcess server = server(flag(version), "-alpn", "echo,other");
        Engine engine = start();
        TlsTerms terms = client().applicationProtocols("lines", "echo").terms();
        RecordingHandler dialer = dialLines(engine, loopback(server.awaitPort()), terms);

        say(engine, dialer, "hello");
        dialer.awaitFrames(1);
        close(engine, dialer);

        server.awaitSaid("CONNECTION CLOSED");
        assertFalse(server.said().contains("error"), server.said());
        assertEquals(6, dialer.frameBytes.get());
        Negotiated negotiated = negotiated(engine, dialer);
        assertEquals(version.jsseName(), negotiated.protocol());
        assertEquals("echo", negotiated.applicationProtocol());
    }

    @ParameterizedTest
    @EnumSource
    void itsServerEndsInOrder(TlsVersion version) throws Exception {
        OpensslProcess server = server(flag(version));
        Engine engine = start();
        RecordingHandler dialer = dialLines(engine, loopback(server.awaitPort()), client().terms());

        say(engine, dialer, "hello");
        say(engine, dialer, "CLOSE");

        dialer.awaitEnd(CloseReason.PEER_CLOSED);
        assertEquals(List.of("open", "frame", "inputEnd", "close"), dialer.events());
    }

    @ParameterizedTest
    @EnumSource
    void itsServerDemandsACertificate(TlsVersion version) throws Exception {
        OpensslProcess server =
                server(flag(version), "-Verify", "1", "-verify_return_error", "-CAfile", file("client.pem"));
        Engine engine = start();
        int port = server.awaitPort();
        TlsTerms anonymous = new TlsConfig(CountingTrust.in(SERVER).newContext()).terms();

        RecordingHandler known = dialLines(engine, loopback(port), client().terms());
        say(engine, known, "hello");
        known.awaitFrames(1);
        close(engine, known);
        RecordingHandler nobody = dialLines(engine, loopback(port), anonymous);

        // In TLS 1.3 our handshake is over before it has looked.
        TlsFailure told =
                failure(nobody, version == TlsVersion.TLS_1_2 ? CloseReason.HANDSHAKE_FAILED : CloseReason.TLS_FAILED);
        assertEquals(TlsFailure.Reason.ALERT_RECEIVED, told.reason());
    }

    @ParameterizedTest
    @EnumSource
    void aLinkResumesASessionOfItsServer(TlsVersion version) throws Exception {
        OpensslProcess server = server(flag(version));
        Engine engine = start();
        int port = server.awaitPort();
        CountingTrust trust = CountingTrust.in(SERVER);
        TlsTerms terms = new TlsConfig(trust.newContext()).terms();

        for (int i = 0; i < 2; i++) {
            RecordingHandler dialer = dialLines(engine, loopback(port), terms);
            say(engine, dialer, "hello");
            dialer.awaitFrames(1);
            assertEquals(i == 1, negotiated(engine, dialer).isResumed());
            close(engine, dialer);
        }

        assertEquals(1, trust.count());
    }

    @Test
    void itsServerHearsTheNameThatWeDial() throws Exception {
        OpensslProcess server = server(
                "-servername", "other.example.test", "-cert2", file("other.pem"), "-key2", file("other-key.pem"));
        Engine engine = start();
        TlsTerms terms = new TlsConfig(material(CLIENT, SERVER, OTHER)).terms();

        RecordingHandler dialer = dialLines(engine, named("other.example.test", server.awaitPort()), terms);
        say(engine, dialer, "hello");
        dialer.awaitFrames(1);

        assertEquals(OTHER.chain(), negotiated(engine, dialer).peerCertificates());
    }
}
