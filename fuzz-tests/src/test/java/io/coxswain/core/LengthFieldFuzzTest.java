package io.coxswain.core;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.coxswain.fuzz.Choices;
import io.coxswain.fuzz.Effort;
import java.math.BigInteger;
import java.nio.ByteOrder;
import java.util.Arrays;

/** {@link LengthFieldFraming} of any place, width, order, adjustment and limits. */
public final class LengthFieldFuzzTest {
    private static final int[] WIDTHS = {1, 2, 3, 4, 8};

    @FuzzTest
    void fuzz(byte[] input) {
        Effort.judge(() -> check(input));
    }

    /**
     * One input: offset, width, order, what is counted, adjustment, minimum, maximum, cuts, stream.
     *
     * @throws AssertionError if it breaks a law
     */
    public static void check(byte[] input) {
        Choices choices = new Choices(input);
        int offset = choices.oneOf(9);
        int width = WIDTHS[choices.oneOf(WIDTHS.length)];
        int flags = choices.octet();
        ByteOrder order = (flags & 1) == 0 ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
        boolean countsFrame = (flags & 2) == 0;
        // As wide as an int, or small.
        int adjustment = (flags & 4) == 0 ? (byte) choices.octet() : choices.pair() << 16;
        int least = offset + width;
        int frameBytesMin = least + choices.oneOf(16);
        int frameBytesMax = frameBytesMin + ((flags & 8) == 0 ? choices.octet() : Integer.MAX_VALUE - frameBytesMin);
        Framing framing = (countsFrame
                        ? LengthFieldFraming.countingFrame(offset, width, order, frameBytesMax)
                        : LengthFieldFraming.countingRest(offset, width, order, frameBytesMax))
                .adjustedBy(adjustment)
                .withFrameBytesMin(frameBytesMin);
        BigInteger uncounted = BigInteger.valueOf(adjustment).add(BigInteger.valueOf(countsFrame ? 0 : least));
        FramingLaws.Model model = (stream, start, end) -> {
            if (end - start < least) {
                return 0;
            }
            byte[] field = Arrays.copyOfRange(stream, start + offset, start + least);
            BigInteger value = number(field, order);
            BigInteger frameBytes = value.add(uncounted);
            boolean isFrame = value.signum() >= 0
                    && frameBytes.compareTo(BigInteger.valueOf(frameBytesMin)) >= 0
                    && frameBytes.compareTo(BigInteger.valueOf(Math.min(frameBytesMax, end - start))) <= 0;
            return isFrame ? frameBytes.longValueExact() : 0;
        };

        Choices.Cuts cuts = choices.cuts();
        FramingLaws.hold(framing, model, choices.rest(), cuts);
    }

    /** Fields of 4 and 8 bytes have a sign, narrower ones have not. */
    private static BigInteger number(byte[] field, ByteOrder order) {
        byte[] bigEndian = field.clone();
        if (order == ByteOrder.LITTLE_ENDIAN) {
            for (int i = 0; i < field.length; i++) {
                bigEndian[i] = field[field.length - 1 - i];
            }
        }
        return field.length < 4 ? new BigInteger(1, bigEndian) : new BigInteger(bigEndian);
    }
}
