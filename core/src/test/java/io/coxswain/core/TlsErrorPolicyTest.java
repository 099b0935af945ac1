package io.coxswain.core;

/** {@link ErrorPolicyTest} over TLS 1.3. */
final class TlsErrorPolicyTest extends ErrorPolicyTest {
    @Override
    Transport transport() {
        return Transport.TLS_1_3;
    }
}
