package io.coxswain.tls;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The alerts of TLS 1.2 and 1.3 (RFC 8446, section 6), by which one end tells the other why it ends a
 * connection.
 *
 * <pre>
 *      offset  0       1       2       3       4       5       6
 *              21      3       3       0       2       level   description     an alert record that is not encrypted
 * </pre>
 */
public enum TlsAlert {
    /** The sender sends no more; no error. */
    CLOSE_NOTIFY(0),
    /** A message at a point where it has no place. */
    UNEXPECTED_MESSAGE(10),
    /** A record that fails its integrity check. */
    BAD_RECORD_MAC(20),
    /** A record that is too long. */
    RECORD_OVERFLOW(22),
    /** No version, cipher or group in common, and other disagreements. */
    HANDSHAKE_FAILURE(40),
    /** A certificate that is corrupt or signed wrongly. */
    BAD_CERTIFICATE(42),
    /** A certificate of an unsupported kind. */
    UNSUPPORTED_CERTIFICATE(43),
    /** A certificate that its signer has revoked. */
    CERTIFICATE_REVOKED(44),
    /** A certificate that has expired or is not yet valid. */
    CERTIFICATE_EXPIRED(45),
    /** A certificate that is unacceptable for another reason. */
    CERTIFICATE_UNKNOWN(46),
    /** A field out of range or inconsistent. */
    ILLEGAL_PARAMETER(47),
    /** A certificate whose authority is not known or not trusted. */
    UNKNOWN_CA(48),
    /** A valid certificate whose owner may not do this. */
    ACCESS_DENIED(49),
    /** A message that cannot be decoded. */
    DECODE_ERROR(50),
    /** A handshake signature or key exchange that does not verify. */
    DECRYPT_ERROR(51),
    /** No version in common. */
    PROTOCOL_VERSION(70),
    /** No cipher that is strong enough. */
    INSUFFICIENT_SECURITY(71),
    /** The sender failed, not the peer. */
    INTERNAL_ERROR(80),
    /** A version fallback that should not have been needed. */
    INAPPROPRIATE_FALLBACK(86),
    /** The sender gives the handshake up, for no protocol reason. */
    USER_CANCELED(90),
    /** The sender does not renegotiate. */
    NO_RENEGOTIATION(100),
    /** A message without an extension that it must have. */
    MISSING_EXTENSION(109),
    /** A message with an extension that it must not have. */
    UNSUPPORTED_EXTENSION(110),
    /** A server name that the accepting end does not serve. */
    UNRECOGNIZED_NAME(112),
    /** An OCSP response that is missing or bad. */
    BAD_CERTIFICATE_STATUS_RESPONSE(113),
    /** A pre-shared key identity that is not known. */
    UNKNOWN_PSK_IDENTITY(115),
    /** No client certificate, though one is required. */
    CERTIFICATE_REQUIRED(116),
    /** No application protocol in common. */
    NO_APPLICATION_PROTOCOL(120);

    private static final TlsAlert[] ALL = values();

    private final int code;

    TlsAlert(int code) {
        this.code = code;
    }

    /** The description's number on the wire, 0 to 255. */
    public int code() {
        return code;
    }

    /** The alert of that number, or null. */
    static @Nullable TlsAlert ofCode(int code) {
        for (TlsAlert alert : ALL) {
            if (alert.code == code) {
                return alert;
            }
        }
        return null;
    }

    /**
     * The alert that a provider's message names, or null. JSSE has no other way to ask: the JDK writes
     * {@code Received fatal alert: bad_certificate} or, for what it sent, from 19 on {@code
     * (bad_certificate) reason}; BoringSSL writes {@code SSLV3_ALERT_BAD_CERTIFICATE}.
     */
    static @Nullable TlsAlert inMessage(String message) {
        String text = message.toLowerCase(Locale.ROOT);
        TlsAlert longest = null;
        for (TlsAlert alert : ALL) {
            String name = alert.name().toLowerCase(Locale.ROOT);
            boolean named = text.contains("alert: " + name)
                    || text.contains("alert_" + name)
                    || text.contains("(" + name + ")");
            // bad_certificate is also the beginning of bad_certificate_status_response.
            if (named && (longest == null || name.length() > longest.name().length())) {
                longest = alert;
            }
        }
        return longest;
    }
}
