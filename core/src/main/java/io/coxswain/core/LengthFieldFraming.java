package io.coxswain.core;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Frames that carry their length in a field of fixed place and width.
 *
 * <pre>
 *      0            offset      offset + width                             length of the frame
 *      +---------------+---------------+-------------------------------------------+
 *      |  other bytes  |     field     |                   rest                    |
 *      +---------------+---------------+-------------------------------------------+
 *      |&lt;------------------------- countingFrame ----------------------------------&gt;|
 *                                      |&lt;------------- countingRest ---------------&gt;|
 * </pre>
 *
 * <p>What the field counts is chosen by the factory; {@link #adjustedBy} is for protocols that count something else. A
 * field of 1, 2 or 3 bytes is unsigned; in one of 4 or 8 bytes the highest bit is a sign, and a length that has it set
 * is malformed. HTTP/2, whose length of three bytes leaves out a header of nine:
 *
 * <pre>{@code
 * LengthFieldFraming.countingRest(0, 3, ByteOrder.BIG_ENDIAN, 16_384 + 9).adjustedBy(6);
 * }</pre>
 *
 * <p>The resume is the length of the frame as soon as the field has been read, and 0 before.
 *
 * <p><b>Threads.</b> Immutable: any thread, several at once.
 *
 * <p><b>Limits.</b> A frame has from {@code frameBytesMin} to {@code frameBytesMax} bytes. The minimum is the end of
 * the field unless {@link #withFrameBytesMin} raises it, so by default the rest may be empty.
 *
 * <p><b>Errors.</b> Malformed: a negative length; one below the minimum, which includes zero where the field counts the
 * frame; one so large that the adjustment overflows it. Too large: one above the maximum. All are told once the field
 * has arrived, before a byte of the rest.
 */
public final class LengthFieldFraming implements Framing {
    private final int offsetBytes;
    private final int widthBytes;
    private final ByteOrder order;
    /** The frame's length in bytes less the value of the field. */
    private final long uncountedBytes;

    private final int frameBytesMin;
    private final int frameBytesMax;

    private LengthFieldFraming(
            int offsetBytes,
            int widthBytes,
            ByteOrder order,
            long uncountedBytes,
            int frameBytesMin,
            int frameBytesMax) {
        this.offsetBytes = offsetBytes;
        this.widthBytes = widthBytes;
        this.order = order;
        this.uncountedBytes = uncountedBytes;
        this.frameBytesMin = frameBytesMin;
        this.frameBytesMax = frameBytesMax;
    }

    /**
     * Makes a framing whose field counts the whole frame: what precedes the field, the field and the rest.
     *
     * @param offsetBytes bytes of the frame before the field
     * @param widthBytes bytes of the field: 1, 2, 3, 4 or 8
     * @param order of the bytes in the field; that of the buffers does not matter
     * @param frameBytesMax longest frame in bytes, at least the end of the field
     */
    public static LengthFieldFraming countingFrame(
            int offsetBytes, int widthBytes, ByteOrder order, int frameBytesMax) {
        int fieldEndBytes = validFieldEndBytes(offsetBytes, widthBytes, frameBytesMax);
        return new LengthFieldFraming(offsetBytes, widthBytes, order, 0, fieldEndBytes, frameBytesMax);
    }

    /**
     * Makes a framing whose field counts what follows it.
     *
     * @param offsetBytes bytes of the frame before the field
     * @param widthBytes bytes of the field: 1, 2, 3, 4 or 8
     * @param order of the bytes in the field; that of the buffers does not matter
     * @param frameBytesMax longest frame in bytes, field included, at least the end of the field
     */
    public static LengthFieldFraming countingRest(int offsetBytes, int widthBytes, ByteOrder order, int frameBytesMax) {
        int fieldEndBytes = validFieldEndBytes(offsetBytes, widthBytes, frameBytesMax);
        return new LengthFieldFraming(offsetBytes, widthBytes, order, fieldEndBytes, fieldEndBytes, frameBytesMax);
    }

    private static int validFieldEndBytes(int offsetBytes, int widthBytes, int frameBytesMax) {
        if (widthBytes != 8 && (widthBytes < 1 || widthBytes > 4)) {
            throw new IllegalArgumentException("widthBytes " + widthBytes + " bytes is not one of 1, 2, 3, 4, 8 bytes");
        }
        Bounds.within(widthBytes, Integer.MAX_VALUE, "frameBytesMax", frameBytesMax, "bytes");
        return Bounds.within(0, frameBytesMax - widthBytes, "offsetBytes", offsetBytes, "bytes") + widthBytes;
    }

    /**
     * The same framing for frames that have so many more bytes than the field says.
     *
     * @param uncountedBytes bytes to add to what the field says; negative if the field counts too many. Added to those
     *     of an earlier call
     */
    public LengthFieldFraming adjustedBy(int uncountedBytes) {
        return new LengthFieldFraming(
                offsetBytes, widthBytes, order, this.uncountedBytes + uncountedBytes, frameBytesMin, frameBytesMax);
    }

    /**
     * The same framing with another minimum: for a header that goes on after the field, or for a rest that is never
     * empty.
     *
     * @param frameBytesMin shortest frame in bytes, from the end of the field to {@link #frameBytesMax()}
     */
    public LengthFieldFraming withFrameBytesMin(int frameBytesMin) {
        Bounds.within(offsetBytes + widthBytes, frameBytesMax, "frameBytesMin", frameBytesMin, "bytes");
        return new LengthFieldFraming(offsetBytes, widthBytes, order, uncountedBytes, frameBytesMin, frameBytesMax);
    }

    @Override
    public long scan(ByteBuffer bytes, int start, int end, long resume) {
        int received = end - start;
        if (resume != 0) {
            return received < resume ? Framing.needMore(resume) : resume;
        }
        if (received < offsetBytes + widthBytes) {
            return Framing.needMore(0);
        }
        long value = fieldAt(bytes, start + offsetBytes);
        // Can wrap only from a positive value to a negative sum, which is below the minimum.
        long frameBytes = value + uncountedBytes;
        if (value < 0 || frameBytes < frameBytesMin) {
            return MALFORMED;
        }
        if (frameBytes > frameBytesMax) {
            return TOO_LARGE;
        }
        return received < frameBytes ? Framing.needMore(frameBytes) : frameBytes;
    }

    private long fieldAt(ByteBuffer bytes, int index) {
        if (widthBytes == Integer.BYTES) {
            // The usual width, in one access: byte by byte, the field was the dearest part of receiving a short frame.
            int value = bytes.getInt(index);
            return bytes.order() == order ? value : Integer.reverseBytes(value);
        }
        boolean bigEndian = order == ByteOrder.BIG_ENDIAN;
        long value = 0;
        for (int i = 0; i < widthBytes; i++) {
            int at = bigEndian ? i : widthBytes - 1 - i;
            value = (value << Byte.SIZE) | (bytes.get(index + at) & 0xff);
        }
        return value;
    }

    @Override
    public int frameBytesMax() {
        return frameBytesMax;
    }

    @Override
    public String describeFailure(ByteBuffer bytes, int start, int end, long verdict) {
        if (end - start < offsetBytes + widthBytes) {
            return Framing.super.describeFailure(bytes, start, end, verdict);
        }
        long value = fieldAt(bytes, start + offsetBytes);
        long frameBytes = value + uncountedBytes;
        if (value < 0) {
            return "length field of " + value + " bytes is below 0 bytes";
        }
        if (verdict == TOO_LARGE) {
            return "frame of " + frameBytes + " bytes exceeds frameBytesMax " + frameBytesMax;
        }
        return frameBytes < 0 && uncountedBytes > 0
                ? "length field of " + value + " bytes and " + uncountedBytes + " bytes more exceed 64 bits"
                : "frame of " + frameBytes + " bytes is below frameBytesMin " + frameBytesMin;
    }
}
