package io.coxswain.core;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.coxswain.tls.TlsConfig;
import io.coxswain.tls.TlsMaterial;
import io.coxswain.tls.TlsTerms;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;

/** Which certificate expires first, of those in use. That links and listeners tell of theirs is in {@link TlsDumpTest}. */
class TermsInUseTest {
    private final TermsInUse inUse = new TermsInUse();

    private static TlsTerms expiring(long epochMillis) throws Exception {
        SSLContext context = SSLContext.getDefault();
        return new TlsConfig(TlsMaterial.ofSource(() -> new TlsMaterial.Loaded(context, epochMillis))).terms();
    }

    @Test
    void knowsTheFirstToExpire() throws Exception {
        assertEquals(Long.MAX_VALUE, inUse.expiresEpochMillis());

        inUse.retain(expiring(2_000));
        inUse.retain(expiring(1_000));
        inUse.retain(expiring(3_000));

        assertEquals(1_000, inUse.expiresEpochMillis());
    }

    @Test
    void forgetsTermsWithTheirLastUser() throws Exception {
        TlsTerms terms = expiring(1_000);
        inUse.retain(terms);
        inUse.retain(terms);

        inUse.release(terms);
        assertEquals(1_000, inUse.expiresEpochMillis());
        inUse.release(terms);

        assertEquals(Long.MAX_VALUE, inUse.expiresEpochMillis());
    }
}
