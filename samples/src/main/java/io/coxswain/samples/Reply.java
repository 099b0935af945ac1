package io.coxswain.samples;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Writes the reply to one request, in RESP2, into a buffer that is used again for the next.
 *
 * <pre>
 *      +OK\r\n              simple      :42\r\n          integer      $5\r\nhello\r\n      bulk
 *      -ERR why\r\n         error       $-1\r\n          nil          *2\r\n               array of what follows
 * </pre>
 *
 * <p><b>Threads.</b> The loop. One instance serves every link.
 *
 * <p><b>Limits.</b> A reply that would become longer than {@code bytesMax} ends in a {@link CommandException}: a
 * request of a few bytes may name a large value many times. A buffer that has grown past {@value #BYTES_KEPT_MAX} bytes
 * is given up with the next {@link #clear()}.
 */
final class Reply {
    private static final int BYTES_INITIAL = 4 * 1_024;
    private static final int BYTES_KEPT_MAX = 64 * 1_024;
    private static final byte[] OK = ascii("+OK\r\n");
    private static final byte[] NIL = ascii("$-1\r\n");
    private static final byte[] NIL_ARRAY = ascii("*-1\r\n");

    private final int bytesMax;
    private byte[] buffer = new byte[BYTES_INITIAL];
    private ByteBuffer message = ByteBuffer.wrap(buffer);
    private int bytes;

    /**
     * Makes an empty reply.
     *
     * @param bytesMax longest reply, at least 4 KiB, and no longer than a link takes in one message
     */
    Reply(int bytesMax) {
        this.bytesMax = Math.max(bytesMax, BYTES_INITIAL);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** Forgets what was written. */
    void clear() {
        bytes = 0;
        if (buffer.length > BYTES_KEPT_MAX) {
            buffer = new byte[BYTES_INITIAL];
            message = ByteBuffer.wrap(buffer);
        }
    }

    /** Writes {@code OK}, the most frequent simple string. */
    void ok() {
        put(OK, OK.length);
    }

    /** Writes that there is no value. */
    void nil() {
        put(NIL, NIL.length);
    }

    /** Writes that there is no array. */
    void nilArray() {
        put(NIL_ARRAY, NIL_ARRAY.length);
    }

    /** Writes a simple string: no line ends, a byte for each character. */
    void simple(String text) {
        line('+', text);
    }

    /**
     * Writes an error.
     *
     * @param text beginning with the code, as in {@code ERR syntax error}. Line ends become spaces, because it may
     *     quote what the client sent
     */
    void error(String text) {
        line('-', text.replace('\r', ' ').replace('\n', ' '));
    }

    private void line(char marker, String text) {
        byte[] characters = text.getBytes(StandardCharsets.ISO_8859_1);
        reserve(characters.length + 3);
        buffer[bytes++] = (byte) marker;
        put(characters, characters.length);
        putLineEnd();
    }

    /** Writes an integer. */
    void integer(long value) {
        header(':', value);
    }

    /** Writes the length of an array, whose elements are to be written next. */
    void array(int elements) {
        header('*', elements);
    }

    /** Writes a bulk string. */
    void bulk(String text) {
        bulk(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Writes a floating-point number, which RESP2 has as a bulk string. */
    void bulk(double value) {
        bulk(Numbers.format(value));
    }

    /** Writes a bulk string of a whole array. */
    void bulk(byte[] value) {
        bulk(value, value.length);
    }

    /** Writes a bulk string. */
    void bulk(Bytes value) {
        bulk(value.array(), value.count());
    }

    /**
     * Writes a bulk string.
     *
     * @param valueBytes how many bytes of {@code value}, from its beginning
     */
    void bulk(byte[] value, int valueBytes) {
        header('$', valueBytes);
        put(value, valueBytes);
        putLineEnd();
    }

    /** Writes an argument as a bulk string. */
    void bulk(Arguments arguments, int index) {
        int argumentBytes = arguments.bytes(index);
        header('$', argumentBytes);
        reserve(argumentBytes);
        arguments.copyTo(index, buffer, bytes);
        bytes += argumentBytes;
        putLineEnd();
    }

    private void header(char marker, long number) {
        int digits = Numbers.bytesOf(number);
        reserve(digits + 3);
        buffer[bytes++] = (byte) marker;
        Numbers.put(number, buffer, bytes, digits);
        bytes += digits;
        putLineEnd();
    }

    private void putLineEnd() {
        reserve(2);
        buffer[bytes++] = '\r';
        buffer[bytes++] = '\n';
    }

    private void put(byte[] source, int sourceBytes) {
        reserve(sourceBytes);
        System.arraycopy(source, 0, buffer, bytes, sourceBytes);
        bytes += sourceBytes;
    }

    private void reserve(int more) {
        if (more > bytesMax - bytes) {
            throw new CommandException("ERR the reply exceeds " + bytesMax + " bytes");
        }
        if (more > buffer.length - bytes) {
            long wanted = Math.max(2L * buffer.length, (long) bytes + more);
            buffer = Arrays.copyOf(buffer, (int) Math.min(wanted, bytesMax));
            message = ByteBuffer.wrap(buffer);
        }
    }

    /** How long it is so far, in bytes. */
    int bytes() {
        return bytes;
    }

    /** What was written, from position to limit; the same object until the reply grows, valid until the next call. */
    ByteBuffer message() {
        return message.clear().limit(bytes);
    }
}
