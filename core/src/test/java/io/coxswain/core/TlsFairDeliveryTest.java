package io.coxswain.core;

/** {@link FairDeliveryTest} over TLS 1.3. */
final class TlsFairDeliveryTest extends FairDeliveryTest {
    @Override
    Transport transport() {
        return Transport.TLS_1_3;
    }
}
