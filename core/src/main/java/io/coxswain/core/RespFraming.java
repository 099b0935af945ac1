package io.coxswain.core;

import java.nio.ByteBuffer;
import java.util.HexFormat;

/**
 * Frames that are requests in RESP2, the protocol of Redis: arrays of bulk strings, and inline commands.
 *
 * <pre>
 *      *2\r\n $4\r\n ECHO\r\n $5\r\n hello\r\n        an array of two bulk strings
 *      *0\r\n  *-1\r\n                                empty arrays, for the application to ignore
 *      PING\r\n  PING\n  \n                           inline: a line that does not begin with an asterisk
 * </pre>
 *
 * <p>One token, a length line or the body of a bulk string, is one step. The resume is where the step to take begins:
 *
 * <pre>
 *                                                    (count is 0)
 *      ARRAY HEADER --- "*count\r\n" ------------------------------&gt; frame
 *            |                       body ends, none remaining       ^
 *            v                      +--------------------------------+
 *       BULK HEADER -- "$bytes\r\n" --&gt; BODY END       INLINE -- "\n"
 *            ^                             |
 *            +-----------------------------+  body ends, some remaining
 *
 *      bit 61 ............ 31     30     29 ............ 0
 *          offset in the frame | body? | remaining arguments
 * </pre>
 *
 * <p>The offset of BODY END is that of the line end after the body, known before the body arrives: a body is skipped,
 * never looked at. INLINE has no remaining arguments, and its offset counts the bytes known to hold no line feed.
 *
 * <p><b>Threads.</b> Immutable: any thread, several at once.
 *
 * <p><b>Limits.</b> All are checked against what is announced. An array is too large as soon as its shortest
 * completion, every argument still to come being empty, exceeds {@code frameBytesMax}; a line is if no line feed is
 * among its first {@code inlineBytesMax} bytes.
 *
 * <p><b>Errors.</b> As Redis has them: counts and lengths are decimal, without plus sign or leading zeros; arguments
 * above {@code argumentCountMax} and bulk strings above {@code bulkBytesMax} are malformed. Stricter than Redis, a bulk
 * string has to be followed by CR LF, since whoever gets this wrong has lost count of the bytes.
 * {@link #describeFailure} answers in the words of Redis, fit to be sent back.
 */
public final class RespFraming implements Framing {
    /** Default for the most arguments of an array. */
    public static final int ARGUMENT_COUNT_MAX = 1_048_576;

    /** Default for the longest bulk string, in bytes; {@code frameBytesMax} is usually reached first. */
    public static final int BULK_BYTES_MAX = 512 << 20;

    /** Default for the longest inline command, in bytes, line feed included. */
    public static final int INLINE_BYTES_MAX = 64 << 10;

    private static final int OFFSET_SHIFT = 31;
    private static final long AT_BODY_END = 1L << 30;
    private static final long REMAINING_MASK = AT_BODY_END - 1;

    /** Bytes of the shortest argument: {@code $0\r\n\r\n}. Keeps the arguments of a frame below 2^29. */
    private static final int ARGUMENT_BYTES_MIN = 6;

    private static final HexFormat HEX = HexFormat.of();

    /** What a length line says if it has not been received completely; see {@link #lengthLine}. */
    private static final long LINE_UNFINISHED = Long.MIN_VALUE;

    /** What a length line says if it is none. */
    private static final long LINE_MALFORMED = Long.MIN_VALUE + 1;

    private final int frameBytesMax;
    private final int argumentCountMax;
    private final int bulkBytesMax;
    private final LineFraming inline;

    /**
     * Makes the framing with the other limits at their defaults.
     *
     * @param frameBytesMax longest request in bytes, at least 1; lowers the limit of inline commands too
     */
    public RespFraming(int frameBytesMax) {
        this(frameBytesMax, ARGUMENT_COUNT_MAX, BULK_BYTES_MAX, INLINE_BYTES_MAX);
    }

    private RespFraming(int frameBytesMax, int argumentCountMax, int bulkBytesMax, int inlineBytesMax) {
        this.frameBytesMax = Bounds.within(1, Integer.MAX_VALUE, "frameBytesMax", frameBytesMax, "bytes");
        this.argumentCountMax = Bounds.within(1, Integer.MAX_VALUE, "argumentCountMax", argumentCountMax, "arguments");
        this.bulkBytesMax = Bounds.within(0, Integer.MAX_VALUE, "bulkBytesMax", bulkBytesMax, "bytes");
        Bounds.within(1, Integer.MAX_VALUE, "inlineBytesMax", inlineBytesMax, "bytes");
        this.inline = new LineFraming(Math.min(inlineBytesMax, frameBytesMax));
    }

