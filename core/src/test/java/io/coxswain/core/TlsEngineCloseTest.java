package io.coxswain.core;

/** {@link EngineCloseTest} over TLS 1.3. */
final class TlsEngineCloseTest extends EngineCloseTest {
    @Override
    Transport transport() {
        return Transport.TLS_1_3;
    }
}
