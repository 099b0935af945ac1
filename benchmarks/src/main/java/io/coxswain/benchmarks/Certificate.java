package io.coxswain.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A server's key and a certificate that it has signed itself, as PEM files, made by the JDK's {@code keytool}.
 *
 * <p><b>Threads.</b> Immutable; the main thread of the measuring process.
 *
 * @param directory which has nothing else in it
 * @param certificates the file of the certificate
 * @param key the file of the key
 */
record Certificate(Path directory, Path certificates, Path key) implements AutoCloseable {
    private static final String PASSWORD = "measured";
    private static final long KEYTOOL_SECONDS_MAX = 60;

    /** The kinds of keys that are measured. */
    enum Kind {
        /** RSA, 2048 bits. */
        RSA("RSA-2048", "-keysize", "2048"),
        /** An elliptic curve, P-256. */
        EC("P-256", "-groupname", "secp256r1");

        private final String title;
        private final String option;
        private final String value;

        Kind(String title, String option, String value) {
            this.title = title;
            this.option = option;
            this.value = value;
        }

        /** For the heading of a table. */
        String title() {
            return title;
        }
    }

    /** Makes one, in a directory for temporary files. */
    static Certificate make(Kind kind) throws IOException, InterruptedException, GeneralSecurityException {
        Path directory = Files.createTempDirectory("coxswain-tls");
        Path store = directory.resolve(kind + ".p12");
        ProcessBuilder keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "server",
                        "-dname",
                        "CN=localhost",
                        "-validity",
                        "2",
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        PASSWORD,
                        "-keystore",
                        store.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD);
        keytool.command().addAll(List.of("-keyalg", kind.name(), kind.option, kind.value));
        Process process = keytool.start();
        if (!process.waitFor(KEYTOOL_SECONDS_MAX, TimeUnit.SECONDS) || process.exitValue() != 0) {
            process.destroyForcibly();
            throw new IOException("keytool has not made a key of " + kind);
        }
        return write(store, kind, directory);
    }

    private static Certificate write(Path store, Kind kind, Path directory)
            throws IOException, GeneralSecurityException {
        KeyStore loaded = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            loaded.load(in, PASSWORD.toCharArray());
        }
        Certificate made = new Certificate(
                directory, directory.resolve(kind + "-certificate.pem"), directory.resolve(kind + "-key.pem"));
        writePem(
                made.certificates,
                "CERTIFICATE",
                loaded.getCertificate("server").getEncoded());
        writePem(
                made.key,
                "PRIVATE KEY",
                loaded.getKey("server", PASSWORD.toCharArray()).getEncoded());
        Files.delete(store);
        return made;
    }

    private static void writePem(Path file, String title, byte[] bytes) throws IOException {
        String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes);
        Files.writeString(
                file,
                "-----BEGIN " + title + "-----\n" + text + "\n-----END " + title + "-----\n",
                StandardCharsets.US_ASCII);
    }

    /** The settings of a server's mode that have it use this. */
    String settings() {
        return ",cert=" + certificates + ",key=" + key;
    }

    /** Deletes everything. */
    @Override
    public void close() throws IOException {
        Files.deleteIfExists(certificates);
        Files.deleteIfExists(key);
        Files.delete(directory);
    }
}