    /** The same framing for arrays of at most so many arguments, at least 1. */
    public RespFraming withArgumentCountMax(int argumentCountMax) {
        return new RespFraming(frameBytesMax, argumentCountMax, bulkBytesMax, inline.frameBytesMax());
    }

    /** The same framing for bulk strings of at most so many bytes, at least 0. */
    public RespFraming withBulkBytesMax(int bulkBytesMax) {
        return new RespFraming(frameBytesMax, argumentCountMax, bulkBytesMax, inline.frameBytesMax());
    }

    /** The same framing for inline commands of at most so many bytes, line feed included, at least 1. */
    public RespFraming withInlineBytesMax(int inlineBytesMax) {
        return new RespFraming(frameBytesMax, argumentCountMax, bulkBytesMax, inlineBytesMax);
    }

    @Override
    public long scan(ByteBuffer bytes, int start, int end, long resume) {
        int known = knownEnd(start, end);
        long at = resume;
        while (true) {
            long verdict = step(bytes, start, known, at);
            if (!Framing.isNeedMore(verdict)) {
                return verdict;
            }
            long next = Framing.resumeOf(verdict);
            // Every step either stands still or moves the offset, in the upper bits, forward: this ends.
            if (next == at) {
                return known - start < frameBytesMax ? verdict : TOO_LARGE;
            }
            at = next;
        }
    }

    /** Where to stop looking: bytes beyond the longest frame would make the verdict depend on how they were cut. */
    private int knownEnd(int start, int end) {
        return start + Math.min(end - start, frameBytesMax);
    }

    /** Reads one token. The verdict asks for more with the resume it was given if the token is not complete. */
    private long step(ByteBuffer bytes, int start, int end, long resume) {
        int offset = offsetOf(resume);
        if ((resume & AT_BODY_END) != 0) {
            return stepBodyEnd(bytes, start, end, resume);
        }
        if ((resume & REMAINING_MASK) != 0) {
            return stepBulkHeader(bytes, start, end, resume);
        }
        if (offset == 0 && bytes.get(start) == '*') {
            return stepArrayHeader(bytes, start, end);
        }
        long verdict = inline.scan(bytes, start, end, offset);
        return Framing.isNeedMore(verdict) ? Framing.needMore(resumeAt((int) Framing.resumeOf(verdict), 0)) : verdict;
    }

    private long stepArrayHeader(ByteBuffer bytes, int start, int end) {
        long line = lengthLine(bytes, start + 1, end);
        if (line == LINE_UNFINISHED) {
            return Framing.needMore(0);
        }
        if (line == LINE_MALFORMED || numberIn(line) > argumentCountMax) {
            return MALFORMED;
        }
        if (shortestBytes(0, line) > frameBytesMax) {
            return TOO_LARGE;
        }
        int headerBytes = 1 + bytesIn(line);
        int count = (int) numberIn(line);
        return count <= 0 ? headerBytes : Framing.needMore(resumeAt(headerBytes, count));
    }

    private long stepBulkHeader(ByteBuffer bytes, int start, int end, long resume) {
        int offset = offsetOf(resume);
        if (end - start == offset) {
            return Framing.needMore(resume);
        }
        if (bytes.get(start + offset) != '$') {
            return MALFORMED;
        }
        long line = lengthLine(bytes, start + offset + 1, end);
        if (line == LINE_UNFINISHED) {
            return Framing.needMore(resume);
        }
        if (line == LINE_MALFORMED || numberIn(line) < 0 || numberIn(line) > bulkBytesMax) {
            return MALFORMED;
        }
        if (shortestBytes(resume, line) > frameBytesMax) {
            return TOO_LARGE;
        }
        int bodyEnd = offset + 1 + bytesIn(line) + (int) numberIn(line);
        return Framing.needMore(resumeAt(bodyEnd, resume & REMAINING_MASK) | AT_BODY_END);
    }

