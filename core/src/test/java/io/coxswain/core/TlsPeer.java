package io.coxswain.core;

import io.coxswain.tls.TlsConfig;
import io.coxswain.tls.TlsIdentity;
import io.coxswain.tls.TlsMaterial;
import io.coxswain.tls.TlsTerms;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/** The JDK's blocking sockets as the other end of a TLS link, and a certificate for this host that they trust. */
final class TlsPeer {
    private static final TlsMaterial MATERIAL = material();

    private TlsPeer() {}

    private static TlsMaterial material() {
        try {
            TlsIdentity identity = TlsIdentity.selfSigned(
                    List.of("localhost", "127.0.0.1"), Instant.now().minus(Duration.ofHours(1)), Duration.ofHours(24));
            return TlsMaterial.ofIdentity(identity, identity.chain());
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    /** Terms of an end that has the certificate and trusts it. */
    static TlsConfig config() {
        return new TlsConfig(MATERIAL);
    }

    /** The same with a certificate made for it, so that no session of another test on the same port is resumed. */
    static TlsConfig newConfig() {
        return new TlsConfig(material());
    }

    static TlsTerms terms() {
        return config().terms();
    }

    static SSLContext context() {
        return MATERIAL.context();
    }

    /** A socket that has done its handshake in one of these versions. */
    static SSLSocket connectSocket(int port, String... versions) throws IOException {
        SSLSocket socket = (SSLSocket) context().getSocketFactory().createSocket();
        socket.connect(EngineSpec.loopback(port), (int) Await.LIMIT.toMillis());
        socket.setSoTimeout((int) Await.LIMIT.toMillis());
        if (versions.length > 0) {
            socket.setEnabledProtocols(versions);
        }
        socket.startHandshake();
        return socket;
    }

    /** Speaks TLS over a socket that has connected to a link, in one version; the handshake is done. */
    static SSLSocket client(Socket wire, String version) throws IOException {
        SSLSocket socket =
                (SSLSocket) context().getSocketFactory().createSocket(wire, "localhost", wire.getPort(), true);
        return handshake(socket, version);
    }

    /** Speaks TLS over a socket that was accepted from a link, in one version; the handshake is done. */
    static SSLSocket server(Socket wire, String version) throws IOException {
        SSLSocket socket = (SSLSocket) context().getSocketFactory().createSocket(wire, null, true);
        return handshake(socket, version);
    }

    private static SSLSocket handshake(SSLSocket socket, String version) throws IOException {
        socket.setSoTimeout((int) Await.LIMIT.toMillis());
        socket.setEnabledProtocols(new String[] {version});
        socket.startHandshake();
        return socket;
    }

    static TestPeer connect(int port, String... versions) throws IOException {
        return TestPeer.of(connectSocket(port, versions));
    }

    static Socket connectPlain(int port) throws IOException {
        return new Socket(InetAddress.getLoopbackAddress(), port);
    }
}
