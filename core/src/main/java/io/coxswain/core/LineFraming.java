package io.coxswain.core;

import java.nio.ByteBuffer;

/**
 * Frames that end with a line feed, whatever comes before it: a carriage return, if there is one, is part of the frame,
 * and an empty line is a frame of one byte.
 *
 * <p>The resume is the count of bytes known to hold no line feed.
 *
 * <p><b>Threads.</b> Immutable: any thread, several at once.
 *
 * <p><b>Limits.</b> A line of {@code frameBytesMax} bytes, its line feed included, is a frame. A peer that has sent as
 * many bytes without a line feed has sent too large a frame.
 */
public final class LineFraming implements Framing {
    private final int frameBytesMax;

    /**
     * Makes the framing.
     *
     * @param frameBytesMax longest line in bytes, line feed included, at least 1
     */
    public LineFraming(int frameBytesMax) {
        this.frameBytesMax = Bounds.within(1, Integer.MAX_VALUE, "frameBytesMax", frameBytesMax, "bytes");
    }

    @Override
    public long scan(ByteBuffer bytes, int start, int end, long resume) {
        int known = Math.min(end - start, frameBytesMax);
        for (int i = (int) resume; i < known; i++) {
            if (bytes.get(start + i) == '\n') {
                return i + 1L;
            }
        }
        return known < frameBytesMax ? Framing.needMore(known) : TOO_LARGE;
    }

    @Override
    public int frameBytesMax() {
        return frameBytesMax;
    }

    @Override
    public String describeFailure(ByteBuffer bytes, int start, int end, long verdict) {
        return "line exceeds frameBytesMax " + frameBytesMax + " bytes: no line feed in " + (end - start)
                + " bytes received";
    }
}
