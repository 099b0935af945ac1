package io.coxswain.samples;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The arguments of the request in one frame: where each begins and how long it is, in place.
 *
 * <pre>
 *      *2\r\n$3\r\nGET\r\n$5\r\nhello\r\n          an array of bulk strings, what clients send
 *                  |---|        |-----|
 *      GET "hello"\r\n                              an inline command, what a person types
 * </pre>
 *
 * <p>Argument 0 is the command's name. Arguments are bytes, not text: nothing in here decodes them unless asked to.
 *
 * <p><b>Threads.</b> The loop. One instance serves every link: it is filled anew for each frame, and valid no longer
 * than the frame itself, that is during {@code onFrame}.
 *
 * <p><b>Limits.</b> As many arguments as the frame has room for. A slot array that a request with many arguments has
 * made grow past {@value #SLOTS_KEPT_MAX} arguments is given up with the next frame.
 */
final class Arguments {
    /** What a frame turned out to be. */
    enum Verdict {
        /** There is at least one argument. */
        REQUEST,
        /** An empty line, or an array of no or a negative number of elements: to be ignored. */
        EMPTY,
        /** An inline command that opens a quote and does not properly close it. */
        UNBALANCED_QUOTES,
        /** Not a frame as the framing lets through. */
        MALFORMED
    }

    private static final int SLOTS_KEPT_MAX = 1_024;
    private static final int SLOTS_INITIAL = 16;
    private static final long NO_NUMBER = Long.MIN_VALUE;

    private final InlineSplitter inline = new InlineSplitter();
    private final byte[] digits = new byte[Numbers.LONG_BYTES_MAX];

    private ByteBuffer source = inline.decoded();
    private int[] offsets = new int[SLOTS_INITIAL];
    private int[] lengths = new int[SLOTS_INITIAL];
    private int count;

    /** Where {@link #parseArray} has arrived in the frame. */
    private int cursor;

    /**
     * Finds the arguments of a frame, by absolute index: its position and limit stay as they are.
     *
     * @param frame one request, from its position to its limit
     */
    Verdict parse(ByteBuffer frame) {
        count = 0;
        if (offsets.length > SLOTS_KEPT_MAX) {
            offsets = new int[SLOTS_INITIAL];
            lengths = new int[SLOTS_INITIAL];
        }
        int start = frame.position();
        if (frame.hasRemaining() && frame.get(start) == '*') {
            source = frame;
            return parseArray(frame.limit());
        }
        boolean balanced = inline.split(frame, start, frame.limit(), this);
        source = inline.decoded();
        if (!balanced) {
            return Verdict.UNBALANCED_QUOTES;
        }
        return count == 0 ? Verdict.EMPTY : Verdict.REQUEST;
    }

    private Verdict parseArray(int end) {
        cursor = source.position();
        long elements = header((byte) '*', end);
        if (elements == NO_NUMBER) {
            return Verdict.MALFORMED;
        }
        for (long i = 0; i < elements; i++) {
            long bytes = header((byte) '$', end);
            if (bytes < 0 || bytes > end - cursor - 2) {
                return Verdict.MALFORMED;
            }
            add(cursor, (int) bytes);
            cursor += (int) bytes + 2;
        }
        if (cursor != end) {
            return Verdict.MALFORMED;
        }
        return count == 0 ? Verdict.EMPTY : Verdict.REQUEST;
    }

    /** Reads a marker, a number and two bytes of line end, and moves the cursor behind them. */
    private long header(byte marker, int end) {
        if (cursor >= end || source.get(cursor) != marker) {
            return NO_NUMBER;
        }
        cursor++;
        boolean negative = cursor < end && source.get(cursor) == '-';
        if (negative) {
            cursor++;
        }
        long number = 0;
        int first = cursor;
        while (cursor < end && isDigit(source.get(cursor)) && number <= Integer.MAX_VALUE) {
            number = number * 10 + source.get(cursor++) - '0';
        }
        if (cursor == first || cursor + 2 > end || source.get(cursor) != '\r') {
            return NO_NUMBER;
        }
        cursor += 2;
        return negative ? -number : number;
    }

    private static boolean isDigit(byte b) {
        return b >= '0' && b <= '9';
    }

    /** Appends an argument. For {@link InlineSplitter}. */
    void add(int offset, int bytes) {
        if (count == offsets.length) {
            offsets = Arrays.copyOf(offsets, 2 * count);
            lengths = Arrays.copyOf(lengths, 2 * count);
        }
        offsets[count] = offset;
        lengths[count] = bytes;
        count++;
    }

    /** How many there are, the command's name included. */
    int count() {
        return count;
    }

    /** How many bytes an argument has. */
    int bytes(int index) {
        assert index < count : "argument " + index + " of " + count;
        return lengths[index];
    }

    /** One byte of an argument. */
    byte byteAt(int index, int offset) {
        assert index < count && offset < lengths[index] : "byte " + offset + " of argument " + index;
        return source.get(offsets[index] + offset);
    }

    /** Copies all bytes of an argument. */
    void copyTo(int index, byte[] target, int targetOffset) {
        assert index < count : "argument " + index + " of " + count;
        source.get(offsets[index], target, targetOffset, lengths[index]);
    }

    /** All bytes of an argument in an array of their own. */
    byte[] copy(int index) {
        byte[] copy = new byte[bytes(index)];
        copyTo(index, copy, 0);
        return copy;
    }

    /** Whether an argument has exactly these bytes. */
    boolean hasBytes(int index, byte[] expected) {
        if (bytes(index) != expected.length) {
            return false;
        }
        int offset = offsets[index];
        for (int i = 0; i < expected.length; i++) {
            if (source.get(offset + i) != expected[i]) {
                return false;
            }
        }
        return true;
    }

    /**
     * Whether an argument is this word, in whatever case.
     *
     * @param word in lower case, of ASCII letters and other characters that have no case
     */
    boolean is(int index, String word) {
        if (bytes(index) != word.length()) {
            return false;
        }
        int offset = offsets[index];
        for (int i = 0; i < word.length(); i++) {
            if (lowerCase(source.get(offset + i)) != word.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    static int lowerCase(byte b) {
        return b >= 'A' && b <= 'Z' ? b + ('a' - 'A') : b & 0xff;
    }

    /** All arguments from one on. */
    List<Bytes> from(int index) {
        List<Bytes> rest = new ArrayList<>();
        for (int i = index; i < count; i++) {
            rest.add(Bytes.of(this, i));
        }
        return rest;
    }

    /**
     * An argument as an integer.
     *
     * @throws CommandException if it is none
     */
    long longAt(int index) {
        int bytes = bytes(index);
        if (bytes > digits.length) {
            throw CommandException.notAnInteger();
        }
        copyTo(index, digits, 0);
        return Numbers.parseLong(digits, 0, bytes);
    }

    /**
     * An argument as an integer that must not be negative: how many elements to take.
     *
     * @return at most {@link Integer#MAX_VALUE}: there are no more elements than that
     * @throws CommandException if it is none
     */
    int countAt(int index) {
        long count = longAt(index);
        if (count < 0) {
            throw CommandException.notPositive();
        }
        return (int) Math.min(count, Integer.MAX_VALUE);
    }

    /**
     * An argument as a binary floating-point number, infinities included.
     *
     * @throws CommandException if it is none
     */
    double doubleAt(int index) {
        return Numbers.parseDouble(text(index));
    }

    /** An argument as text, a character for each byte. Allocates: not for the frequent commands. */
    String text(int index) {
        return text(index, bytes(index));
    }

    /** The beginning of an argument as text. */
    String text(int index, int bytesMax) {
        byte[] copy = new byte[Math.min(bytes(index), bytesMax)];
        source.get(offsets[index], copy);
        return new String(copy, StandardCharsets.ISO_8859_1);
    }
}
