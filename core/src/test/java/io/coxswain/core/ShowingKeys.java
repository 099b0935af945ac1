package io.coxswain.core;

import io.coxswain.tls.TlsIdentity;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * Shows one certificate to whoever asks, also if it is none of the authorities that were asked for, and writes down for
 * which server names it was asked, in order.
 *
 * <p><b>Threads.</b> Any.
 */
final class ShowingKeys extends X509ExtendedKeyManager {
    private static final String ALIAS = "own";

    private final TlsIdentity own;
    private final List<String> names = new CopyOnWriteArrayList<>();

    ShowingKeys(TlsIdentity own) {
        this.own = own;
    }

    /** The server names of the handshakes that have begun so far. */
    List<String> names() {
        return names;
    }

    /** A context of one who shows this certificate and trusts nobody in particular. */
    SSLContext context() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(new KeyManager[] {this}, null, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    /** A context of one who shows this certificate and trusts that one. */
    static SSLContext context(TlsIdentity own, TlsIdentity trusted) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(new KeyManager[] {new ShowingKeys(own)}, new TrustManager[] {CountingTrust.in(trusted)}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public String[] getClientAliases(String keyType, Principal[] issuers) {
        return new String[] {ALIAS};
    }

    @Override
    public String chooseClientAlias(String[] keyTypes, Principal[] issuers, Socket socket) {
        return ALIAS;
    }

    @Override
    public String chooseEngineClientAlias(String[] keyTypes, Principal[] issuers, SSLEngine engine) {
        return ALIAS;
    }

    @Override
    public String[] getServerAliases(String keyType, Principal[] issuers) {
        return new String[] {ALIAS};
    }

    @Override
    public String chooseServerAlias(String keyType, Principal[] issuers, Socket socket) {
        return ALIAS;
    }

    @Override
    public @Nullable String chooseEngineServerAlias(String keyType, Principal[] issuers, SSLEngine engine) {
        if (!keyType.equals(own.key().getAlgorithm())) {
            return null;
        }
        ExtendedSSLSession session = (ExtendedSSLSession) engine.getHandshakeSession();
        for (SNIServerName name : session.getRequestedServerNames()) {
            names.add(((SNIHostName) name).getAsciiName());
        }
        return ALIAS;
    }

    @Override
    public X509Certificate[] getCertificateChain(String alias) {
        return own.chain().toArray(new X509Certificate[0]);
    }

    @Override
    public PrivateKey getPrivateKey(String alias) {
        return own.key();
    }
}
