package io.coxswain.core;

import io.coxswain.tls.TlsIdentity;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Trusts one certificate, and counts how often it was asked: once for each whole handshake and never for one that
 * resumes.
 *
 * <p><b>Threads.</b> Any.
 */
final class CountingTrust extends X509ExtendedTrustManager {
    private final X509Certificate trusted;
    private final AtomicInteger count = new AtomicInteger();

    private CountingTrust(X509Certificate trusted) {
        this.trusted = trusted;
    }

    /** Trusts who this is. */
    static CountingTrust in(TlsIdentity identity) {
        return new CountingTrust(identity.chain().get(0));
    }

    /** How many handshakes were not resumed. */
    int count() {
        return count.get();
    }

    /** A context of the JDK's that no one else has, and that has no certificate of its own. */
    SSLContext newContext() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {this}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private void check(X509Certificate[] chain) throws CertificateException {
        count.incrementAndGet();
        if (!chain[0].equals(trusted)) {
            throw new CertificateException("not the one that is trusted, but " + chain[0].getSubjectX500Principal());
        }
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
        check(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
        check(chain);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) throws CertificateException {
        check(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) throws CertificateException {
        check(chain);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) throws CertificateException {
        check(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) throws CertificateException {
        check(chain);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[] {trusted};
    }
}