    private static long stepBodyEnd(ByteBuffer bytes, int start, int end, long resume) {
        int offset = offsetOf(resume);
        // No overflow: shortestBytes(), which counts these two, was within frameBytesMax.
        if (end - start < offset + 2) {
            return Framing.needMore(resume);
        }
        if (bytes.get(start + offset) != '\r' || bytes.get(start + offset + 1) != '\n') {
            return MALFORMED;
        }
        long remaining = (resume & REMAINING_MASK) - 1;
        return remaining == 0 ? offset + 2 : Framing.needMore(resumeAt(offset + 2, remaining));
    }

    /**
     * Bytes of the shortest frame that has this length line at this place.
     *
     * @param resume where the line is: the header of the array, or of a bulk string
     * @param line what {@link #lengthLine} made of it
     */
    private static long shortestBytes(long resume, long line) {
        long lineEnd = offsetOf(resume) + 1L + bytesIn(line);
        long remaining = resume & REMAINING_MASK;
        return remaining == 0
                ? lineEnd + Math.max(0, numberIn(line)) * ARGUMENT_BYTES_MIN
                : lineEnd + numberIn(line) + 2 + (remaining - 1) * ARGUMENT_BYTES_MIN;
    }

    /**
     * Reads the number and the line end after an asterisk or a dollar sign.
     *
     * @return the number, which fits an int, above eight bits for the bytes it took, line end included; or {@link
     *     #LINE_UNFINISHED}, or {@link #LINE_MALFORMED} as soon as one byte is wrong
     */
    private static long lengthLine(ByteBuffer bytes, int from, int end) {
        boolean negative = from < end && bytes.get(from) == '-';
        int firstDigit = negative ? from + 1 : from;
        long number = 0;
        int i = firstDigit;
        while (i < end && bytes.get(i) >= '0' && bytes.get(i) <= '9') {
            boolean leadingZero = number == 0 && i > firstDigit;
            number = number * 10 + (bytes.get(i) - '0');
            if (leadingZero || number > Integer.MAX_VALUE) {
                return LINE_MALFORMED;
            }
            i++;
        }
        if (i >= end) {
            return LINE_UNFINISHED;
        }
        if (bytes.get(i) != '\r' || i == firstDigit || (negative && number == 0)) {
            return LINE_MALFORMED;
        }
        if (i + 1 == end) {
            return LINE_UNFINISHED;
        }
        if (bytes.get(i + 1) != '\n') {
            return LINE_MALFORMED;
        }
        return ((negative ? -number : number) << Byte.SIZE) | (i + 2 - from);
    }

    private static long numberIn(long line) {
        return line >> Byte.SIZE;
    }

    private static int bytesIn(long line) {
        return (int) (line & 0xff);
    }

    private static long resumeAt(int offset, long remaining) {
        return ((long) offset << OFFSET_SHIFT) | remaining;
    }

    private static int offsetOf(long resume) {
        return (int) (resume >>> OFFSET_SHIFT);
    }

    @Override
    public int frameBytesMax() {
        return frameBytesMax;
    }

    @Override
    public String describeFailure(ByteBuffer bytes, int start, int end, long verdict) {
        int known = knownEnd(start, end);
        // The step that failed says what failed, so the frame is walked again up to there.
        long at = 0;
        long next = 0;
        do {
            at = next;
            long step = step(bytes, start, known, at);
            next = Framing.isNeedMore(step) ? Framing.resumeOf(step) : at;
        } while (next != at);
        return "Protocol error: "
                + (verdict == TOO_LARGE ? tooLarge(bytes, start, known, at) : malformed(bytes, start, at));
    }

    private String tooLarge(ByteBuffer bytes, int start, int end, long at) {
        if (bytes.get(start) != '*') {
            return "too big inline request";
        }
        long line = lengthLine(bytes, start + offsetOf(at) + 1, end);
        return line == LINE_UNFINISHED
                ? "request of more than " + (end - start) + " bytes exceeds frameBytesMax " + frameBytesMax
                : "request of at least " + shortestBytes(at, line) + " bytes exceeds frameBytesMax " + frameBytesMax;
    }

    private static String malformed(ByteBuffer bytes, int start, long at) {
        if (at == 0) {
            return "invalid multibulk length";
        }
        if ((at & AT_BODY_END) != 0) {
            return "expected CR LF after a bulk string";
        }
        byte found = bytes.get(start + offsetOf(at));
        if (found == '$') {
            return "invalid bulk length";
        }
        return "expected '$', got '" + (found >= ' ' && found < 0x7f ? (char) found : "\\x" + HEX.toHexDigits(found))
                + "'";
    }
}
