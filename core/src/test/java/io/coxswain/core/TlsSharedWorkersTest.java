package io.coxswain.core;

/** {@link SharedWorkersTest} over TLS 1.3. */
final class TlsSharedWorkersTest extends SharedWorkersTest {
    @Override
    Transport transport() {
        return Transport.TLS_1_3;
    }
}
