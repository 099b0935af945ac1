package io.coxswain.core;

/** {@link EchoTest} over TLS 1.2. */
final class Tls12EchoTest extends EchoTest {
    @Override
    Transport transport() {
        return Transport.TLS_1_2;
    }
}
