package io.coxswain.core;

/** {@link ConnectTest} over TLS 1.3. */
final class TlsConnectTest extends ConnectTest {
    @Override
    Transport transport() {
        return Transport.TLS_1_3;
    }
}
