package io.coxswain.core;

/** {@link EngineLoadCloseTest} over TLS 1.3. */
final class TlsEngineLoadCloseTest extends EngineLoadCloseTest {
    @Override
    Transport transport() {
        return Transport.TLS_1_3;
    }
}
