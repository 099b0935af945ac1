package io.coxswain.core;

/** {@link SilenceTest} over TLS 1.3. */
final class TlsSilenceTest extends SilenceTest {
    @Override
    Transport transport() {
        return Transport.TLS_1_3;
    }
}
