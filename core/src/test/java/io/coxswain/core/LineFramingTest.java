package io.coxswain.core;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Cutting and garbage are inherited; here is what a line is. */
final class LineFramingTest extends FramingSpec {
    @Override
    Framing framing(int frameBytesMax) {
        return new LineFraming(frameBytesMax);
    }

    @Override
    int frameBytesMin() {
        return 1;
    }

    @Override
    byte[] frame(int frameBytes, Random random) {
        return randomLine(frameBytes, random);
    }

    /** A line without a line feed inside, whose first byte is not an asterisk either. */
    static byte[] randomLine(int lineBytes, Random random) {
        byte[] line = new byte[lineBytes];
        for (int i = 0; i < lineBytes; i++) {
            int any = random.nextInt(256);
            line[i] = (byte) (any == '\n' || any == '*' ? '\r' : any);
        }
        line[lineBytes - 1] = '\n';
        return line;
    }

    @Override
    byte garbage(Random random) {
        return random.nextInt(30) == 0 ? (byte) '\n' : (byte) random.nextInt(256);
    }

    @Test
    void endsAFrameAfterTheFirstLineFeed() {
        ByteBuffer bytes = ByteBuffer.wrap("..one\r\n\ntwo".getBytes(ISO_8859_1));

        assertEquals(5, new LineFraming(8).scan(bytes, 2, bytes.capacity(), 0));
        assertEquals(1, new LineFraming(8).scan(bytes, 7, bytes.capacity(), 0));
        assertEquals(Framing.needMore(3), new LineFraming(8).scan(bytes, 8, bytes.capacity(), 0));
    }

    @Test
    void givesUpOnceTheMaximumHasComeWithoutALineFeed() {
        ByteBuffer bytes = ByteBuffer.wrap("12345678".getBytes(ISO_8859_1));
        LineFraming framing = new LineFraming(8);

        assertEquals(Framing.needMore(7), framing.scan(bytes, 0, 7, 0));
        assertEquals(Framing.TOO_LARGE, framing.scan(bytes, 0, 8, 7));
        assertEquals(
                "line exceeds frameBytesMax 8 bytes: no line feed in 8 bytes received",
                framing.describeFailure(bytes, 0, 8, Framing.TOO_LARGE));
    }

    @Test
    void refusesAMaximumWithoutRoomForTheLineFeed() {
        IllegalArgumentException refused = assertThrows(IllegalArgumentException.class, () -> new LineFraming(0));

        assertEquals("frameBytesMax 0 bytes is not within 1 and 2147483647 bytes", refused.getMessage());
    }
}
