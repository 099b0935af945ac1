package io.coxswain.tls;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Who an end is: a private key and the chain of certificates for it.
 *
 * <p><b>Threads.</b> Any: immutable.
 *
 * @param key the private key
 * @param chain our own certificate first, then those that lead to an authority; at least one
 */
public record TlsIdentity(PrivateKey key, List<X509Certificate> chain) {
    private static final byte[] PROOF = {1};

    /** Copies the list, and checks that there is a certificate. */
    public TlsIdentity {
        chain = List.copyOf(chain);
        if (chain.isEmpty()) {
            throw new IllegalArgumentException("an identity without a certificate");
        }
    }

    /**
     * Reads an identity from PEM files. Blocks on the disk.
     *
     * @param certificates the chain, our own certificate first
     * @param key PKCS#8, RSA, EC or Ed25519, not encrypted; may be the same file
     * @throws IOException if a file cannot be read
     * @throws TlsMaterialException naming the file that is not what it should be, and the cure
     */
    public static TlsIdentity ofPem(Path certificates, Path key) throws IOException, TlsMaterialException {
        List<X509Certificate> chain = PemFile.read(certificates).certificates();
        PublicKey publicKey = chain.get(0).getPublicKey();
        PrivateKey privateKey = PemFile.read(key).privateKey(publicKey.getAlgorithm());
        if (!isPair(privateKey, publicKey, key)) {
            throw new TlsMaterialException(
                    "the key in " + key + " does not belong to the first certificate in " + certificates
                            + ": put the certificate of this key first",
                    null);
        }
        return new TlsIdentity(privateKey, chain);
    }

    /**
     * Makes a throw-away EC key pair and a certificate for it that it signed itself. Nobody trusts it
     * who is not told to.
     *
     * @param names host names and addresses that the certificate is good for; at least one
     * @param from when it becomes valid; earlier than now, for clocks that differ
     * @param validity how long it stays valid from then on
     * @throws GeneralSecurityException if the JDK has no EC keys
     */
    public static TlsIdentity selfSigned(List<String> names, Instant from, Duration validity)
            throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        KeyPair pair = generator.generateKeyPair();
        CertificateWriter writer = new CertificateWriter(names.get(0), pair.getPublic())
                .names(names)
                .valid(from, from.plus(validity));
        return new TlsIdentity(pair.getPrivate(), List.of(writer.signedBy(names.get(0), pair.getPrivate())));
    }

    /** When the first certificate of the chain expires, in milliseconds since 1970. */
    public long expiresEpochMillis() {
        long earliest = Long.MAX_VALUE;
        for (X509Certificate certificate : chain) {
            earliest = Math.min(earliest, certificate.getNotAfter().toInstant().toEpochMilli());
        }
        return earliest;
    }

    private static boolean isPair(PrivateKey privateKey, PublicKey publicKey, Path key) throws TlsMaterialException {
        String algorithm = switch (publicKey.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            default -> publicKey.getAlgorithm();
        };
        try {
            Signature signature = Signature.getInstance(algorithm);
            signature.initSign(privateKey);
            // Not nothing: the JDK's EdDSA does not verify an empty message that it has signed.
            signature.update(PROOF);
            byte[] signed = signature.sign();
            signature.initVerify(publicKey);
            signature.update(PROOF);
            return signature.verify(signed);
        } catch (GeneralSecurityException e) {
            throw new TlsMaterialException(
                    "the key in " + key + " cannot sign with " + algorithm + ": " + e.getMessage()
                            + "; give the key that the first certificate was made for",
                    e);
        }
    }
}
