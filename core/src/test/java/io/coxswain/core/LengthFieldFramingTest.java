package io.coxswain.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Cutting and garbage are inherited, once for each of four headers; here are the values a field can have. */
final class LengthFieldFramingTest {
    private static final ByteOrder BIG = ByteOrder.BIG_ENDIAN;
    private static final ByteOrder LITTLE = ByteOrder.LITTLE_ENDIAN;

    /** One arrangement of the header, put through all of {@link FramingSpec}. */
    private abstract static class Arrangement extends FramingSpec {
        private final int offsetBytes;
        private final int widthBytes;
        private final ByteOrder order;
        private final int uncountedBytes;

        Arrangement(int offsetBytes, int widthBytes, ByteOrder order, int uncountedBytes) {
            this.offsetBytes = offsetBytes;
            this.widthBytes = widthBytes;
            this.order = order;
            this.uncountedBytes = uncountedBytes;
        }

        @Override
        int frameBytesMin() {
            return Math.max(offsetBytes + widthBytes, uncountedBytes);
        }

        @Override
        byte[] frame(int frameBytes, Random random) {
            byte[] frame = new byte[frameBytes];
            random.nextBytes(frame);
            putField(frame, offsetBytes, widthBytes, order, frameBytes - uncountedBytes);
            return frame;
        }

        @Override
        byte garbage(Random random) {
            return (byte) (random.nextInt(4) == 0 ? random.nextInt(256) : random.nextInt(3));
        }
    }

    private static void putField(byte[] frame, int offsetBytes, int widthBytes, ByteOrder order, long value) {
        byte[] big = ByteBuffer.allocate(Long.BYTES).putLong(value).array();
        for (int i = 0; i < widthBytes; i++) {
            frame[offsetBytes + (order == BIG ? widthBytes - 1 - i : i)] = big[Long.BYTES - 1 - i];
        }
    }

    /** The usual header of a binary protocol. */
    @Nested
    final class FourBytesLittleEndianCountingTheFrame extends Arrangement {
        FourBytesLittleEndianCountingTheFrame() {
            super(0, 4, LITTLE, 0);
        }

        @Override
        Framing framing(int frameBytesMax) {
            return LengthFieldFraming.countingFrame(0, 4, LITTLE, frameBytesMax);
        }
    }

    /** HTTP/2: the header goes on after the field, and the field does not count it. */
    @Nested
    final class ThreeBytesBigEndianCountingTheRestButSixBytes extends Arrangement {
        ThreeBytesBigEndianCountingTheRestButSixBytes() {
            super(0, 3, BIG, 9);
        }

        @Override
        Framing framing(int frameBytesMax) {
            return LengthFieldFraming.countingRest(0, 3, BIG, frameBytesMax).adjustedBy(6);
        }
    }

    /** WebSocket has such lengths; most of their values are absurd. */
    @Nested
    final class EightBytesBigEndianAtAnOffset extends Arrangement {
        EightBytesBigEndianAtAnOffset() {
            super(5, 8, BIG, 13);
        }

        @Override
        Framing framing(int frameBytesMax) {
            return LengthFieldFraming.countingRest(5, 8, BIG, frameBytesMax);
        }
    }

    /** The field says three bytes more than the frame has. */
    @Nested
    final class FourBytesBigEndianCountingTooMuch extends Arrangement {
        FourBytesBigEndianCountingTooMuch() {
            super(2, 4, BIG, -3);
        }

        @Override
        Framing framing(int frameBytesMax) {
            return LengthFieldFraming.countingFrame(2, 4, BIG, frameBytesMax)
                    .adjustedBy(-1)
                    .adjustedBy(-2);
        }
    }

    @Test
    void readsFieldsOfEveryWidthInBothOrders() {
        for (ByteOrder order : new ByteOrder[] {BIG, LITTLE}) {
            assertEquals(0xfe, announced(1, order, 0xfe));
            assertEquals(0xfedc, announced(2, order, 0xfedc));
            assertEquals(0xfedcba, announced(3, order, 0xfedcba));
            assertEquals(0x7edcba98, announced(4, order, 0x7edcba98));
            assertEquals(0x7edcba98, announced(8, order, 0x7edcba98));
        }
    }

    private static long announced(int widthBytes, ByteOrder order, long value) {
        long verdict = scan(
                LengthFieldFraming.countingFrame(1, widthBytes, order, Integer.MAX_VALUE), 1, widthBytes, order, value);
        return Framing.isNeedMore(verdict) ? Framing.resumeOf(verdict) : verdict;
    }

    /** Scans a header and nothing after it. */
    private static long scan(Framing framing, int offsetBytes, int widthBytes, ByteOrder order, long value) {
        byte[] header = new byte[offsetBytes + widthBytes];
        putField(header, offsetBytes, widthBytes, order, value);
        return framing.scan(ByteBuffer.wrap(header), 0, header.length, 0);
    }

