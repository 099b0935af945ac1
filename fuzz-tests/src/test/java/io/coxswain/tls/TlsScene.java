package io.coxswain.tls;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.SecureRandomSpi;
import java.security.cert.Certificate;
import java.util.Objects;
import java.util.Random;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/**
 * Two ends of one TLS connection whose randomness comes from a seed, so that what one end once said is valid every
 * time.
 *
 * <p>The key is of Ed25519, whose signatures need no randomness, and the certificate is good for a hundred years.
 * Contexts are made anew each time, with nothing of a session in them.
 *
 * <p><b>Threads.</b> Any: it keeps a key.
 */
final class TlsScene {
    static final String HOST = "fuzz.example";

    private static final int HANDSHAKE_BYTES_MAX = 16 << 10;
    private static final char[] NO_PASSWORD = {};
    private static final KeyStore STORE = store();
    private static final KeyManager[] KEYS = keys();
    private static final TrustManager[] TRUST = trust();

    /** Randomness that is none: a provider of bytes that are the same again and again. */
    private static final class Repeated extends SecureRandom {
        private static final long serialVersionUID = 1;

        Repeated(long seed) {
            super(
                    new SecureRandomSpi() {
                        private static final long serialVersionUID = 1;
                        private final Random random = new Random(seed);

                        @Override
                        protected void engineSetSeed(byte[] more) {}

                        @Override
                        protected void engineNextBytes(byte[] bytes) {
                            random.nextBytes(bytes);
                        }

                        @Override
                        protected byte[] engineGenerateSeed(int count) {
                            return new byte[count];
                        }
                    },
                    null);
        }
    }

    private TlsScene() {}

    private static KeyStore store() {
        try {
            Path file = Path.of(Objects.requireNonNull(TlsScene.class.getResource("fuzz.pem"))
                    .toURI());
            TlsIdentity identity = TlsIdentity.ofPem(file, file);
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setKeyEntry(
                    "own", identity.key(), NO_PASSWORD, identity.chain().toArray(new Certificate[0]));
            store.setCertificateEntry("authority", identity.chain().get(0));
            return store;
        } catch (IOException | URISyntaxException | GeneralSecurityException e) {
            throw new AssertionError("fuzz.pem", e);
        }
    }

    private static KeyManager[] keys() {
        try {
            KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            factory.init(STORE, NO_PASSWORD);
            return factory.getKeyManagers();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static TrustManager[] trust() {
        try {
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(STORE);
            return factory.getTrustManagers();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static TlsTerms terms(TlsVersion version, boolean asksForCertificate, long seed) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(KEYS, TRUST, new Repeated(seed));
            return new TlsConfig(context)
                    .versions(version)
                    .clientAuth(asksForCertificate ? ClientAuth.REQUIRED : ClientAuth.NONE)
                    .applicationProtocols("resp3", "resp2")
                    .handshakeBytesMax(HANDSHAKE_BYTES_MAX)
                    .terms();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    static TlsMachine accepting(TlsVersion version, boolean asksForCertificate) {
        return terms(version, asksForCertificate, 1).accept();
    }

    static TlsMachine dialing(TlsVersion version) {
        return terms(version, false, 2).dial(HOST, 7000);
    }
}
