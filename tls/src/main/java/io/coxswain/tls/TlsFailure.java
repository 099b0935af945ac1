package io.coxswain.tls;

import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import javax.crypto.AEADBadTagException;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;

/**
 * Why a connection failed, for counters, logs and people.
 *
 * <p><b>Threads.</b> Any: immutable, apart from the stack trace that {@code cause} may be given.
 *
 * @param reason what kind of failure it is
 * @param alert which alert was sent or, with {@link Reason#ALERT_RECEIVED}, received; null if none is
 *     known. JSSE tells alerts only in its messages, so this is read from them and from records that
 *     are not encrypted, and is for people
 * @param message a sentence with values
 * @param cause what the engine threw, or null
 */
public record TlsFailure(
        Reason reason,
        @Nullable TlsAlert alert,
        String message,
        @Nullable Throwable cause) {
    /** The kinds of failure. */
    public enum Reason {
        /**
         * Both ends did not come to terms: no version, cipher or protocol in common, or a message that
         * is none.
         */
        HANDSHAKE,
        /**
         * The peer's certificate was not accepted: unknown authority, expired, another name, or none
         * where required.
         */
        CERTIFICATE,
        /** The peer ended the connection with an alert. */
        ALERT_RECEIVED,
        /** A record after the handshake was malformed, too long, out of place or forged. */
        PROTOCOL,
        /**
         * The socket ended without a close_notify: what came is whole as far as it goes, but someone
         * may have cut it.
         */
        TRUNCATED,
        /** The first bytes are an HTTP request or response: the peer does not speak TLS here. */
        PLAINTEXT_HTTP,
        /** The first bytes are RESP, the protocol of Redis: the peer does not speak TLS here. */
        PLAINTEXT_RESP,
        /** The first bytes are no TLS record. */
        NOT_TLS,
        /** The peer asked for a renegotiation, which TLS 1.3 has abolished and we refuse. */
        RENEGOTIATION,
        /** The {@link SessionCheck} refused the session. */
        REFUSED,
        /** The peer's part of the handshake is longer than {@link TlsConfig#handshakeBytesMax}. */
        HANDSHAKE_TOO_LARGE,
        /** Too many records in a row without a byte of the application in them, and unasked. */
        EMPTY_RECORDS,
        /** This end gave the connection up before its handshake was over. */
        CANCELLED,
        /**
         * The engine or a callback threw what it should not, which is the cause; or the engine makes no
         * progress.
         */
        ENGINE
    }

    static TlsFailure of(Reason reason, String message) {
        return new TlsFailure(reason, null, message, null);
    }

    /** Classifies what an engine threw. */
    static TlsFailure of(Throwable thrown, boolean handshaking) {
        String message = String.valueOf(thrown.getMessage());
        TlsAlert named = TlsAlert.inMessage(message);
        if (message.contains("Received fatal alert") || message.contains("_ALERT_")) {
            return new TlsFailure(Reason.ALERT_RECEIVED, named, message, thrown);
        }
        Reason reason = Reason.ENGINE;
        if (thrown instanceof SSLException) {
            reason = handshaking ? Reason.HANDSHAKE : Reason.PROTOCOL;
        }
        TlsAlert alert = named;
        // Bounded, because a chain of causes may be a ring.
        Throwable at = thrown;
        for (int depth = 0; at != null && depth < 8; depth++) {
            if (isAboutCertificate(at)) {
                reason = Reason.CERTIFICATE;
            }
            if (at instanceof AEADBadTagException && alert == null) {
                alert = TlsAlert.BAD_RECORD_MAC;
            }
            at = at.getCause();
        }
        return new TlsFailure(reason, alert, message, thrown);
    }

    private static boolean isAboutCertificate(Throwable thrown) {
        return thrown instanceof CertificateException
                || thrown instanceof CertPathValidatorException
                || thrown instanceof SSLPeerUnverifiedException;
    }

    TlsFailure withAlert(@Nullable TlsAlert seen) {
        return seen == null || reason == Reason.ALERT_RECEIVED ? this : new TlsFailure(reason, seen, message, cause);
    }
}
