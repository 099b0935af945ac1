package io.coxswain.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;

/**
 * What holds of every framing. {@link FedStream} adds to each test that nothing outside of the bytes received is
 * looked at, that the buffer's kind, byte order and position do not matter, and that every verdict is a legal one.
 * Which bytes are a frame is the subject of the tests that inherit these.
 */
abstract class FramingSpec {
    private static final int FRAME_BYTES_MAX = 300;

    /** Long enough that looking at everything again for each byte would be felt. */
    static final int UNFINISHED_BYTES = 1 << 16;

    /** The most bytes before the newest that a framing may still want to see: its longest header. */
    private static final int LOOK_BACK_BYTES = 24;

    private final long seed = new Random().nextLong();
    private final Random random = new Random(seed);

    @RegisterExtension
    final TestExecutionExceptionHandler naming = (context, failure) -> {
        throw new AssertionError("with seed " + seed + ": " + failure.getMessage(), failure);
    };

    /** Makes the framing under test with a given maximum. */
    abstract Framing framing(int frameBytesMax);

    /** Length in bytes of the shortest frame. */
    abstract int frameBytesMin();

    /** Makes some valid frame of exactly that many bytes. */
    abstract byte[] frame(int frameBytes, Random random);

    /** A byte with which to make garbage that gets far: one that means something, more often than not. */
    abstract byte garbage(Random random);

    @Test
    void findsTheFramesThatWereSentHoweverTheyWereCut() {
        for (int round = 0; round < 1_000; round++) {
            List<Integer> sent = new ArrayList<>();
            byte[] stream = streamOfFrames(1 + random.nextInt(12), sent);

            for (int readBytesMax : new int[] {1, 2, 7, 100, stream.length}) {
                FedStream fed = FedStream.feed(framing(FRAME_BYTES_MAX), stream, readBytesMax, random);

                assertEquals(sent, fed.frameBytes);
                assertFalse(fed.hasFailed());
            }
        }
    }

    @Test
    void judgesAStreamTheSameHoweverItWasCut() {
        for (int round = 0; round < 3_000; round++) {
            byte[] stream = streamOfFrames(1 + random.nextInt(8), new ArrayList<>());
            for (int flips = random.nextInt(4); flips > 0; flips--) {
                stream[random.nextInt(stream.length)] = garbage(random);
            }
            Framing framing = framing(FRAME_BYTES_MAX);

            String whole = outcomeOfWhole(framing, stream);

            assertEquals(whole, FedStream.feed(framing, stream, 1, random).outcome());
            assertEquals(whole, FedStream.feed(framing, stream, 50, random).outcome());
        }
    }

    @Test
    void hasAVerdictForAnyBytes() {
        Framing framing = framing(frameBytesMin() + 20);
        for (int round = 0; round < 200_000; round++) {
            byte[] stream = new byte[1 + random.nextInt(40)];
            for (int i = 0; i < stream.length; i++) {
                stream[i] = garbage(random);
            }

            FedStream fed = FedStream.feed(framing, stream, 40, random);

            int taken = fed.frameBytes.stream().mapToInt(Integer::intValue).sum();
            assertTrue(taken <= stream.length);
            assertFalse(fed.hasFailed() && fed.describeFailure().isBlank());
        }
    }

    @Test
    void looksAtTheBytesOfAnUnfinishedFrameOnce() {
        assertLooksOnceAt(frame(UNFINISHED_BYTES, random));
    }

    /** Feeds a frame byte by byte to a framing that has it for its maximum. */
    final void assertLooksOnceAt(byte[] frame) {
        int frameBytes = frame.length;
        Framing framing = framing(frameBytes);
        ByteBuffer bytes = ByteBuffer.wrap(frame.clone());
        long resume = 0;
        for (int received = 1; received < frameBytes; received++) {
            long verdict = framing.scan(bytes, 0, received, resume);

            assertTrue(Framing.isNeedMore(verdict));
            assertTrue(Framing.resumeOf(verdict) >= resume);
            resume = Framing.resumeOf(verdict);
            // Overwritten as it goes out of reach: had the framing begun again, it would find another frame.
            if (received >= LOOK_BACK_BYTES) {
                bytes.put(received - LOOK_BACK_BYTES, garbage(random));
            }
        }

        assertEquals(frameBytes, framing.scan(bytes, 0, frameBytes, resume));
    }

    @Test
    void acceptsAFrameOfExactlyTheMaximum() {
        for (int frameBytesMax = Math.max(64, frameBytesMin()); frameBytesMax < FRAME_BYTES_MAX; frameBytesMax++) {
            byte[] frame = frame(frameBytesMax, random);

            FedStream fed = FedStream.feed(framing(frameBytesMax), frame, 20, random);

            assertEquals(List.of(frameBytesMax), fed.frameBytes);
        }
    }

    @Test
    void refusesAFrameOfOneByteMoreThanTheMaximum() {
        for (int frameBytesMax = Math.max(64, frameBytesMin()); frameBytesMax < FRAME_BYTES_MAX; frameBytesMax++) {
            byte[] frame = frame(frameBytesMax + 1, random);

            FedStream fed = FedStream.feed(framing(frameBytesMax), frame, 20, random);

            assertEquals(List.of(), fed.frameBytes);
            assertEquals(Framing.TOO_LARGE, fed.lastVerdict);
        }
    }

    @Test
    void reportsItsMaximum() {
        assertEquals(FRAME_BYTES_MAX, framing(FRAME_BYTES_MAX).frameBytesMax());
    }

    private byte[] streamOfFrames(int count, List<Integer> sent) {
        ByteArrayOutputStream stream = new ByteArrayOutputStream();
        for (int i = 0; i < count; i++) {
            // Squared, so that short frames are frequent.
            double share = random.nextDouble() * random.nextDouble();
            int frameBytes = frameBytesMin() + (int) (share * (FRAME_BYTES_MAX + 1 - frameBytesMin()));
            sent.add(frameBytes);
            stream.writeBytes(frame(frameBytes, random));
        }
        return stream.toByteArray();
    }

    /** The plainest way to use a framing, to compare others with: all bytes are there, and resume is always 0. */
    private static String outcomeOfWhole(Framing framing, byte[] stream) {
        List<Integer> frameBytes = new ArrayList<>();
        ByteBuffer bytes = ByteBuffer.wrap(stream);
        int start = 0;
        while (start < stream.length) {
            long verdict = framing.scan(bytes, start, stream.length, 0);
            if (!Framing.isFrame(verdict)) {
                return FedStream.outcome(frameBytes, verdict);
            }
            frameBytes.add((int) verdict);
            start += (int) verdict;
        }
        return FedStream.outcome(frameBytes, 0);
    }
}
