package io.coxswain.core;

/** {@link SuspendTest} over TLS 1.3. */
final class TlsSuspendTest extends SuspendTest {
    @Override
    Transport transport() {
        return Transport.TLS_1_3;
    }
}
