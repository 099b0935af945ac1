package io.coxswain.tls;

import java.security.Provider;
import org.conscrypt.Conscrypt;
import org.junit.jupiter.api.Assumptions;

/** The second provider of the tests, where its native library runs. */
final class Conscrypts {
    private Conscrypts() {}

    static Provider provider() {
        if (!Conscrypt.isAvailable()) {
            String message = "SKIPPED, TOOL ABSENT: Conscrypt's native library for this machine";
            System.out.println(message);
            Assumptions.abort(message);
        }
        return Conscrypt.newProviderBuilder().provideTrustManager(true).build();
    }
}
