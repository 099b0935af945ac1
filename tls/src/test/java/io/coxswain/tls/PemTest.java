package io.coxswain.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys and certificates in files, and what is said about files that are none. */
@Timeout(60)
class PemTest {
    private static final String PASSWORD = "changeit";

    @TempDir
    private Path scratch;

    @ParameterizedTest
    @ValueSource(strings = {"-keyalg RSA -keysize 2048", "-keyalg EC -groupname secp256r1", "-keyalg Ed25519"})
    void readsTheKeysOfKeytool(String algorithm) throws Exception {
        KeyStore store = keytool(algorithm);
        Path certificates =
                write("cert.pem", "CERTIFICATE", store.getCertificate("own").getEncoded());
        PrivateKey key = (PrivateKey) store.getKey("own", PASSWORD.toCharArray());
        Path keyFile = write("key.pem", "PRIVATE KEY", key.getEncoded());

        TlsMaterial material = TlsMaterial.ofPem(certificates, keyFile, certificates);

        TlsTerms terms = new TlsConfig(material).clientAuth(ClientAuth.REQUIRED).terms();
        Conversation talk = new Conversation(
                new End(terms.dial("localhost", 1), 100), new End(terms.accept(), 100), Conversation.WHOLE);
        talk.handshake().smallTalk();
        assertEquals(
                List.of((X509Certificate) store.getCertificate("own")),
                HandshakeSpec.negotiated(talk.client).peerCertificates());
    }

    private KeyStore keytool(String algorithm) throws Exception {
        Path file = scratch.resolve("keys.p12");
        String command = Path.of(System.getProperty("java.home"), "bin", "keytool") + " -genkeypair -alias own "
                + algorithm
                + " -dname CN=localhost -ext san=dns:localhost,ip:127.0.0.1 -storetype PKCS12 -storepass " + PASSWORD
                + " -keystore " + file;
        Process process = new ProcessBuilder(command.split(" "))
                .redirectErrorStream(true)
                .redirectOutput(scratch.resolve("log").toFile())
                .start();
        assertTrue(process.waitFor(30, TimeUnit.SECONDS), "keytool does not end");
        assertEquals(0, process.exitValue(), () -> read("log"));
        return KeyStore.getInstance(file.toFile(), PASSWORD.toCharArray());
    }

    @Test
    void readsAChainAndAKeyFromOneFileWithTextAround() throws Exception {
        Path both = scratch.resolve("both.pem");
        Files.writeString(
                both,
                "subject=/CN=server\n"
                        + block("CERTIFICATE", Keys.SERVER.chain().get(0).getEncoded()) + "issuer=/CN=Authority\r\n"
                        + block("CERTIFICATE", Keys.AUTHORITY.getEncoded())
                        + block("PRIVATE KEY", Keys.SERVER.key().getEncoded()));

        TlsIdentity identity = TlsIdentity.ofPem(both, both);

        assertEquals(List.of(Keys.SERVER.chain().get(0), Keys.AUTHORITY), identity.chain());
        assertEquals(Keys.SERVER.key(), identity.key());
        assertEquals(Keys.SERVER.expiresEpochMillis(), identity.expiresEpochMillis());
    }

    @ParameterizedTest
    @CsvSource({
        "ENCRYPTED PRIVATE KEY, is encrypted, openssl pkey -in",
        "RSA PRIVATE KEY,       is PKCS#1,    openssl pkcs8 -topk8 -nocrypt -in",
        "EC PRIVATE KEY,        is SEC1,      openssl pkcs8 -topk8 -nocrypt -in",
        "PUBLIC KEY,            has no block PRIVATE KEY, only PUBLIC KEY"
    })
    void namesTheFileAndTheCureOfAKeyOfAnotherKind(String kind, String what, String cure) throws Exception {
        Path key = write("key.pem", kind, new byte[] {0x30, 1, 2, 3});

        String message = messageOf(certificateFile(), key);

        assertTrue(message.contains(key.toString()) && message.contains(what) && message.contains(cure), message);
    }

    @Test
    void refusesAKeyThatBelongsToAnotherCertificate() throws Exception {
        Path key = write("key.pem", "PRIVATE KEY", Keys.CLIENT.key().getEncoded());

        String message = messageOf(certificateFile(), key);

        assertTrue(message.contains("does not belong to the first certificate in"), message);
        assertTrue(message.contains("key.pem") && message.contains("cert.pem"), message);
    }

    @Test
    void refusesAKeyOfAnotherAlgorithm() throws Exception {
        KeyStore store = keytool("-keyalg RSA -keysize 2048");
        Path key = write(
                "key.pem",
                "PRIVATE KEY",
                store.getKey("own", PASSWORD.toCharArray()).getEncoded());

        String message = messageOf(certificateFile(), key);

        assertTrue(message.contains("is not of the certificate's kind, EC"), message);
    }

