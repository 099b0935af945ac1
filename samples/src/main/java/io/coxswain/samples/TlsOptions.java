package io.coxswain.samples;

import io.coxswain.samples.ServerOptions.InvalidOptionException;
import io.coxswain.tls.ClientAuth;
import io.coxswain.tls.TlsConfig;
import io.coxswain.tls.TlsIdentity;
import io.coxswain.tls.TlsMaterial;
import io.coxswain.tls.TlsTerms;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The TLS that a server is started with.
 *
 * @param certificates PEM file of the server's chain; null for a throw-away certificate that it signs itself
 * @param key PEM file of its key
 * @param authorities PEM file of whom it trusts for certificates of clients; null for whom the JDK trusts
 * @param clientAuth whether it asks for one
 * @param port where it speaks TLS, beside the plain one; {@link ServerOptions#NO_PORT} if the one port speaks TLS
 */
record TlsOptions(
        @Nullable Path certificates,
        @Nullable Path key,
        @Nullable Path authorities,
        ClientAuth clientAuth,
        int port) {
    /** The options that this reads. */
    static final List<String> NAMES =
            List.of("--tls", "--tls-cert", "--tls-key", "--tls-ca", "--tls-auth", "--tls-port");

    private static final List<String> SELF_SIGNED_NAMES = List.of("localhost", "127.0.0.1");
    private static final Duration SELF_SIGNED_VALIDITY = Duration.ofDays(30);

    /**
     * Reads what is about TLS.
     *
     * @return null if nothing is
     * @throws InvalidOptionException naming the option
     */
    static @Nullable TlsOptions parse(Map<String, String> values) throws InvalidOptionException {
        if (NAMES.stream().noneMatch(values::containsKey)) {
            return null;
        }
        String kind = values.get("--tls");
        boolean isSelfSigned = kind != null;
        if (kind != null && !kind.equals("self-signed")) {
            throw new InvalidOptionException("--tls " + kind + " is not self-signed; for files there is --tls-cert");
        }
        boolean hasCertificate = values.containsKey("--tls-cert");
        if (hasCertificate != values.containsKey("--tls-key")) {
            throw new InvalidOptionException("--tls-cert and --tls-key go together, and one is missing");
        }
        if (hasCertificate == isSelfSigned) {
            throw new InvalidOptionException("TLS needs either --tls-cert and --tls-key or --tls self-signed, "
                    + (isSelfSigned ? "not both" : "and has neither"));
        }
        return new TlsOptions(
                path(values, "--tls-cert"),
                path(values, "--tls-key"),
                path(values, "--tls-ca"),
                clientAuth(values.get("--tls-auth")),
                ServerOptions.number(values, "--tls-port", ServerOptions.NO_PORT, 65_535));
    }

    private static @Nullable Path path(Map<String, String> values, String option) throws InvalidOptionException {
        String text = values.get(option);
        try {
            return text == null ? null : Path.of(text);
        } catch (InvalidPathException e) {
            throw new InvalidOptionException(option + " " + text + " is not a path: " + e.getReason());
        }
    }

    private static ClientAuth clientAuth(@Nullable String word) throws InvalidOptionException {
        if (word == null) {
            return ClientAuth.NONE;
        }
        return switch (word) {
            case "none" -> ClientAuth.NONE;
            case "optional" -> ClientAuth.WANTED;
            case "required" -> ClientAuth.REQUIRED;
            default -> throw new InvalidOptionException("--tls-auth " + word + " is not none, optional or required");
        };
    }

    /** Whether the certificate is made at start, and trusted by nobody. */
    boolean isSelfSigned() {
        return certificates == null;
    }

    /**
     * Loads the files, or makes a key. Blocks.
     *
     * @throws IOException naming the file that cannot be read or is not what it should be
     */
    TlsTerms terms() throws IOException {
        try {
            return new TlsConfig(material()).clientAuth(clientAuth).terms();
        } catch (GeneralSecurityException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private TlsMaterial material() throws IOException, GeneralSecurityException {
        if (!isSelfSigned()) {
            return TlsMaterial.ofPem(certificates, key, authorities);
        }
        TlsIdentity identity = TlsIdentity.selfSigned(
                SELF_SIGNED_NAMES, Instant.now().minus(Duration.ofHours(1)), SELF_SIGNED_VALIDITY);
        return TlsMaterial.ofIdentity(identity, identity.chain());
    }
}
