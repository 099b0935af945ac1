package io.coxswain.tls;

import java.security.Provider;

/** {@link ClosingSpec} for Conscrypt's engine. */
final class ConscryptClosingTest extends ClosingSpec {
    @Override
    Provider provider() {
        return Conscrypts.provider();
    }
}
