package io.coxswain.core;

/** {@link MalformedTest} over TLS 1.3. */
final class TlsMalformedTest extends MalformedTest {
    @Override
    Transport transport() {
        return Transport.TLS_1_3;
    }
}
