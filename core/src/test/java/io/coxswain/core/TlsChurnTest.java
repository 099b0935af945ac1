package io.coxswain.core;

/** {@link ChurnTest} over TLS 1.3. */
final class TlsChurnTest extends ChurnTest {
    @Override
    Transport transport() {
        return Transport.TLS_1_3;
    }
}
