package io.coxswain.core;

import io.coxswain.tls.TlsTerms;
import java.util.IdentityHashMap;

/**
 * Which {@link TlsTerms} the listeners and links of an engine have, so that it can say when the first certificate
 * expires.
 *
 * <p><b>Threads.</b> The loop.
 *
 * <p><b>Limits.</b> As many as the application has made: peers make none.
 */
final class TermsInUse {
    private final IdentityHashMap<TlsTerms, int[]> users = new IdentityHashMap<>();

    /** One more listener or link has these. */
    void retain(TlsTerms terms) {
        users.computeIfAbsent(terms, added -> new int[1])[0]++;
    }

    /** One has ended that had these. */
    void release(TlsTerms terms) {
        int[] count = users.get(terms);
        assert count != null && count[0] > 0 : "released more often than retained";
        count[0]--;
        if (count[0] == 0) {
            users.remove(terms);
        }
    }

    /**
     * When the first of their certificates expires, in milliseconds since 1970; {@link Long#MAX_VALUE} if none is
     * known.
     */
    long expiresEpochMillis() {
        long earliest = Long.MAX_VALUE;
        for (TlsTerms terms : users.keySet()) {
            earliest = Math.min(earliest, terms.expiresEpochMillis());
        }
        return earliest;
    }
}
