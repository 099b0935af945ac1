package io.coxswain.tls;

import java.security.Provider;

/** The handshakes of Conscrypt's engine, which is BoringSSL. */
final class ConscryptHandshakeTest extends HandshakeSpec {
    @Override
    Provider provider() {
        return Conscrypts.provider();
    }
}
