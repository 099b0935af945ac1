package io.coxswain.core;

/** {@link EchoTest} over TLS 1.3. */
final class TlsEchoTest extends EchoTest {
    @Override
    Transport transport() {
        return Transport.TLS_1_3;
    }
}
