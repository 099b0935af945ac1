package io.coxswain.core;

import org.junit.jupiter.api.Disabled;

/** {@link LinkCloseTest} over TLS 1.2, where the end of one direction is the end of both: {@link TlsLinkTest}. */
final class Tls12LinkCloseTest extends LinkCloseTest {
    @Override
    Transport transport() {
        return Transport.TLS_1_2;
    }

    @Override
    @Disabled("TLS 1.2 has no half-close: the peer may not send after the link's end")
    void deliversNothingThatComesAfterItsClose() {}

    @Override
    @Disabled("TLS 1.2 has no half-close: the peer may not send after the link's end")
    void goesOnReceivingAfterItsOwnOutputHasEnded() {}

    @Override
    @Disabled("TLS 1.2 has no half-close: the link may not send after the peer's end")
    void closesGracefullyWhenThePeerHasEnded() {}

    @Override
    @Disabled("TLS 1.2 has no half-close: the link may not send after the peer's end")
    void keepsItsOutputOpenWhenThePeerHasEndedAndItIsTold() {}
}
