package io.coxswain.tls;

import java.security.Provider;
import org.jspecify.annotations.Nullable;

/** The handshakes of the JDK's engine. */
final class JdkHandshakeTest extends HandshakeSpec {
    @Override
    @Nullable
    Provider provider() {
        return null;
    }
}