    @Test
    void tellsTheLimitsFromTheHeaderAlone() {
        LengthFieldFraming framing = LengthFieldFraming.countingFrame(0, 4, BIG, 65_536);

        assertEquals(Framing.needMore(65_536), scan(framing, 0, 4, BIG, 65_536));
        assertEquals(Framing.TOO_LARGE, scan(framing, 0, 4, BIG, 65_537));
        assertEquals(Framing.TOO_LARGE, scan(framing, 0, 4, BIG, Integer.MAX_VALUE));
        assertEquals(4, scan(framing, 0, 4, BIG, 4));
        assertEquals(Framing.MALFORMED, scan(framing, 0, 4, BIG, 3));
        assertEquals(Framing.MALFORMED, scan(framing, 0, 4, BIG, 0));
        assertEquals(Framing.MALFORMED, scan(framing, 0, 4, BIG, -1));
        assertEquals(Framing.MALFORMED, scan(framing, 0, 4, BIG, Integer.MIN_VALUE));
    }

    @Test
    void takesAnEmptyRestForAFrameUnlessTheMinimumSaysOtherwise() {
        LengthFieldFraming framing = LengthFieldFraming.countingRest(0, 4, BIG, 100);

        assertEquals(4, scan(framing, 0, 4, BIG, 0));
        assertEquals(Framing.MALFORMED, scan(framing.withFrameBytesMin(5), 0, 4, BIG, 0));
        assertEquals(Framing.needMore(5), scan(framing.withFrameBytesMin(5), 0, 4, BIG, 1));
    }

    @Test
    void letsNoEightByteLengthOverflow() {
        LengthFieldFraming rest = LengthFieldFraming.countingRest(0, 8, LITTLE, 100);

        assertEquals(Framing.MALFORMED, scan(rest, 0, 8, LITTLE, Long.MAX_VALUE));
        assertEquals(Framing.MALFORMED, scan(rest, 0, 8, LITTLE, Long.MAX_VALUE - 7));
        assertEquals(Framing.TOO_LARGE, scan(rest, 0, 8, LITTLE, Long.MAX_VALUE - 8));
        assertEquals(Framing.TOO_LARGE, scan(rest, 0, 8, LITTLE, (1L << 32) + 4));
        assertEquals(Framing.MALFORMED, scan(rest, 0, 8, LITTLE, Long.MIN_VALUE));
        assertEquals(Framing.MALFORMED, scan(rest.adjustedBy(-50), 0, 8, LITTLE, Long.MIN_VALUE));
        assertEquals(Framing.MALFORMED, scan(rest.adjustedBy(-50), 0, 8, LITTLE, 49));
        assertEquals(8, scan(rest.adjustedBy(-50), 0, 8, LITTLE, 50));
    }

    @Test
    void describesWhatIsWrongWithALength() {
        LengthFieldFraming four =
                LengthFieldFraming.countingFrame(0, 4, BIG, 65_536).withFrameBytesMin(16);
        LengthFieldFraming eight = LengthFieldFraming.countingRest(0, 8, BIG, 65_536);

        assertEquals("frame of 70000 bytes exceeds frameBytesMax 65536", describe(four, 4, 70_000));
        assertEquals("frame of 15 bytes is below frameBytesMin 16", describe(four, 4, 15));
        assertEquals("frame of -10 bytes is below frameBytesMin 16", describe(four.adjustedBy(-25), 4, 15));
        assertEquals("length field of -2 bytes is below 0 bytes", describe(four, 4, -2));
        assertEquals(
                "length field of 9223372036854775807 bytes and 8 bytes more exceed 64 bits",
                describe(eight, 8, Long.MAX_VALUE));
    }

    private static String describe(Framing framing, int widthBytes, long value) {
        byte[] header = new byte[widthBytes];
        putField(header, 0, widthBytes, BIG, value);
        long verdict = framing.scan(ByteBuffer.wrap(header), 0, widthBytes, 0);
        return framing.describeFailure(ByteBuffer.wrap(header), 0, widthBytes, verdict);
    }

    @Test
    void refusesArrangementsThatCannotBe() {
        assertEquals("widthBytes 5 bytes is not one of 1, 2, 3, 4, 8 bytes", refusal(() -> framing(0, 5, 100)));
        assertEquals("widthBytes 0 bytes is not one of 1, 2, 3, 4, 8 bytes", refusal(() -> framing(0, 0, 100)));
        assertEquals("frameBytesMax 3 bytes is not within 4 and 2147483647 bytes", refusal(() -> framing(0, 4, 3)));
        assertEquals("offsetBytes -1 bytes is not within 0 and 96 bytes", refusal(() -> framing(-1, 4, 100)));
        assertEquals("offsetBytes 97 bytes is not within 0 and 96 bytes", refusal(() -> framing(97, 4, 100)));
        assertEquals(
                "frameBytesMin 5 bytes is not within 6 and 100 bytes",
                refusal(() -> framing(2, 4, 100).withFrameBytesMin(5)));
        assertEquals(
                "frameBytesMin 101 bytes is not within 6 and 100 bytes",
                refusal(() -> framing(2, 4, 100).withFrameBytesMin(101)));
    }

    private static LengthFieldFraming framing(int offsetBytes, int widthBytes, int frameBytesMax) {
        return LengthFieldFraming.countingFrame(offsetBytes, widthBytes, BIG, frameBytesMax);
    }

    private static String refusal(Supplier<LengthFieldFraming> making) {
        return String.valueOf(
                assertThrows(IllegalArgumentException.class, making::get).getMessage());
    }
}
