package io.coxswain.core;

/** {@link LingeringTest} over TLS 1.3. */
final class TlsLingeringTest extends LingeringTest {
    @Override
    Transport transport() {
        return Transport.TLS_1_3;
    }
}
