package io.coxswain.tls;

/** The versions of TLS that are spoken; older ones are broken and never offered. */
public enum TlsVersion {
    /** TLS 1.2, RFC 5246. Renegotiation is refused. */
    TLS_1_2("TLSv1.2"),
    /** TLS 1.3, RFC 8446. */
    TLS_1_3("TLSv1.3");

    private final String jsseName;

    TlsVersion(String jsseName) {
        this.jsseName = jsseName;
    }

    /** The name that {@link javax.net.ssl.SSLParameters} uses, such as {@code TLSv1.3}. */
    public String jsseName() {
        return jsseName;
    }
}
