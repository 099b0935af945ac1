package io.coxswain.tls;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.Provider;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * Keys and authorities that can be loaded again while connections use them.
 *
 * <p>Each handshake takes what is here when it begins. A {@link #reload()} that fails leaves everything
 * as it was, so a bad file does not end a service that runs on a good one.
 *
 * <p><b>Threads.</b> Any. Loading reads files: not for the loop or a worker. Lessons: {@code Material_01} and
 * {@code Material_02}.
 */
public final class TlsMaterial {
    /** Where material comes from, again and again. */
    @FunctionalInterface
    public interface Source {
        /**
         * Loads everything anew. Called by whoever calls {@link TlsMaterial#reload()}; may block.
         *
         * @throws IOException if it cannot be read
         * @throws GeneralSecurityException if it is not what it should be
         */
        Loaded load() throws IOException, GeneralSecurityException;
    }

    /**
     * One generation of material.
     *
     * @param context what makes the engines
     * @param expiresEpochMillis when its first certificate expires, or {@link Long#MAX_VALUE}
     */
    public record Loaded(SSLContext context, long expiresEpochMillis) {}

    private final Source source;

    // Volatile: written by reload(), read by every handshake that begins after it. A generation is immutable, and is
    // published by this one write, so a handshake sees all of the old one or all of the new one.
    private volatile Loaded current;

    private TlsMaterial(Source source, Loaded first) {
        this.source = source;
        this.current = first;
    }

    /** Material that stays what it is: a context of any provider. */
    public static TlsMaterial of(SSLContext context) {
        Loaded only = new Loaded(context, Long.MAX_VALUE);
        return new TlsMaterial(() -> only, only);
    }

    /**
     * Material from a source of one's own, such as a secret store.
     *
     * @throws IOException as the source does
     * @throws GeneralSecurityException as the source does
     */
    public static TlsMaterial ofSource(Source source) throws IOException, GeneralSecurityException {
        return new TlsMaterial(source, source.load());
    }

    /**
     * Material from PEM files.
     *
     * @param certificates our chain, our own certificate first, or null for none
     * @param key our key, PKCS#8 and not encrypted, or null if there are no certificates
     * @param authorities whom we trust, or null for whom the JDK trusts
     * @throws IOException if a file cannot be read
     * @throws TlsMaterialException if a file is not what it should be; the message names it and the cure
     * @throws GeneralSecurityException if the JDK cannot use it
     */
    public static TlsMaterial ofPem(@Nullable Path certificates, @Nullable Path key, @Nullable Path authorities)
            throws IOException, GeneralSecurityException {
        return ofSource(() -> {
            TlsIdentity identity = certificates == null || key == null ? null : TlsIdentity.ofPem(certificates, key);
            List<X509Certificate> trusted =
                    authorities == null ? List.of() : PemFile.read(authorities).certificates();
            return load(identity, trusted, null);
        });
    }

    /**
     * Material from what is in memory.
     *
     * @param identity who we are, or null if we have no certificate
     * @param authorities whom we trust; empty for whom the JDK trusts
     * @throws GeneralSecurityException if the JDK cannot use it
     */
    public static TlsMaterial ofIdentity(@Nullable TlsIdentity identity, List<X509Certificate> authorities)
            throws GeneralSecurityException {
        Loaded only = load(identity, authorities, null);
        return new TlsMaterial(() -> only, only);
    }

    /**
     * As {@link #ofIdentity}, one generation of it, and with a provider of one's own; null is the JDK's
     * preference.
     */
    static Loaded load(@Nullable TlsIdentity identity, List<X509Certificate> authorities, @Nullable Provider provider)
            throws GeneralSecurityException {
        SSLContext context = provider == null ? SSLContext.getInstance("TLS") : SSLContext.getInstance("TLS", provider);
        context.init(keyManagers(identity), trustManagers(authorities, provider), null);
        return new Loaded(context, identity == null ? Long.MAX_VALUE : identity.expiresEpochMillis());
    }

    private static KeyManager @Nullable [] keyManagers(@Nullable TlsIdentity identity) throws GeneralSecurityException {
        if (identity == null) {
            return null;
        }
        KeyStore store = emptyStore();
        char[] none = new char[0];
        store.setKeyEntry("own", identity.key(), none, identity.chain().toArray(new X509Certificate[0]));
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(store, none);
        return factory.getKeyManagers();
    }

    private static TrustManager @Nullable [] trustManagers(
            List<X509Certificate> authorities, @Nullable Provider provider) throws GeneralSecurityException {
        if (authorities.isEmpty()) {
            return null;
        }
        KeyStore store = emptyStore();
        for (int i = 0; i < authorities.size(); i++) {
            store.setCertificateEntry("authority-" + i, authorities.get(i));
        }
        String algorithm = TrustManagerFactory.getDefaultAlgorithm();
        // A provider's own, if it has one: the JDK's refuses the key exchange names of Conscrypt in TLS 1.3.
        boolean hasOwn = provider != null && provider.getService("TrustManagerFactory", algorithm) != null;
        TrustManagerFactory factory = hasOwn
                ? TrustManagerFactory.getInstance(algorithm, provider)
                : TrustManagerFactory.getInstance(algorithm);
        factory.init(store);
        return factory.getTrustManagers();
    }

    private static KeyStore emptyStore() throws GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try {
            store.load(null, null);
        } catch (IOException e) {
            throw new GeneralSecurityException("an empty key store cannot be made", e);
        }
        return store;
    }

    /**
     * Loads again. Handshakes that begin later use what was loaded; connections that stand are left alone.
     *
     * @throws IOException if it cannot be read; what was here before stays
     * @throws GeneralSecurityException if it is not what it should be; what was here before stays
     */
    public void reload() throws IOException, GeneralSecurityException {
        // In this order: what throws has changed nothing.
        Loaded next = source.load();
        current = next;
    }

    /** The context that a handshake beginning now uses. */
    public SSLContext context() {
        return current.context();
    }

    /**
     * When the first of our own certificates expires, in milliseconds since 1970;
     * {@link Long#MAX_VALUE} if unknown.
     */
    public long expiresEpochMillis() {
        return current.expiresEpochMillis();
    }
}
