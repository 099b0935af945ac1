package io.coxswain.tls;

import java.security.Provider;

/** {@link TrafficSpec} for Conscrypt's engine. */
final class ConscryptTrafficTest extends TrafficSpec {
    @Override
    Provider provider() {
        return Conscrypts.provider();
    }
}
