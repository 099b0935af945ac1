package io.coxswain.samples;

import io.coxswain.tls.TlsConfig;
import io.coxswain.tls.TlsIdentity;
import io.coxswain.tls.TlsMaterial;
import io.coxswain.tls.TlsTerms;
import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import javax.net.ssl.SSLSocket;

/** A certificate for this host, and sockets that trust it. */
final class TlsForTests {
    private static final TlsMaterial MATERIAL = material();

    private TlsForTests() {}

    private static TlsMaterial material() {
        try {
            TlsIdentity identity = TlsIdentity.selfSigned(
                    List.of("localhost", "127.0.0.1"), Instant.now().minus(Duration.ofHours(1)), Duration.ofHours(24));
            return TlsMaterial.ofIdentity(identity, identity.chain());
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    /** What a server speaks. */
    static TlsTerms terms() {
        return new TlsConfig(MATERIAL).terms();
    }

    /** Speaks it over a socket that has connected to such a server; the handshake is done. */
    static SSLSocket client(Socket wire) throws IOException {
        SSLSocket socket =
                (SSLSocket) MATERIAL.context().getSocketFactory().createSocket(wire, "localhost", wire.getPort(), true);
        socket.startHandshake();
        return socket;
    }
}
