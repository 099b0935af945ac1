package io.coxswain.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.coxswain.tls.Negotiated;
import io.coxswain.tls.TlsConfig;
import io.coxswain.tls.TlsFailure;
import io.coxswain.tls.TlsIdentity;
import io.coxswain.tls.TlsMaterial;
import io.coxswain.tls.TlsTerms;
import io.coxswain.tls.TlsVersion;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import javax.net.ssl.SSLSocket;

/** Two ends of a TLS link with terms of their own, one listening and one dialing, for tests of what they agree on. */
abstract class TlsFeatureSpec extends EngineSpec {
    /** Whom everybody dials who asks for no other name. */
    static final TlsIdentity SERVER = identity("localhost", "127.0.0.1");

    /** Who dials, where it is asked. */
    static final TlsIdentity CLIENT = identity("client.example");

    static TlsIdentity identity(String... names) {
        try {
            return TlsIdentity.selfSigned(
                    List.of(names), Instant.now().minus(Duration.ofHours(1)), Duration.ofHours(24));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    /** Keys of one and the certificates of others, in a context that has no sessions yet. */
    static TlsMaterial material(TlsIdentity own, TlsIdentity... trusted) {
        try {
            return TlsMaterial.ofIdentity(
                    own,
                    List.of(trusted).stream().map(one -> one.chain().get(0)).toList());
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    /** An end that accepts as {@link #SERVER} and trusts {@link #CLIENT}. */
    static TlsConfig server() {
        return new TlsConfig(material(SERVER, CLIENT));
    }

    /** An end that dials as {@link #CLIENT} and trusts {@link #SERVER}. */
    static TlsConfig client() {
        return new TlsConfig(material(CLIENT, SERVER));
    }

    int listen(Engine engine, TlsConfig accepting, Supplier<RecordingHandler> newHandler) throws Exception {
        return listen(engine, linkConfig().tls(accepting.terms()), newHandler);
    }

    /** Dials this host, as its name says. */
    RecordingHandler dial(Engine engine, int port, TlsTerms terms) throws Exception {
        return dial(engine, loopback(port), terms, new RecordingHandler());
    }

    RecordingHandler dial(Engine engine, InetSocketAddress address, TlsTerms terms, RecordingHandler handler)
            throws Exception {
        handlers.add(handler);
        LinkConfig config = linkConfig().tls(terms);
        onLoop(engine, loop -> loop.connect(address, config, handler));
        return handler;
    }

    /** This host under another name. */
    static InetSocketAddress named(String name, int port) throws IOException {
        return new InetSocketAddress(InetAddress.getByAddress(name, new byte[] {127, 0, 0, 1}), port);
    }

    /**
     * Sends a frame over a link that has opened, and waits for its echo: what comes behind a handshake has been read.
     */
    void talk(Engine engine, RecordingHandler dialer) throws Exception {
        long before = dialer.frameCount.get();
        inTask(engine, dialer, link -> link.send(ByteBuffer.wrap(TestPeer.frame(100, before))));
        dialer.awaitFrames(before + 1);
    }

    /** Closes a link in order, and waits for its end. */
    void close(Engine engine, RecordingHandler dialer) throws Exception {
        inTask(engine, dialer, Link::close);
        dialer.awaitEnd(CloseReason.LOCAL);
    }

    Negotiated negotiated(Engine engine, RecordingHandler handler) throws Exception {
        Link link = handler.awaitOpen();
        return onLoop(engine, loop -> Objects.requireNonNull(link.negotiated()));
    }

    static TlsFailure failure(RecordingHandler handler, CloseReason reason) {
        return assertInstanceOf(TlsException.class, handler.awaitEnd(reason)).failure();
    }

    /**
     * Checks that both ends tell of the same alert. Who has sent it in TLS 1.3 does not know it on a JDK before 19,
     * where it is encrypted and the engine does not name it.
     */
    static void assertTold(TlsFailure told, TlsFailure found, TlsVersion version) {
        boolean isHidden = version == TlsVersion.TLS_1_3 && Runtime.version().feature() < 19;
        assertEquals(isHidden ? null : told.alert(), found.alert());
    }

    /** A blocking socket of the JDK's, with a context of the test's choice. */
    SSLSocket connectSocket(TlsMaterial material, int port, TlsVersion version) throws IOException {
        SSLSocket socket =
                keep((SSLSocket) material.context().getSocketFactory().createSocket());
        socket.connect(loopback(port), (int) Await.LIMIT.toMillis());
        socket.setSoTimeout((int) Await.LIMIT.toMillis());
        socket.setEnabledProtocols(new String[] {version.jsseName()});
        return socket;
    }
}
