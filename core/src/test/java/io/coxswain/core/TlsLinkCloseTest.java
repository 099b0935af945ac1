package io.coxswain.core;

/** {@link LinkCloseTest} over TLS 1.3. */
final class TlsLinkCloseTest extends LinkCloseTest {
    @Override
    Transport transport() {
        return Transport.TLS_1_3;
    }
}
