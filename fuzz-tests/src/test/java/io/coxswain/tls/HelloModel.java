package io.coxswain.tls;

import java.io.ByteArrayOutputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A ClientHello read the plain way: the records are put together first, and what is too short throws.
 *
 * <p><b>Threads.</b> Any: it keeps nothing.
 */
final class HelloModel {
    private HelloModel() {}

    /** Puts a message into records of some length. */
    static byte[] recordsOf(byte[] message, int fragmentBytes) {
        ByteArrayOutputStream records = new ByteArrayOutputStream();
        for (int at = 0; at < message.length; at += fragmentBytes) {
            int count = Math.min(fragmentBytes, message.length - at);
            records.writeBytes(new byte[] {22, 3, 1, (byte) (count >> 8), (byte) count});
            records.write(message, at, count);
        }
        return records.toByteArray();
    }

    /** As {@link ClientHello#messageBytes}. */
    static int messageBytes(byte[] records, int received) {
        ByteArrayOutputStream gathered = new ByteArrayOutputStream();
        ByteBuffer bytes = ByteBuffer.wrap(records, 0, received);
        while (bytes.remaining() >= 5) {
            int type = bytes.get();
            int length = bytes.getShort(bytes.position() + 2) & 0xffff;
            if (type != 22 || length == 0) {
                return 0;
            }
            bytes.position(bytes.position() + 4);
            int present = Math.min(length, bytes.remaining());
            gathered.write(records, bytes.position(), present);
            bytes.position(bytes.position() + present);
            byte[] message = gathered.toByteArray();
            if (message.length >= 4) {
                int whole = 4 + (ByteBuffer.wrap(message).getInt() & 0xff_ffff);
                if (message[0] != 1 || message.length >= whole) {
                    return message[0] == 1 ? whole : 0;
                }
            }
        }
        return -1;
    }

    /** As {@link ClientHello#serverName}, of records that have a whole message. */
    static @Nullable String serverName(byte[] records, int received) {
        ByteArrayOutputStream gathered = new ByteArrayOutputStream();
        ByteBuffer bytes = ByteBuffer.wrap(records, 0, received);
        int whole = messageBytes(records, received);
        while (gathered.size() < whole) {
            int length = Math.min(bytes.getShort(bytes.position() + 3) & 0xffff, bytes.remaining() - 5);
            gathered.write(records, bytes.position() + 5, length);
            bytes.position(bytes.position() + 5 + length);
        }
        try {
            return nameIn(ByteBuffer.wrap(gathered.toByteArray(), 0, whole));
        } catch (BufferUnderflowException e) {
            return null;
        }
    }

    private static @Nullable String nameIn(ByteBuffer message) {
        take(message, 4 + 2 + 32);
        take(message, message.get() & 0xff);
        take(message, message.getShort() & 0xffff);
        take(message, message.get() & 0xff);
        if (message.getShort() == 0) {
            return null;
        }
        while (message.remaining() >= 4) {
            int type = message.getShort();
            int length = message.getShort() & 0xffff;
            if (type == 0) {
                int list = message.getShort() & 0xffff;
                int kind = message.get();
                String name = take(message, message.getShort() & 0xffff);
                boolean isHost = list >= 3 && kind == 0 && name.length() < 256 && name.matches("[a-zA-Z0-9._-]+");
                return isHost ? name.toLowerCase(Locale.ROOT) : null;
            }
            take(message, length);
        }
        return null;
    }

    private static String take(ByteBuffer message, int count) {
        if (count > message.remaining()) {
            throw new BufferUnderflowException();
        }
        byte[] taken = new byte[count];
        message.get(taken);
        return new String(taken, StandardCharsets.ISO_8859_1);
    }
}
