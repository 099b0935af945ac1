package io.coxswain.tls;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Finds the server name in a ClientHello, before there is an engine: an {@link
 * javax.net.ssl.SSLContext} can then be chosen by it, whole, whatever its provider.
 *
 * <pre>
 *      record:     type 22 (1)  version (2)  length (2)  fragment ...     the message may go on in further records
 *      message:    type 1 (1)  length (3)
 *                  version (2)  random (32)  session id (1 + n)  ciphers (2 + n)  compressions (1 + n)  extensions (2 +
 *                  n)
 *      extension:  type (2)  length (2)  content
 *      server_name, type 0:  list length (2)  { name type 0 (1)  length (2)  ASCII }
 * </pre>
 *
 * <p>What is malformed has no name here; the engine that then gets it says what is wrong with it.
 *
 * <p><b>Limits.</b> It keeps nothing, so each call goes from record to record again: that is one step
 * for a hello in one record, and some thousand for one that a peer has cut into single bytes. A hello
 * that does not fit into the inbound buffer counts as one without a name.
 *
 * <p><b>Threads.</b> The one that steps the machine.
 */
final class ClientHello {
    private static final int RECORD_HEADER_BYTES = 5;
    private static final int HANDSHAKE_RECORD = 22;
    private static final int MESSAGE_HEADER_BYTES = 4;
    private static final int CLIENT_HELLO = 1;
    private static final int SERVER_NAME = 0;
    private static final int NAME_BYTES_MAX = 255;

    private final ByteBuffer records;
    private int index;
    private int fragmentLeft;
    private int left;

    private ClientHello(ByteBuffer records, int messageBytes) {
        this.records = records;
        this.index = records.position();
        this.left = messageBytes;
    }

    /**
     * Bytes of the whole message that the records between position and limit begin with.
     *
     * @return -1 while more bytes are needed to tell or to have them all; 0 if it is no ClientHello
     */
    static int messageBytes(ByteBuffer records) {
        int at = records.position();
        int gathered = 0;
        int header = 0;
        while (records.limit() - at >= RECORD_HEADER_BYTES) {
            int length = fragmentBytes(records, at);
            if ((records.get(at) & 0xff) != HANDSHAKE_RECORD || length == 0) {
                return 0;
            }
            int present = Math.min(length, records.limit() - at - RECORD_HEADER_BYTES);
            for (int i = 0; i < present && gathered + i < MESSAGE_HEADER_BYTES; i++) {
                header = (header << 8) | (records.get(at + RECORD_HEADER_BYTES + i) & 0xff);
            }
            gathered += present;
            if (gathered >= MESSAGE_HEADER_BYTES) {
                int whole = MESSAGE_HEADER_BYTES + (header & 0xff_ffff);
                if (header >>> 24 != CLIENT_HELLO) {
                    return 0;
                } else if (gathered >= whole) {
                    return whole;
                }
            }
            at += RECORD_HEADER_BYTES + length;
        }
        return -1;
    }

    /** What the record at an index says of its length; the buffer is its owner's, and so is its byte order. */
    private static int fragmentBytes(ByteBuffer records, int index) {
        return (records.get(index + 3) & 0xff) << 8 | (records.get(index + 4) & 0xff);
    }

    /**
     * The name in a message that is whole, in lower case.
     *
     * @param messageBytes what {@link #messageBytes} returned, above 0
     * @return null if there is none, or if it is no host name
     */
    static @Nullable String serverName(ByteBuffer records, int messageBytes) {
        ClientHello hello = new ClientHello(records, messageBytes);
        boolean reached = hello.skip(MESSAGE_HEADER_BYTES + 2 + 32)
                && hello.skip(hello.number(1))
                && hello.skip(hello.number(2))
                && hello.skip(hello.number(1))
                && hello.number(2) > 0;
        return reached ? hello.nameInExtensions() : null;
    }

    private @Nullable String nameInExtensions() {
        while (left >= MESSAGE_HEADER_BYTES) {
            int type = number(2);
            int bytes = number(2);
            if (type == SERVER_NAME) {
                return nameInList();
            }
            if (!skip(bytes)) {
                return null;
            }
        }
        return null;
    }

    private @Nullable String nameInList() {
        int list = number(2);
        int type = number(1);
        int bytes = number(2);
        if (list < 3 || type != 0 || bytes < 1 || bytes > NAME_BYTES_MAX || bytes > left) {
            return null;
        }
        byte[] name = new byte[bytes];
        for (int i = 0; i < bytes; i++) {
            name[i] = (byte) number(1);
            if (!isHostCharacter(name[i])) {
                return null;
            }
        }
        return new String(name, StandardCharsets.US_ASCII).toLowerCase(Locale.ROOT);
    }

    private static boolean isHostCharacter(byte c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || c == '.'
                || c == '-'
                || c == '_';
    }

    private boolean skip(int count) {
        if (count < 0 || count > left) {
            return false;
        }
        for (int i = 0; i < count; i++) {
            number(1);
        }
        return true;
    }

    /** The next bytes as a number, or -1 if the message ends before. */
    private int number(int bytes) {
        if (left < bytes) {
            left = 0;
            return -1;
        }
        int number = 0;
        for (int i = 0; i < bytes; i++) {
            if (fragmentLeft == 0) {
                fragmentLeft = fragmentBytes(records, index);
                index += RECORD_HEADER_BYTES;
            }
            number = (number << 8) | (records.get(index) & 0xff);
            index++;
            fragmentLeft--;
        }
        left -= bytes;
        return number;
    }
}
