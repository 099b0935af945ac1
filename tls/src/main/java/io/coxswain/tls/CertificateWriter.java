package io.coxswain.tls;

import java.io.ByteArrayInputStream;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

/**
 * Writes an X.509 certificate signed with an EC key: the JDK has no public API for that, only a tool.
 *
 * <pre>
 *      Certificate    ::= { TBS, AlgorithmIdentifier, BIT STRING signature }
 *      TBS            ::= { [0] { 2 }, serial, AlgorithmIdentifier, issuer Name, { notBefore, notAfter },
 *                           subject Name, SubjectPublicKeyInfo, [3] { { Extension ... } } }
 *      Name           ::= { SET { { 2.5.4.3, UTF8String } } }
 *      Extension      ::= { OID, critical BOOLEAN or absent, OCTET STRING }
 * </pre>
 *
 * <p>RFC 5280; braces are a DER SEQUENCE. For throw-away certificates and tests: it knows one algorithm
 * and two extensions.
 *
 * <p><b>Threads.</b> One at a time.
 */
final class CertificateWriter {
    private static final int INTEGER = 0x02;
    private static final int BIT_STRING = 0x03;
    private static final int OCTET_STRING = 0x04;
    private static final int UTF8_STRING = 0x0c;
    private static final int UTC_TIME = 0x17;
    private static final int GENERALIZED_TIME = 0x18;
    private static final int SEQUENCE = 0x30;
    private static final int SET = 0x31;
    private static final int VERSION = 0xa0;
    private static final int EXTENSIONS = 0xa3;
    private static final int DNS_NAME = 0x82;
    private static final int IP_ADDRESS = 0x87;

    private static final byte[] COMMON_NAME = {0x06, 3, 0x55, 4, 3};
    private static final byte[] ALTERNATIVE_NAMES = {0x06, 3, 0x55, 0x1d, 17};
    private static final byte[] BASIC_CONSTRAINTS = {0x06, 3, 0x55, 0x1d, 19};
    private static final byte[] TRUE = {0x01, 1, (byte) 0xff};
    /** The sequence of the one OID 1.2.840.10045.4.3.2. */
    private static final byte[] ECDSA_WITH_SHA256 = {
        0x30, 10, 0x06, 8, 0x2a, (byte) 0x86, 0x48, (byte) 0xce, 0x3d, 4, 3, 2
    };

    private final String subject;
    private final PublicKey publicKey;
    private final List<byte[]> extensions = new ArrayList<>();
    private Instant from = Instant.EPOCH;
    private Instant until = Instant.EPOCH;

    /** A certificate for that key, whose subject has that common name. */
    CertificateWriter(String subject, PublicKey publicKey) {
        this.subject = subject;
        this.publicKey = publicKey;
    }

    /** Host names and addresses that it is good for. */
    CertificateWriter names(List<String> names) {
        List<byte[]> encoded = new ArrayList<>();
        for (String name : names) {
            byte[] ascii = name.getBytes(StandardCharsets.US_ASCII);
            encoded.add(isAddress(name) ? der(IP_ADDRESS, addressBytes(name)) : der(DNS_NAME, ascii));
        }
        byte[] list = der(SEQUENCE, encoded.toArray(new byte[0][]));
        extensions.add(der(SEQUENCE, ALTERNATIVE_NAMES, der(OCTET_STRING, list)));
        return this;
    }

    /** That it may sign others. */
    CertificateWriter authority() {
        extensions.add(der(SEQUENCE, BASIC_CONSTRAINTS, TRUE, der(OCTET_STRING, der(SEQUENCE, TRUE))));
        return this;
    }

    CertificateWriter valid(Instant notBefore, Instant notAfter) {
        this.from = notBefore;
        this.until = notAfter;
        return this;
    }

    /**
     * Writes and signs it.
     *
     * @param issuer the common name of who signs
     * @param issuerKey an EC key
     */
    X509Certificate signedBy(String issuer, PrivateKey issuerKey) throws GeneralSecurityException {
        byte[] serial = UUID.randomUUID().toString().substring(0, 8).getBytes(StandardCharsets.US_ASCII);
        byte[] content = der(
                SEQUENCE,
                der(VERSION, der(INTEGER, new byte[] {2})),
                der(INTEGER, serial),
                ECDSA_WITH_SHA256,
                name(issuer),
                der(SEQUENCE, time(from), time(until)),
                name(subject),
                publicKey.getEncoded(),
                der(EXTENSIONS, der(SEQUENCE, extensions.toArray(new byte[0][]))));
        Signature signature = Signature.getInstance("SHA256withECDSA");
        signature.initSign(issuerKey);
        signature.update(content);
        byte[] signed = der(BIT_STRING, new byte[] {0}, signature.sign());
        byte[] certificate = der(SEQUENCE, content, ECDSA_WITH_SHA256, signed);
        return (X509Certificate)
                CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(certificate));
    }

    private static byte[] name(String commonName) {
        byte[] text = der(UTF8_STRING, commonName.getBytes(StandardCharsets.UTF_8));
        return der(SEQUENCE, der(SET, der(SEQUENCE, COMMON_NAME, text)));
    }

    /** Two digits of the year until 2049, four from then on. */
    private static byte[] time(Instant at) {
        ZonedDateTime utc = at.atZone(ZoneOffset.UTC);
        boolean isShort = utc.getYear() < 2050;
        DateTimeFormatter format =
                DateTimeFormatter.ofPattern(isShort ? "yyMMddHHmmss'Z'" : "yyyyMMddHHmmss'Z'", Locale.ROOT);
        return der(isShort ? UTC_TIME : GENERALIZED_TIME, format.format(utc).getBytes(StandardCharsets.US_ASCII));
    }

    /** Whether it is written as an address, so that nobody is asked about it. */
    private static boolean isAddress(String name) {
        return name.indexOf(':') >= 0 || name.matches("\\d+\\.\\d+\\.\\d+\\.\\d+");
    }

    private static byte[] addressBytes(String address) {
        try {
            return InetAddress.getByName(address).getAddress();
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("'" + address + "' is not an address", e);
        }
    }

    /** One value: its tag, the length of its parts, and the parts. */
    private static byte[] der(int tag, byte[]... parts) {
        int length = 0;
        for (byte[] part : parts) {
            length += part.length;
        }
        int lengthBytes = length < 0x80 ? 1 : length < 0x100 ? 2 : 3;
        byte[] value = new byte[1 + lengthBytes + length];
        value[0] = (byte) tag;
        if (lengthBytes > 1) {
            value[1] = (byte) (0x80 | (lengthBytes - 1));
        }
        for (int i = 0; i < lengthBytes - 1 || i == 0; i++) {
            value[lengthBytes - i] = (byte) (length >>> (8 * i));
        }
        int at = 1 + lengthBytes;
        for (byte[] part : parts) {
            System.arraycopy(part, 0, value, at, part.length);
            at += part.length;
        }
        return value;
    }
}
