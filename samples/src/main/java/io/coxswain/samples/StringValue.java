package io.coxswain.samples;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A string of bytes, overwritten in place where it fits, so that counting and setting values of one length allocate
 * nothing.
 *
 * <p><b>Threads.</b> The loop.
 */
final class StringValue implements Value {
    /** Longest value, in bytes: one that a reply and the send queue of a link have room for. */
    static final int BYTES_MAX = 8 * 1_024 * 1_024;

    private byte[] array = {};
    private int bytes;

    @Override
    public String typeName() {
        return "string";
    }

    /** How many bytes it has. */
    int bytes() {
        return bytes;
    }

    /** The array that begins with the string; see {@link #bytes()} for where it ends. Not to be kept or changed. */
    byte[] array() {
        return array;
    }

    /** As text, a character for each byte. Allocates. */
    String text() {
        return new String(array, 0, bytes, StandardCharsets.ISO_8859_1);
    }

    /** Sets it to an argument. */
    void set(Arguments arguments, int index) {
        int newBytes = arguments.bytes(index);
        makeRoom(newBytes);
        arguments.copyTo(index, array, 0);
        bytes = newBytes;
    }

    /** Sets it to the decimal form of a number. */
    void set(long number) {
        int newBytes = Numbers.bytesOf(number);
        // Room for any number: a counter allocates once.
        makeRoom(array.length == 0 ? Numbers.LONG_BYTES_MAX : newBytes);
        Numbers.put(number, array, 0, newBytes);
        bytes = newBytes;
    }

    /** Sets it to a text; the array is its own from now on. */
    void set(byte[] text) {
        array = text;
        bytes = text.length;
    }

    /** Makes the array fit for so many bytes, exactly when it is replaced; what was in it is lost. */
    private void makeRoom(int newBytes) {
        boolean wastesHalf = array.length > 2 * Math.max(newBytes, Numbers.LONG_BYTES_MAX);
        if (array.length < newBytes || wastesHalf) {
            array = new byte[newBytes];
        }
    }

    /**
     * Adds an argument at the end. What many small appends cost is linear in what they append, because the array grows
     * by half.
     *
     * @throws CommandException if it would become longer than {@link #BYTES_MAX}
     */
    void append(Arguments arguments, int index) {
        int more = arguments.bytes(index);
        if (more > BYTES_MAX - bytes) {
            throw new CommandException("ERR string exceeds maximum allowed size (proto-max-bulk-len)");
        }
        int newBytes = bytes + more;
        if (newBytes > array.length) {
            int roomy = Math.max(newBytes, bytes + bytes / 2);
            array = Arrays.copyOf(array, Math.min(roomy, BYTES_MAX));
        }
        arguments.copyTo(index, array, bytes);
        bytes = newBytes;
    }
}
