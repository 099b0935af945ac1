package io.coxswain.tls;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/**
 * What the TLS connections of one listener or dialer offer and demand. The setters return {@code this}.
 *
 * <pre>{@code
 * TlsTerms terms = new TlsConfig(TlsMaterial.ofPem(certificates, key, authorities))
 *         .clientAuth(ClientAuth.REQUIRED)
 *         .applicationProtocols("resp3")
 *         .terms();
 * }</pre>
 *
 * <p><b>Threads.</b> One at a time; {@link #terms()} reads it once.
 */
public final class TlsConfig {
    /** What {@link #handshakeBytesMax} is if it is not set, in bytes. */
    public static final int HANDSHAKE_BYTES_MAX_DEFAULT = 256 << 10;

    private static final int HANDSHAKE_BYTES_MAX_MIN = 16 << 10;
    private static final int ALPN_NAME_BYTES_MAX = 255;

    private final @Nullable TlsMaterial material;
    private final @Nullable EngineFactory factory;
    private final Map<String, TlsMaterial> materialByName = new LinkedHashMap<>();
    private Set<TlsVersion> versions = EnumSet.allOf(TlsVersion.class);
    private List<String> cipherSuites = List.of();
    private List<String> applicationProtocols = List.of();
    private ClientAuth clientAuth = ClientAuth.NONE;
    private boolean identifiesEndpoint = true;
    private SessionCheck check = (negotiated, session) -> true;
    private int handshakeBytesMax = HANDSHAKE_BYTES_MAX_DEFAULT;

    /** Connections with these keys and authorities; the defaults of the rest are documented on each setter. */
    public TlsConfig(TlsMaterial material) {
        this.material = material;
        this.factory = null;
    }

    /** Connections with a context of any provider. */
    public TlsConfig(SSLContext context) {
        this(TlsMaterial.of(context));
    }

    /** Connections with engines from elsewhere; what is set here is set on them. */
    public TlsConfig(EngineFactory factory) {
        this.material = null;
        this.factory = factory;
    }

    /**
     * Other material for the accepting end, when the dialing one asks for this name. Default none. A
     * name that is not listed gets the material of the constructor.
     *
     * @param name a host name, or {@code *.} and one, which covers one label; upper and lower case are the same
     */
    public TlsConfig serverName(String name, TlsMaterial named) {
        materialByName.put(name.toLowerCase(Locale.ROOT), named);
        return this;
    }

    /** The versions spoken; default both, which lets the peers choose the newer. At least one. */
    public TlsConfig versions(TlsVersion... spoken) {
        this.versions = new HashSet<>(Arrays.asList(spoken));
        return this;
    }

    /** The cipher suites allowed, by their standard names, best first; default the provider's own choice. */
    public TlsConfig cipherSuites(String... names) {
        this.cipherSuites = List.of(names);
        return this;
    }

    /**
     * The application protocols offered or understood, best first; default none, and then ALPN is not
     * spoken. Two ends that both have some and none in common do not connect. Names of 1 to 255 bytes.
     */
    public TlsConfig applicationProtocols(String... names) {
        this.applicationProtocols = List.of(names);
        return this;
    }

    /** Whether the accepting end asks for a certificate; default {@link ClientAuth#NONE}. */
    public TlsConfig clientAuth(ClientAuth demanded) {
        this.clientAuth = demanded;
        return this;
    }

    /**
     * Whether the dialing end insists that the peer's certificate has the host that it dialed; default
     * on. Off, any certificate of a trusted authority will do, so it should be off only where a {@link
     * #sessionCheck} looks closer.
     */
    public TlsConfig endpointIdentification(boolean on) {
        this.identifiesEndpoint = on;
        return this;
    }

    /** What looks at a session that is verified, and may refuse it; default none. */
    public TlsConfig sessionCheck(SessionCheck sessionCheck) {
        this.check = sessionCheck;
        return this;
    }

    /**
     * Bytes that the peer may send until the handshake is over; default 256 KiB, at least 16 KiB. It is what an
     * unknown peer can make us work for; long chains of certificates need more.
     */
    public TlsConfig handshakeBytesMax(int bytes) {
        this.handshakeBytesMax = bytes;
        return this;
    }

    /**
     * Validates and fixes this configuration.
     *
     * @throws IllegalArgumentException naming every violation
     */
    public TlsTerms terms() {
        validate();
        return new TlsTerms(this);
    }

    /**
     * Checks everything.
     *
     * @throws IllegalArgumentException naming every violation, with value and bound
     */
    public void validate() {
        List<String> found = new ArrayList<>();
        if (versions.isEmpty()) {
            found.add("versions is empty");
        }
        validateServerNames(found);
        validateApplicationProtocols(found);
        validateAgainstContext(found);
        if (handshakeBytesMax < HANDSHAKE_BYTES_MAX_MIN) {
            found.add("handshakeBytesMax of " + handshakeBytesMax + " is below " + HANDSHAKE_BYTES_MAX_MIN);
        }
        if (!found.isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", found));
        }
    }

    private void validateServerNames(List<String> found) {
        if (factory != null && !materialByName.isEmpty()) {
            found.add("serverName is for material, not for a factory of engines");
        }
        for (String name : materialByName.keySet()) {
            String host = name.startsWith("*.") ? name.substring(2) : name;
            if (!host.matches("[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\\.[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)*")) {
                found.add("serverName '" + name + "' is neither a host name nor '*.' and one");
            }
        }
    }

    private void validateApplicationProtocols(List<String> found) {
        for (String name : applicationProtocols) {
            if (name.isEmpty() || name.length() > ALPN_NAME_BYTES_MAX) {
                found.add("applicationProtocols has a name of " + name.length() + " bytes, outside of 1 to "
                        + ALPN_NAME_BYTES_MAX);
            }
        }
        if (new HashSet<>(applicationProtocols).size() < applicationProtocols.size()) {
            found.add("applicationProtocols " + applicationProtocols + " has a name twice");
        }
    }

    /** What the engines will support; those of a factory show it only when they are made. */
    private void validateAgainstContext(List<String> found) {
        TlsMaterial own = material;
        if (own == null) {
            return;
        }
        SSLParameters supported = own.context().getSupportedSSLParameters();
        List<String> protocols = Arrays.asList(supported.getProtocols());
        for (TlsVersion version : versions) {
            if (!protocols.contains(version.jsseName())) {
                found.add("versions has " + version + ", which the provider does not support: " + protocols);
            }
        }
        List<String> suites = Arrays.asList(supported.getCipherSuites());
        for (String suite : cipherSuites) {
            if (!suites.contains(suite)) {
                found.add("cipherSuites has " + suite + ", which the provider does not support");
            }
        }
    }

    @Nullable
    TlsMaterial material() {
        return material;
    }

    @Nullable
    EngineFactory factory() {
        return factory;
    }

    Map<String, TlsMaterial> materialByName() {
        return materialByName;
    }

    Set<TlsVersion> versions() {
        return versions;
    }

    List<String> cipherSuites() {
        return cipherSuites;
    }

    List<String> applicationProtocols() {
        return applicationProtocols;
    }

    ClientAuth clientAuth() {
        return clientAuth;
    }

    boolean identifiesEndpoint() {
        return identifiesEndpoint;
    }

    SessionCheck check() {
        return check;
    }

    int handshakeBytesMax() {
        return handshakeBytesMax;
    }
}
