package io.coxswain.core;

import java.nio.ByteBuffer;
import java.nio.channels.GatheringByteChannel;
import java.nio.channels.ReadableByteChannel;
import java.util.Objects;

/**
 * Bytes for the lessons in this package: the product's own classes over a segment of a few bytes, since a stress test
 * makes many thousand of them each second and a pool carves a megabyte at a time.
 *
 * <p><b>Threads.</b> Whoever makes a lesson's state; {@link #look} is for its loop.
 */
final class LessonBytes {
    private static final int SEGMENT_BYTES = 16;

    /** Two lines and the beginning of a third. */
    private static final byte[] LINES = {1, '\n', 2, '\n', 3};

    /** What all segments of the lessons name as their origin. Its count of segments means nothing here. */
    private static final BufferPool.Chunk CHUNK = new BufferPool.Chunk(ByteBuffer.allocate(0), 0);

    private LessonBytes() {}

    static Segment segment() {
        return new Segment(CHUNK, ByteBuffer.allocate(SEGMENT_BYTES));
    }

    /**
     * A queue whose pool has this one segment and no budget for another.
     *
     * @param owner bound to the thread that makes the state; the loop has to bind it to itself
     */
    static SendQueue sendQueue(Segment segment, Owner owner) {
        BufferPool pool = new BufferPool(owner, 0);
        segment.lent = true;
        pool.giveBack(segment);
        return new SendQueue(pool, "a lesson");
    }

    /** A half in front of a source that gives {@link #LINES} at once. */
    static ReceivingHalf receivingHalf() {
        return receivingHalf(segment());
    }

    /** The same with a segment that somebody else may still have. */
    static ReceivingHalf receivingHalf(Segment segment) {
        ReceivingHalf half =
                new ReceivingHalf(offloaded -> {}, new Source(), new LineFraming(8), SEGMENT_BYTES, SEGMENT_BYTES);
        half.attach(segment);
        return half;
    }

    /** The segment that such a half reads into. */
    static Segment segmentOf(ReceivingHalf half) {
        return Objects.requireNonNull(half.segment());
    }

    /** What the next borrower does with a segment that was returned: it puts a 7 where {@link #LINES} has a 1. */
    static void lendAgain(Segment segment) {
        segment.loopView().put(0, (byte) 7);
    }

    /** Looks at the first byte until it is so, but not for ever. */
    static int awaitFirstByte(Segment segment, int wanted) {
        int found = firstByteOf(segment);
        for (int i = 0; i < LessonHalf.TRIES_MAX && found != wanted; i++) {
            Thread.onSpinWait();
            found = firstByteOf(segment);
        }
        return found;
    }

    static int firstByteOf(Segment segment) {
        return segment.loopView().get(0);
    }

    /**
     * Judges the snapshot of a half.
     *
     * @return 2 if it has the two frames of {@link #LINES} and what follows them, 0 if all is as before the job, -1 if it
     *     is neither
     */
    static int look(ReceivingHalf half) {
        int frames = half.frameCount();
        int filled = half.filledIndex();
        if (frames == 0 && filled == 0 && half.bytesRead() == 0) {
            return 0;
        }
        Segment segment = half.segment();
        boolean whole = segment != null
                && frames == 2
                && filled == LINES.length
                && half.bytesRead() == LINES.length
                && half.tailBytes() == 1
                && half.outcome() == ReceivingHalf.Outcome.OK
                && segment.frameEnds()[0] == 2
                && segment.frameEnds()[1] == 4
                && segment.loopView().get(0) == 1
                && segment.loopView().get(2) == 2
                && segment.loopView().get(4) == 3;
        return whole ? 2 : -1;
    }

    /** A socket that has {@link #LINES} for every read. */
    private static final class Source implements ReadableByteChannel {
        @Override
        public int read(ByteBuffer target) {
            target.put(LINES);
            return LINES.length;
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {}
    }

    /** A socket that takes everything and keeps it as the digits of a number. One thread at a time. */
    static final class Sink implements GatheringByteChannel {
        /** The bytes so far, 1 to 9 each, the first one leftmost. */
        int written;

        @Override
        public int write(ByteBuffer source) {
            int bytes = source.remaining();
            while (source.hasRemaining()) {
                written = 10 * written + source.get();
            }
            return bytes;
        }

        @Override
        public long write(ByteBuffer[] sources, int offset, int length) {
            long bytes = 0;
            for (int i = offset; i < offset + length; i++) {
                bytes += write(sources[i]);
            }
            return bytes;
        }

        @Override
        public long write(ByteBuffer[] sources) {
            return write(sources, 0, sources.length);
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {}
    }
}
