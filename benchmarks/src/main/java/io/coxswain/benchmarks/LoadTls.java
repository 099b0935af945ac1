package io.coxswain.benchmarks;

import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.conscrypt.Conscrypt;
import org.jspecify.annotations.Nullable;

/**
 * The client's end of TLS in load generators: trusts everybody, and resumes no session, so that every handshake is a
 * whole one.
 *
 * <p>It is not the JDK's, which takes as long for a client's handshake as for a server's and would have half of the
 * machine for itself: Conscrypt, on BoringSSL, takes a fraction of that. Where it has no native library the JDK's is
 * used, and says so.
 *
 * <p><b>Threads.</b> Any.
 */
final class LoadTls {
    private LoadTls() {}

    /** What makes the engines, with {@link #engine}. */
    static SSLContext context() throws GeneralSecurityException {
        SSLContext context;
        if (Conscrypt.isAvailable()) {
            context = SSLContext.getInstance("TLS", Conscrypt.newProvider());
        } else {
            System.err.println("load: Conscrypt has no library for this machine; the JDK's TLS clients will be heavy");
            context = SSLContext.getInstance("TLS");
        }
        return trusting(context);
    }

    /** The same of the JDK, for links of which there are very many: each engine of Conscrypt has two descriptors. */
    static SSLContext contextForMany() throws GeneralSecurityException {
        return trusting(SSLContext.getInstance("TLS"));
    }

    private static SSLContext trusting(SSLContext context) throws GeneralSecurityException {
        context.init(null, new TrustManager[] {new TrustAll()}, new SecureRandom());
        return context;
    }

    /** An engine of one connection. */
    static SSLEngine engine(SSLContext context) {
        // Without the peer's name: there is no session to be found by it.
        SSLEngine engine = context.createSSLEngine();
        engine.setUseClientMode(true);
        return engine;
    }

    /** Verifying a certificate is the client's business, which is not what is measured. */
    private static final class TrustAll extends X509ExtendedTrustManager {
        private static final X509Certificate[] NONE = new X509Certificate[0];

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String algorithm) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String algorithm, @Nullable Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String algorithm, @Nullable SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String algorithm) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String algorithm, @Nullable Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String algorithm, @Nullable SSLEngine engine) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return NONE;
        }
    }
}
