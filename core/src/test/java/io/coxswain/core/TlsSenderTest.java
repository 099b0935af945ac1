package io.coxswain.core;

/** {@link SenderTest} over TLS 1.3. */
final class TlsSenderTest extends SenderTest {
    @Override
    Transport transport() {
        return Transport.TLS_1_3;
    }
}
