package io.coxswain.tls;

import javax.net.ssl.SSLSession;

/**
 * Looks at a verified session at the end of the handshake, before a byte of the application passes, and
 * may refuse it.
 *
 * <p><b>Threads.</b> Workers, several at once; a call must not block.
 */
@FunctionalInterface
public interface SessionCheck {
    /**
     * Decides about one connection. The certificates have already been verified by the trust manager.
     *
     * @param negotiated what both ends agreed on
     * @param session the engine's session, for what {@code negotiated} does not have; not to be kept
     * @return whether the connection may be used; if not, it fails with {@link TlsFailure.Reason#REFUSED}
     */
    boolean accepts(Negotiated negotiated, SSLSession session);
}
