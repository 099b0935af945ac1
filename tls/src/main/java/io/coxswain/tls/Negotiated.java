package io.coxswain.tls;

import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * What both ends agreed on in a handshake, read from the engine once, so that nobody has to ask the
 * engine later.
 *
 * <p><b>Threads.</b> Any: immutable.
 *
 * @param protocol such as {@code TLSv1.3}
 * @param cipherSuite such as {@code TLS_AES_128_GCM_SHA256}
 * @param applicationProtocol what ALPN chose, or null if it chose nothing
 * @param serverName the name that the dialing end asked for: as it came in the ClientHello when
 *     accepting, the host when dialing; null if none
 * @param peerCertificates the peer's own certificate first; empty if it sent none
 * @param createdEpochMillis when the session was created, which is before this handshake if it was resumed
 */
public record Negotiated(
        String protocol,
        String cipherSuite,
        @Nullable String applicationProtocol,
        @Nullable String serverName,
        List<X509Certificate> peerCertificates,
        long createdEpochMillis) {

    /** Copies the list. */
    public Negotiated {
        peerCertificates = List.copyOf(peerCertificates);
    }

    /**
     * Whether the handshake resumed an earlier session. No provider says so; the session's age does.
     *
     * @param handshakeEpochMillis when this handshake began, by the clock of {@link System#currentTimeMillis()}
     */
    public boolean isResumed(long handshakeEpochMillis) {
        return createdEpochMillis < handshakeEpochMillis;
    }

    static Negotiated of(SSLEngine engine, SSLSession session, @Nullable String serverName) {
        String chosen = engine.getApplicationProtocol();
        return new Negotiated(
                session.getProtocol(),
                session.getCipherSuite(),
                chosen == null || chosen.isEmpty() ? null : chosen,
                serverName,
                certificatesOf(session),
                session.getCreationTime());
    }

    private static List<X509Certificate> certificatesOf(SSLSession session) {
        List<X509Certificate> found = new ArrayList<>();
        try {
            for (Certificate certificate : session.getPeerCertificates()) {
                if (certificate instanceof X509Certificate known) {
                    found.add(known);
                }
            }
        } catch (SSLPeerUnverifiedException e) {
            return List.of(); // The peer sent none, which this exception is JSSE's way of saying.
        }
        return found;
    }
}
