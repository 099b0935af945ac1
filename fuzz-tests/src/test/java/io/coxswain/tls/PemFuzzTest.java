package io.coxswain.tls;

import com.code_intelligence.jazzer.junit.DictionaryEntries;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.coxswain.fuzz.Choices;
import io.coxswain.fuzz.Effort;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** {@link PemFile} and {@link TlsIdentity#ofPem}: a good file, or what they document, which names the file. */
public final class PemFuzzTest {
    private static final int FILE_BYTES_MAX = 256 << 10;
    private static final long ALLOCATED_BYTES_MAX = 8 << 20;
    private static final long MILLIS_MAX = 3_000;
    private static final Path FILE = scratchFile();

    private static Path scratchFile() {
        try {
            Path file = Files.createTempFile("coxswain-fuzz", ".pem");
            file.toFile().deleteOnExit();
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @FuzzTest
    @DictionaryEntries({
        "-----BEGIN CERTIFICATE-----", "-----END CERTIFICATE-----", "-----BEGIN PRIVATE KEY-----",
        "-----END PRIVATE KEY-----", "-----BEGIN RSA PRIVATE KEY-----", "-----BEGIN ENCRYPTED PRIVATE KEY-----"
    })
    void fuzz(byte[] input) {
        Effort.judge(() -> check(input));
    }

    /**
     * One input: which byte is stretched, file.
     *
     * @throws AssertionError if it breaks a law
     */
    public static void check(byte[] input) {
        byte[] content = new Choices(input).restStretched(FILE_BYTES_MAX);
        Effort effort = new Effort();
        try {
            Files.write(FILE, content);
            attempt(() -> PemFile.read(FILE).certificates());
            attempt(() -> PemFile.read(FILE).privateKey("RSA"));
            attempt(() -> PemFile.read(FILE).privateKey("EC"));
            attempt(() -> PemFile.read(FILE).privateKey("EdDSA"));
            attempt(() -> TlsIdentity.ofPem(FILE, FILE).expiresEpochMillis());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        effort.requireBelow(ALLOCATED_BYTES_MAX + 200L * content.length, MILLIS_MAX);
    }

    /** Reads something from the file, or says what is wrong with it. */
    private interface Reading {
        Object read() throws IOException, TlsMaterialException;
    }

    private static void attempt(Reading reading) throws IOException {
        try {
            if (reading.read() == null) {
                throw new AssertionError("null");
            }
        } catch (TlsMaterialException e) {
            String message = String.valueOf(e.getMessage());
            if (!message.contains(FILE.toString())) {
                throw new AssertionError("does not name the file: " + message, e);
            }
        }
    }
}
