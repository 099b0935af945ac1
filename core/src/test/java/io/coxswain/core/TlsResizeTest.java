package io.coxswain.core;

/** {@link ResizeTest} over TLS 1.3. */
final class TlsResizeTest extends ResizeTest {
    @Override
    Transport transport() {
        return Transport.TLS_1_3;
    }
}
