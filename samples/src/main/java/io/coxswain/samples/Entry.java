package io.coxswain.samples;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One key of a {@link KvStore} with its value and its deadline, linked into the store's table and heap.
 *
 * <p>The value is overwritten in place where it fits, so that counting and setting values of one length allocate nothing.
 *
 * <p><b>Threads.</b> The loop.
 */
final class Entry {
    /** The deadline of an entry that does not expire. A deadline is a time to come, and so is positive. */
    static final long NEVER = -1;

    /** Longest value, in bytes: one that a reply and the send queue of a link have room for. */
    static final int VALUE_BYTES_MAX = 8 * 1_024 * 1_024;

    // ---- the store ----
    final byte[] key;
    final long hash;

    @Nullable
    Entry nextInBucket;

    // ---- the heap of deadlines ----
    long deadlineMillis = NEVER;
    int heapIndex;

    // ---- everybody, through the methods ----
    private byte[] value = {};
    private int valueBytes;

    Entry(byte[] key, long hash) {
        this.key = key;
        this.hash = hash;
    }

    /** Whether it has a deadline. */
    boolean expires() {
        return deadlineMillis != NEVER;
    }

    /** How many bytes the value has. */
    int valueBytes() {
        return valueBytes;
    }

    /** The array that begins with the value; see {@link #valueBytes()} for where it ends. Not to be kept or changed. */
    byte[] value() {
        return value;
    }

    /** The value as text, a character for each byte. Allocates. */
    String text() {
        return new String(value, 0, valueBytes, StandardCharsets.ISO_8859_1);
    }

    /** Sets the value to an argument. */
    void set(Arguments arguments, int index) {
        makeRoom(arguments.bytes(index));
        arguments.copyTo(index, value, 0);
        valueBytes = arguments.bytes(index);
    }

    /** Sets the value to the decimal form of a number. */
    void set(long number) {
        int bytes = Numbers.bytesOf(number);
        // Room for any number: a counter allocates once.
        makeRoom(value.length == 0 ? Numbers.LONG_BYTES_MAX : bytes);
        Numbers.put(number, value, 0, bytes);
        valueBytes = bytes;
    }

    /** Sets the value to a text; the array is the entry's from now on. */
    void set(byte[] text) {
        value = text;
        valueBytes = text.length;
    }

    /** Makes the value's array fit for so many bytes, exactly when it is replaced; what was in it is lost. */
    private void makeRoom(int bytes) {
        boolean wastesHalf = value.length > 2 * Math.max(bytes, Numbers.LONG_BYTES_MAX);
        if (value.length < bytes || wastesHalf) {
            value = new byte[bytes];
        }
    }

    /**
     * Adds an argument at the end of the value. What many small appends cost is linear in what they append, because the
     * array grows by half.
     *
     * @throws CommandException if the value would become longer than {@link #VALUE_BYTES_MAX}
     */
    void append(Arguments arguments, int index) {
        int more = arguments.bytes(index);
        if (more > VALUE_BYTES_MAX - valueBytes) {
            throw new CommandException("ERR string exceeds maximum allowed size (proto-max-bulk-len)");
        }
        int bytes = valueBytes + more;
        if (bytes > value.length) {
            int roomy = Math.max(bytes, valueBytes + valueBytes / 2);
            value = Arrays.copyOf(value, Math.min(roomy, VALUE_BYTES_MAX));
        }
        arguments.copyTo(index, value, valueBytes);
        valueBytes = bytes;
    }
}
