package io.coxswain.core;

/** {@link StarvedLinksTest} over TLS 1.3. */
final class TlsStarvedLinksTest extends StarvedLinksTest {
    @Override
    Transport transport() {
        return Transport.TLS_1_3;
    }
}