    @Test
    void namesTheFileOfAKeyThatCannotSign() throws Exception {
        KeyStore store = keytool("-keyalg RSA -keysize 2048");
        Path certificate =
                write("cert.pem", "CERTIFICATE", store.getCertificate("own").getEncoded());
        byte[] encoded = store.getKey("own", PASSWORD.toCharArray()).getEncoded();
        // The coefficient comes last. The JDK notices that what was signed with a wrong one does not verify.
        Arrays.fill(encoded, encoded.length - 32, encoded.length, (byte) 1);
        Path key = write("key.pem", "PRIVATE KEY", encoded);

        String message = messageOf(certificate, key);

        assertTrue(message.contains(key + " cannot sign with SHA256withRSA"), message);
    }

    @Test
    void saysWhatIsWrongWithCertificates() throws Exception {
        Path key = write("key.pem", "PRIVATE KEY", Keys.SERVER.key().getEncoded());
        Path der = scratch.resolve("cert.der");
        Files.write(der, Keys.SERVER.chain().get(0).getEncoded());
        Path cut = write("cut.pem", "CERTIFICATE", new byte[] {0x30, 0x50, 1});
        Path empty = scratch.resolve("empty.pem");
        Files.createFile(empty);

        assertTrue(messageOf(der, key).contains("openssl x509 -inform der -in " + der), messageOf(der, key));
        assertTrue(messageOf(cut, key).contains("cut.pem: certificate 1 is malformed"), messageOf(cut, key));
        assertTrue(messageOf(empty, key).contains("empty.pem has no block CERTIFICATE"), messageOf(empty, key));
        assertTrue(messageOf(key, key).contains("only PRIVATE KEY"), messageOf(key, key));
        assertThrows(NoSuchFileException.class, () -> TlsIdentity.ofPem(scratch.resolve("absent.pem"), key));
    }

    @Test
    void refusesAFileThatIsTooLarge() throws Exception {
        Path large = scratch.resolve("large.pem");
        Files.write(large, new byte[PemFile.FILE_BYTES_MAX + 1]);

        assertTrue(messageOf(large, large).contains("exceeds"), messageOf(large, large));
    }

    @Test
    void reloadsForLaterHandshakesAndKeepsTheLastGood() throws Exception {
        Path certificates = certificateFile();
        Path key = write("key.pem", "PRIVATE KEY", Keys.SERVER.key().getEncoded());
        TlsMaterial material = TlsMaterial.ofPem(certificates, key, null);
        TlsTerms server = new TlsConfig(material).terms();
        TlsTerms client = new TlsConfig(TlsMaterial.ofIdentity(null, List.of(Keys.AUTHORITY)))
                .endpointIdentification(false)
                .terms();
        SSLContext first = material.context();
        assertEquals(Keys.SERVER.chain(), chainOf(client, server));

        Files.writeString(certificates, "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n");
        assertThrows(TlsMaterialException.class, material::reload);
        assertSame(first, material.context());
        assertEquals(Keys.SERVER.chain(), chainOf(client, server));

        write("cert.pem", "CERTIFICATE", Keys.CLIENT.chain().get(0).getEncoded());
        write("key.pem", "PRIVATE KEY", Keys.CLIENT.key().getEncoded());
        material.reload();
        assertEquals(Keys.CLIENT.chain(), chainOf(client, server));
        assertEquals(Keys.CLIENT.expiresEpochMillis(), server.expiresEpochMillis());
    }

    private static List<X509Certificate> chainOf(TlsTerms client, TlsTerms server) {
        return HandshakeSpec.negotiated(Conversation.between(client, server).handshake().client)
                .peerCertificates();
    }

    @Test
    void loadsFromASourceOfOnesOwn() throws Exception {
        TlsMaterial.Loaded loaded = TlsMaterial.load(Keys.SERVER, List.of(), null);
        TlsMaterial material = TlsMaterial.ofSource(() -> loaded);

        assertSame(loaded.context(), material.context());
        assertThrows(
                IOException.class,
                () -> TlsMaterial.ofSource(() -> {
                    throw new IOException("the store is away");
                }));
    }

    private Path certificateFile() throws Exception {
        Certificate certificate = Keys.SERVER.chain().get(0);
        return write("cert.pem", "CERTIFICATE", certificate.getEncoded());
    }

    private static String messageOf(Path certificates, Path key) {
        String message = assertThrows(TlsMaterialException.class, () -> TlsIdentity.ofPem(certificates, key))
                .getMessage();
        assertNotEquals(null, message);
        return String.valueOf(message);
    }

    private Path write(String name, String kind, byte[] content) throws IOException {
        return Files.writeString(scratch.resolve(name), block(kind, content));
    }

    private static String block(String kind, byte[] content) {
        String text = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                .encodeToString(content);
        return "-----BEGIN " + kind + "-----\n" + text + "\n-----END " + kind + "-----\n";
    }

    private String read(String name) {
        try {
            return Files.readString(scratch.resolve(name));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
