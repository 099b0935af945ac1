package io.coxswain.core;

/** {@link BackpressureTest} over TLS 1.3. */
final class TlsBackpressureTest extends BackpressureTest {
    @Override
    Transport transport() {
        return Transport.TLS_1_3;
    }
}
