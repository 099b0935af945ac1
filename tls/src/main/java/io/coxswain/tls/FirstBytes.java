package io.coxswain.tls;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Tells by a peer's first bytes whether it speaks TLS, and what it seems to speak if not, for a failure
 * that helps.
 *
 * <pre>
 *      offset  0       1       2       3..4
 *              22      3       0..4    length          a handshake record, which begins every TLS connection
 *              21      3       0..4    length          an alert, with which an accepting end may answer at once
 * </pre>
 *
 * <p><b>Threads.</b> Any: it keeps nothing.
 */
enum FirstBytes {
    /** Too few bytes to tell; more will. */
    UNDECIDED,
    /** A TLS record. */
    TLS,
    /** An HTTP request or response, or the preface of HTTP/2. */
    HTTP,
    /** RESP, the protocol of Redis, or one of its inline commands. */
    RESP,
    /** Neither of these. */
    OTHER;

    /** Enough for the longest beginning below; so many bytes, or a line, are always decided. */
    static final int BYTES_MAX = 8;

    private static final byte[][] HTTP_BEGINNINGS = ascii(
            "GET /",
            "GET http",
            "PUT /",
            "POST /",
            "HEAD /",
            "DELETE /",
            "OPTIONS ",
            "PATCH /",
            "CONNECT ",
            "TRACE /",
            "PRI * HT",
            "HTTP/");
    private static final byte[][] RESP_COMMANDS =
            ascii("PING", "HELLO", "AUTH ", "INFO", "CLIENT ", "COMMAND", "SELECT ", "ECHO ", "QUIT", "SET ", "GET ");

    /**
     * Looks at the bytes between position and limit, and moves neither.
     *
     * @param alertExpected whether the peer accepts, so that it may begin with an alert
     */
    static FirstBytes of(ByteBuffer bytes, boolean alertExpected) {
        int count = Math.min(bytes.remaining(), BYTES_MAX);
        if (count == 0) {
            return UNDECIDED;
        }
        int first = at(bytes, 0);
        if (first == 22 || (first == 21 && alertExpected)) {
            return tlsHeader(bytes, count);
        }
        if (first == '*' || first == '$' || first == '+' || first == '-' || first == ':') {
            return RESP;
        }
        if (first < 'A' || first > 'z') {
            return OTHER;
        }
        return text(bytes, count);
    }

    private static FirstBytes tlsHeader(ByteBuffer bytes, int count) {
        if (count < 3) {
            return count == 2 && at(bytes, 1) != 3 ? OTHER : UNDECIDED;
        }
        return at(bytes, 1) == 3 && at(bytes, 2) <= 4 ? TLS : OTHER;
    }

    private static FirstBytes text(ByteBuffer bytes, int count) {
        if (beginsWithAny(bytes, HTTP_BEGINNINGS)) {
            return HTTP;
        }
        boolean hasLine = false;
        for (int i = 0; i < count; i++) {
            hasLine |= at(bytes, i) == '\n';
        }
        if (!hasLine && count < BYTES_MAX) {
            return UNDECIDED;
        }
        return beginsWithAny(bytes, RESP_COMMANDS) ? RESP : OTHER;
    }

    private static boolean beginsWithAny(ByteBuffer bytes, byte[][] beginnings) {
        for (byte[] beginning : beginnings) {
            if (beginsWith(bytes, beginning)) {
                return true;
            }
        }
        return false;
    }

    private static boolean beginsWith(ByteBuffer bytes, byte[] beginning) {
        if (bytes.remaining() < beginning.length) {
            return false;
        }
        for (int i = 0; i < beginning.length; i++) {
            if (at(bytes, i) != beginning[i] && Character.toUpperCase(at(bytes, i)) != beginning[i]) {
                return false;
            }
        }
        return true;
    }

    private static int at(ByteBuffer bytes, int index) {
        return bytes.get(bytes.position() + index) & 0xff;
    }

    private static byte[][] ascii(String... words) {
        byte[][] all = new byte[words.length][];
        for (int i = 0; i < words.length; i++) {
            all[i] = words[i].getBytes(StandardCharsets.US_ASCII);
        }
        return all;
    }
}
