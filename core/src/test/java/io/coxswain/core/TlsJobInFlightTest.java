package io.coxswain.core;

/** {@link JobInFlightTest} over TLS 1.3. */
final class TlsJobInFlightTest extends JobInFlightTest {
    @Override
    Transport transport() {
        return Transport.TLS_1_3;
    }
}
