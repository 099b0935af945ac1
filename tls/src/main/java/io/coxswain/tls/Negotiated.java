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
 * @param createdEpochMillis when the session was created, by the clock of {@link System#currentTimeMillis()};
 *     which is before this handshake if it was resumed
 * @param isResumed whether the handshake resumed an earlier session, and so proved nobody's certificate anew and cost a
 *     fraction of a full one. Read from the accepting end's first messages, the same for every provider that speaks TLS
 *     on the wire; false for an engine that hides them
 */
public record Negotiated(
        String protocol,
        String cipherSuite,
        @Nullable String applicationProtocol,
        @Nullable String serverName,
        List<X509Certificate> peerCertificates,
        long createdEpochMillis,
        boolean isResumed) {

    /** Copies the list. */
    public Negotiated {
        peerCertificates = List.copyOf(peerCertificates);
    }

    static Negotiated of(SSLEngine engine, SSLSession session, @Nullable String serverName, boolean isResumed) {
        String chosen = engine.getApplicationProtocol();
        return new Negotiated(
                session.getProtocol(),
                session.getCipherSuite(),
                chosen == null || chosen.isEmpty() ? null : chosen,
                serverName,
                certificatesOf(session),
                session.getCreationTime(),
                isResumed);
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
