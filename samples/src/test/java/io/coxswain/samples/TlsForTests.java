package io.coxswain.samples;

import io.coxswain.tls.TlsConfig;
import io.coxswain.tls.TlsIdentity;
import io.coxswain.tls.TlsMaterial;
import io.coxswain.tls.TlsTerms;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateEncodingException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.SSLSocket;

/** A certificate for this host, and sockets and links that trust it. */
final class TlsForTests {
    private static final TlsIdentity IDENTITY = identity();
    private static final TlsMaterial MATERIAL = material();

    private TlsForTests() {}

    private static TlsIdentity identity() {
        try {
            return TlsIdentity.selfSigned(
                    List.of("localhost", "127.0.0.1"), Instant.now().minus(Duration.ofHours(1)), Duration.ofHours(24));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static TlsMaterial material() {
        try {
            return TlsMaterial.ofIdentity(IDENTITY, IDENTITY.chain());
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    /** What a server in this process speaks, and whoever dials one. */
    static TlsTerms terms() {
        return new TlsConfig(MATERIAL).terms();
    }

    /** The options with which a server in another process speaks it; the file that they name is made. */
    static List<String> options(Path directory) throws IOException {
        Path file = directory.resolve("server.pem");
        try {
            String key = pem("PRIVATE KEY", IDENTITY.key().getEncoded());
            String certificate = pem("CERTIFICATE", IDENTITY.chain().get(0).getEncoded());
            Files.writeString(file, key + certificate);
        } catch (CertificateEncodingException e) {
            throw new AssertionError(e);
        }
        return List.of("--tls-cert", file.toString(), "--tls-key", file.toString());
    }

    private static String pem(String label, byte[] content) {
        String text = Base64.getMimeEncoder().encodeToString(content);
        return "-----BEGIN " + label + "-----\n" + text + "\n-----END " + label + "-----\n";
    }

    /** Speaks it over a socket that has connected to such a server; the handshake is done. */
    static SSLSocket client(Socket wire) throws IOException {
        SSLSocket socket =
                (SSLSocket) MATERIAL.context().getSocketFactory().createSocket(wire, "localhost", wire.getPort(), true);
        try {
            socket.startHandshake();
            return socket;
        } catch (IOException e) {
            wire.close();
            throw e;
        }
    }
}
