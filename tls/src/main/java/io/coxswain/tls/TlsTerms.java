package io.coxswain.tls;

import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * What one listener or dialer offers and demands: a {@link TlsConfig}, validated and fixed. It makes
 * the machines.
 *
 * <p>The material may be reloaded all the same: each handshake uses what its {@link TlsMaterial} holds
 * when it begins.
 *
 * <p><b>Threads.</b> Any. The engine of a machine is made in its first step, because that costs half a
 * millisecond.
 */
public final class TlsTerms {
    private final @Nullable TlsMaterial material;
    private final @Nullable EngineFactory factory;
    private final Map<String, TlsMaterial> materialByName;
    private final List<String> protocols;
    private final List<String> cipherSuites;
    private final List<String> applicationProtocols;
    private final ClientAuth clientAuth;
    private final boolean identifiesEndpoint;
    private final SessionCheck check;
    private final int handshakeBytesMax;

    TlsTerms(TlsConfig config) {
        material = config.material();
        factory = config.factory();
        materialByName = Map.copyOf(config.materialByName());
        protocols = config.versions().stream().map(TlsVersion::jsseName).toList();
        cipherSuites = List.copyOf(config.cipherSuites());
        applicationProtocols = List.copyOf(config.applicationProtocols());
        clientAuth = config.clientAuth();
        identifiesEndpoint = config.identifiesEndpoint();
        check = config.check();
        handshakeBytesMax = config.handshakeBytesMax();
    }

    /** A machine for a connection that was accepted. */
    public TlsMachine accept() {
        return new TlsMachine(this, null, -1);
    }

    /**
     * A machine for a connection that was dialed.
     *
     * @param host the name or address that the peer's certificate must have, and by which sessions are
     *     found again; a name with a dot in it is also sent, so that the peer can choose its
     *     certificate
     * @param port by which sessions are found again
     */
    public TlsMachine dial(String host, int port) {
        return new TlsMachine(this, host, port);
    }

    /**
     * When the first certificate of our own expires, in milliseconds since 1970, over all server names;
     * {@link Long#MAX_VALUE} if none is known.
     */
    public long expiresEpochMillis() {
        TlsMaterial own = material;
        long earliest = own == null ? Long.MAX_VALUE : own.expiresEpochMillis();
        for (TlsMaterial named : materialByName.values()) {
            earliest = Math.min(earliest, named.expiresEpochMillis());
        }
        return earliest;
    }

    SSLEngine dialingEngine(@Nullable String host, int port) throws SSLException {
        EngineFactory made = factory;
        TlsMaterial own = material;
        assert made != null || own != null : "validated without material";
        SSLEngine engine = made != null ? made.create(host, port) : of(own).createSSLEngine(host, port);
        engine.setUseClientMode(true);
        SSLParameters parameters = commonTo(engine);
        if (identifiesEndpoint) {
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
        }
        engine.setSSLParameters(parameters);
        return engine;
    }

    SSLEngine acceptingEngine(@Nullable String serverName) throws SSLException {
        EngineFactory made = factory;
        SSLEngine engine = made != null
                ? made.create(null, -1)
                : of(materialFor(serverName)).createSSLEngine();
        engine.setUseClientMode(false);
        SSLParameters parameters = commonTo(engine);
        switch (clientAuth) {
            case REQUIRED -> parameters.setNeedClientAuth(true);
            case WANTED -> parameters.setWantClientAuth(true);
            case NONE -> {}
        }
        engine.setSSLParameters(parameters);
        return engine;
    }

    private static SSLContext of(@Nullable TlsMaterial chosen) {
        if (chosen == null) {
            throw new AssertionError("validated without material");
        }
        return chosen.context();
    }

    private SSLParameters commonTo(SSLEngine engine) {
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setProtocols(protocols.toArray(new String[0]));
        if (!cipherSuites.isEmpty()) {
            parameters.setCipherSuites(cipherSuites.toArray(new String[0]));
        }
        if (!applicationProtocols.isEmpty()) {
            parameters.setApplicationProtocols(applicationProtocols.toArray(new String[0]));
        }
        return parameters;
    }

    /** The material of that name, else of the wildcard that covers its first label, else the one for all. */
    private @Nullable TlsMaterial materialFor(@Nullable String serverName) {
        TlsMaterial chosen = null;
        if (serverName != null && !materialByName.isEmpty()) {
            chosen = materialByName.get(serverName);
            int dot = serverName.indexOf('.');
            if (chosen == null && dot > 0) {
                chosen = materialByName.get("*" + serverName.substring(dot));
            }
        }
        return chosen == null ? material : chosen;
    }

    boolean speaks(String protocol) {
        return protocols.contains(protocol);
    }

    boolean accepts(Negotiated negotiated, SSLSession session) {
        return check.accepts(negotiated, session);
    }

    int handshakeBytesMax() {
        return handshakeBytesMax;
    }

    void release(SSLEngine engine) {
        EngineFactory made = factory;
        if (made != null) {
            made.release(engine);
        }
    }
}
