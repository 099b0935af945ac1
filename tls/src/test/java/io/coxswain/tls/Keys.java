package io.coxswain.tls;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Keys and certificates of the tests, made anew in each run, so that none can expire in the repository. */
final class Keys {
    static final String HOST = "server.example";

    private static final KeyPair AUTHORITY_KEY = pair();

    /** Whom both ends trust. */
    static final X509Certificate AUTHORITY = authority("Authority", AUTHORITY_KEY);

    /** An authority that nobody trusts who trusts {@link #AUTHORITY}. */
    static final X509Certificate OTHER_AUTHORITY = authority("Other", pair());

    static final TlsIdentity SERVER = leaf("server", List.of(HOST, "127.0.0.1"), now().plus(Duration.ofDays(1)));
    static final TlsIdentity CLIENT = leaf("client", List.of("client.example"), now().plus(Duration.ofDays(1)));
    static final TlsIdentity EXPIRED = leaf("expired", List.of(HOST), now().minus(Duration.ofHours(1)));

    private Keys() {}

    private static Instant now() {
        return Instant.now();
    }

    static TlsIdentity leaf(String commonName, List<String> names, Instant until) {
        try {
            KeyPair pair = pair();
            X509Certificate certificate = new CertificateWriter(commonName, pair.getPublic())
                    .names(names)
                    .valid(now().minus(Duration.ofDays(2)), until)
                    .signedBy("Authority", AUTHORITY_KEY.getPrivate());
            return new TlsIdentity(pair.getPrivate(), List.of(certificate));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static X509Certificate authority(String name, KeyPair pair) {
        try {
            return new CertificateWriter(name, pair.getPublic())
                    .authority()
                    .valid(now().minus(Duration.ofDays(2)), now().plus(Duration.ofDays(2)))
                    .signedBy(name, pair.getPrivate());
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    static KeyPair pair() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }
}
