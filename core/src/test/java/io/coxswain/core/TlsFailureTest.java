package io.coxswain.core;

/** {@link FailureTest} over TLS 1.3. */
final class TlsFailureTest extends FailureTest {
    @Override
    Transport transport() {
        return Transport.TLS_1_3;
    }
}
