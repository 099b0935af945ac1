package io.coxswain.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A stream of bytes on its way through a framing, as the reading half of a link would feed it: read by read into one
 * buffer, scanned after each, moved about between two scans. All bytes outside of the range that a framing may look at
 * are poison, different at every scan.
 */
final class FedStream {
    private static final int SLACK_BYTES = 16;
    private static final byte[] POISON = {'\n', '\r', '*', '$', '0', 0, 1, -1};

    /** Lengths of the frames found so far, in bytes. */
    final List<Integer> frameBytes = new ArrayList<>();

    /** What was said of the bytes after the last frame; 0 if there are none. */
    long lastVerdict;

    private final Framing framing;
    private final Random random;
    private final ByteBuffer buffer;
    private int start = SLACK_BYTES;
    private int end = SLACK_BYTES;
    private long resume;

    /**
     * Makes an empty stream.
     *
     * @param random chooses the kind of buffer, its byte order, the poison, and where the bytes are moved
     * @param streamBytesMax the most bytes that will be fed
     */
    FedStream(Framing framing, Random random, int streamBytesMax) {
        this.framing = framing;
        this.random = random;
        int capacityBytes = streamBytesMax + 2 * SLACK_BYTES;
        buffer = random.nextBoolean() ? ByteBuffer.allocate(capacityBytes) : ByteBuffer.allocateDirect(capacityBytes);
        buffer.order(random.nextBoolean() ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
    }

    /** Feeds a whole stream in reads of random length, or of one byte each if {@code readBytesMax} is 1. */
    static FedStream feed(Framing framing, byte[] stream, int readBytesMax, Random random) {
        FedStream fed = new FedStream(framing, random, stream.length);
        int sent = 0;
        while (sent < stream.length && !fed.hasFailed()) {
            int readBytes = 1 + random.nextInt(Math.min(readBytesMax, stream.length - sent));
            fed.receive(stream, sent, readBytes);
            sent += readBytes;
        }
        return fed;
    }

    /** Whether a verdict was neither a frame nor a wish for more; nothing may be received afterwards. */
    boolean hasFailed() {
        return lastVerdict != 0 && !Framing.isNeedMore(lastVerdict);
    }

    /** One read: appends bytes and takes all the frames that are complete now. */
    void receive(byte[] stream, int from, int count) {
        move();
        for (int i = 0; i < count; i++) {
            buffer.put(end + i, stream[from + i]);
        }
        end += count;
        while (start < end) {
            lastVerdict = scan();
            if (!Framing.isFrame(lastVerdict)) {
                resume = Framing.isNeedMore(lastVerdict) ? Framing.resumeOf(lastVerdict) : 0;
                return;
            }
            frameBytes.add((int) lastVerdict);
            start += (int) lastVerdict;
            resume = 0;
            lastVerdict = 0;
        }
    }

    private void move() {
        if (random.nextInt(4) != 0) {
            return;
        }
        byte[] tail = new byte[end - start];
        buffer.get(start, tail);
        start = random.nextInt(SLACK_BYTES);
        buffer.put(start, tail);
        end = start + tail.length;
    }

    private long scan() {
        poison(Math.max(0, start - SLACK_BYTES), start);
        poison(end, end + SLACK_BYTES);
        buffer.limit(random.nextBoolean() ? end : end + SLACK_BYTES).position(random.nextInt(end));
        ByteBuffer before = buffer.duplicate().order(buffer.order());

        long verdict = framing.scan(buffer, start, end, resume);

        assertEquals(before.position(), buffer.position());
        assertEquals(before.limit(), buffer.limit());
        assertEquals(before.order(), buffer.order());
        buffer.clear();
        assertTrue(isLegal(verdict), "illegal verdict " + Long.toHexString(verdict));
        return verdict;
    }

    private void poison(int from, int to) {
        byte poison = POISON[random.nextInt(POISON.length)];
        for (int i = from; i < to; i++) {
            buffer.put(i, poison);
        }
    }

    private boolean isLegal(long verdict) {
        int received = end - start;
        return Framing.isFrame(verdict)
                ? verdict <= received && verdict <= framing.frameBytesMax()
                : Framing.isNeedMore(verdict)
                        ? received < framing.frameBytesMax()
                        : verdict == Framing.MALFORMED || verdict == Framing.TOO_LARGE;
    }

    /** What the framing says of the frame that it refused. */
    String describeFailure() {
        return framing.describeFailure(buffer, start, end, lastVerdict);
    }

    /** What an application and a peer could tell apart, as text. */
    String outcome() {
        return outcome(frameBytes, lastVerdict);
    }

    /** As {@link #outcome()}: the frames found, and the last verdict if it refused one. */
    static String outcome(List<Integer> frameBytes, long lastVerdict) {
        boolean failed = lastVerdict != 0 && !Framing.isNeedMore(lastVerdict);
        return "frames " + frameBytes + ", then " + (failed ? Long.toHexString(lastVerdict) : "nothing wrong");
    }
}
