package io.coxswain.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The blocks of one PEM file (RFC 7468), each between a BEGIN and an END line; text around them is ignored.
 *
 * <p><b>Errors.</b> They name the file, what was found in it, and the command that makes the right file of it.
 *
 * <p><b>Threads.</b> Any, but not the loop or a worker: reading blocks.
 */
final class PemFile {
    /** A file of more bytes is not one of ours, and would be read into memory. */
    static final int FILE_BYTES_MAX = 4 << 20;

    private static final Pattern BLOCK = Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([^-]*)-----END \\1-----");

    private record Block(String kind, String text) {}

    private final Path path;
    private final boolean isDer;
    private final List<Block> blocks;

    private PemFile(Path path, boolean isDer, List<Block> blocks) {
        this.path = path;
        this.isDer = isDer;
        this.blocks = blocks;
    }

    /** Reads it whole. Blocks on the disk. */
    static PemFile read(Path path) throws IOException, TlsMaterialException {
        long fileBytes = Files.size(path);
        if (fileBytes > FILE_BYTES_MAX) {
            throw new TlsMaterialException(
                    path + " has " + fileBytes + " bytes, which exceeds the " + FILE_BYTES_MAX + " of a PEM file",
                    null);
        }
        byte[] content = Files.readAllBytes(path);
        boolean isDer = content.length > 0 && content[0] == 0x30;
        List<Block> blocks = new ArrayList<>();
        Matcher matcher = BLOCK.matcher(new String(content, StandardCharsets.ISO_8859_1));
        while (matcher.find()) {
            blocks.add(new Block(matcher.group(1), matcher.group(2)));
        }
        return new PemFile(path, isDer, blocks);
    }

    private byte[] content(Block block) throws TlsMaterialException {
        try {
            return Base64.getMimeDecoder().decode(block.text.strip());
        } catch (IllegalArgumentException e) {
            throw new TlsMaterialException(path + ": the block " + block.kind + " is not base64: " + e.getMessage(), e);
        }
    }

    /** All certificates, in the order of the file; at least one. */
    List<X509Certificate> certificates() throws TlsMaterialException {
        List<X509Certificate> found = new ArrayList<>();
        for (Block block : blocks) {
            if (block.kind.equals("CERTIFICATE") || block.kind.equals("X509 CERTIFICATE")) {
                found.add(certificate(block, found.size() + 1));
            }
        }
        if (found.isEmpty()) {
            throw missing("CERTIFICATE", "openssl x509 -inform der -in " + path + " -out cert.pem");
        }
        return found;
    }

    private X509Certificate certificate(Block block, int number) throws TlsMaterialException {
        try {
            CertificateFactory factory = CertificateFactory.getInstance("X.509");
            return (X509Certificate) factory.generateCertificate(new ByteArrayInputStream(content(block)));
        } catch (CertificateException e) {
            throw new TlsMaterialException(path + ": certificate " + number + " is malformed: " + e.getMessage(), e);
        }
    }

    /**
     * The private key.
     *
     * @param algorithm that of the certificate's public key: RSA, EC or EdDSA
     */
    PrivateKey privateKey(String algorithm) throws TlsMaterialException {
        for (Block block : blocks) {
            switch (block.kind) {
                case "PRIVATE KEY" -> {
                    return privateKey(block, algorithm);
                }
                case "ENCRYPTED PRIVATE KEY" -> throw refused("is encrypted", "openssl pkey -in ");
                case "RSA PRIVATE KEY" -> throw refused("is PKCS#1, not PKCS#8", "openssl pkcs8 -topk8 -nocrypt -in ");
                case "EC PRIVATE KEY" -> throw refused("is SEC1, not PKCS#8", "openssl pkcs8 -topk8 -nocrypt -in ");
                default -> {}
            }
        }
        throw missing("PRIVATE KEY", "openssl pkey -inform der -in " + path + " -out key.pem");
    }

    private PrivateKey privateKey(Block block, String algorithm) throws TlsMaterialException {
        try {
            return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(content(block)));
        } catch (GeneralSecurityException e) {
            throw new TlsMaterialException(
                    path + ": the key is not of the certificate's kind, " + algorithm + ", or malformed: "
                            + e.getMessage() + "; give the key that the certificate was made for",
                    e);
        }
    }

    private TlsMaterialException refused(String what, String cure) {
        return new TlsMaterialException(
                path + ": the key " + what + "; convert it with: " + cure + path + " -out key.pem", null);
    }

    private TlsMaterialException missing(String kind, String cure) {
        String found = blocks.stream().map(Block::kind).collect(Collectors.joining(", "));
        String message = path + " has no block " + kind + (found.isEmpty() ? "" : ", only " + found);
        return new TlsMaterialException(
                isDer ? message + "; it looks like DER, convert it with: " + cure : message, null);
    }
}
