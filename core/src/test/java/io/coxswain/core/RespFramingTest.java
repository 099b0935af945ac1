package io.coxswain.core;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What is inside of the arguments is left to the application, and so are quotes in inline commands. */
final class RespFramingTest extends FramingSpec {
    private static final RespFraming FRAMING = new RespFraming(1 << 20);
    private static final String MEANINGFUL = "*$\r\n\r\n0123-9 \u00e9";

    @Override
    Framing framing(int frameBytesMax) {
        return new RespFraming(frameBytesMax);
    }

    @Override
    int frameBytesMin() {
        return 1;
    }

    @Override
    byte[] frame(int frameBytes, Random random) {
        for (int attempt = 0; attempt < 20; attempt++) {
            byte[] array = array(frameBytes, random);
            if (array.length == frameBytes) {
                return array;
            }
        }
        return LineFramingTest.randomLine(frameBytes, random);
    }

    /** An array of some arguments, of about as many bytes as wanted: some lengths are met by a few counts only. */
    private static byte[] array(int wantedBytes, Random random) {
        int count = 1 + random.nextInt(4);
        StringBuilder array = new StringBuilder("*" + count + "\r\n");
        for (int i = 1; i <= count; i++) {
            int leftBytes = Math.max(0, wantedBytes - array.length() - 6 * (count - i));
            int room = Math.max(0, leftBytes - 5 - Integer.toString(leftBytes).length());
            int bodyBytes = i == count ? room : random.nextInt(room / 2 + 1);
            array.append('$').append(bodyBytes).append("\r\n");
            // Bytes that would mean something if they were looked at.
            random.ints(bodyBytes, 0, 4).forEach(b -> array.append("\r\n*$".charAt(b)));
            array.append("\r\n");
        }
        return array.toString().getBytes(ISO_8859_1);
    }

    @Override
    byte garbage(Random random) {
        return (byte) MEANINGFUL.charAt(random.nextInt(MEANINGFUL.length()));
    }

    @Test
    void takesArraysAndLinesForFrames() {
        assertFrame("*1\r\n$4\r\nPING\r\n");
        assertFrame("*2\r\n$4\r\nECHO\r\n$0\r\n\r\n");
        assertFrame("*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$12\r\n*1\r\n$1\r\nx\r\n!\r\n");
        assertFrame("PING\r\n");
        assertFrame("PING\n");
        assertFrame(" *1\r\n");
        assertFrame("$4\r\n");
    }

    @Test
    void takesEmptyArraysAndEmptyLinesForFramesOfTheirOwn() {
        assertFrame("\r\n");
        assertFrame("\n");
        assertFrame("*0\r\n");
        assertFrame("*-1\r\n");
        assertFrame("*-2147483647\r\n");
    }

    private static void assertFrame(String frame) {
        // What follows belongs to the next frame, whatever it is.
        byte[] bytes = (frame + "*1\r\n").getBytes(ISO_8859_1);
        assertEquals(frame.length(), FRAMING.scan(ByteBuffer.wrap(bytes), 0, bytes.length, 0), frame);
        for (int known = 1; known < frame.length(); known++) {
            long verdict = FRAMING.scan(ByteBuffer.wrap(bytes), 0, known, 0);
            assertTrue(Framing.isNeedMore(verdict), frame.substring(0, known));
        }
    }

    @Test
    void refusesBadCountsInTheWordsOfRedis() {
        for (String bad : new String[] {
            "*x\r\n",
            "*\r\n",
            "*-\r\n",
            "*-0\r\n",
            "*+1\r\n",
            "* 1\r\n",
            "*01\r\n",
            "*00\r\n",
            "*1 \r\n",
            "*1\n",
            "*1\rx",
            "*--1\r\n",
            "*1048577\r\n",
            "*2147483648\r\n",
            "*-2147483648\r\n",
            "*99999999999999999999\r\n"
        }) {
            assertMalformed("Protocol error: invalid multibulk length", bad);
        }
    }

    @Test
    void refusesBadLengthsInTheWordsOfRedis() {
        for (String bad : new String[] {
            "$x\r\n",
            "$\r\n",
            "$-1\r\n",
            "$-0\r\n",
            "$+1\r\n",
            "$ 1\r\n",
            "$01\r\n",
            "$1 \r\n",
            "$1\n",
            "$1\rx",
            "$536870913\r\n",
            "$2147483648\r\n",
            "$99999999999999999999\r\n"
        }) {
            assertMalformed("Protocol error: invalid bulk length", "*1\r\n" + bad);
            assertMalformed("Protocol error: invalid bulk length", "*2\r\n$1\r\nx\r\n" + bad);
        }
    }

    @Test
    void refusesArgumentsThatAreNoBulkStringsInTheWordsOfRedis() {
        assertMalformed("Protocol error: expected '$', got 'x'", "*1\r\nx");
        assertMalformed("Protocol error: expected '$', got ':'", "*2\r\n$1\r\nx\r\n:1\r\n");
        assertMalformed("Protocol error: expected '$', got '*'", "*1\r\n*1\r\n");
        assertMalformed("Protocol error: expected '$', got ' '", "*1\r\n $1\r\n");
        assertMalformed("Protocol error: expected '$', got '\\x0d'", "*1\r\n\r\n");
        assertMalformed("Protocol error: expected '$', got '\\xe9'", "*1\r\n\u00e9");
    }

    @Test
    void refusesABodyThatDoesNotEndWhereItsLengthSays() {
        assertMalformed("Protocol error: expected CR LF after a bulk string", "*1\r\n$3\r\nPING\r\n");
        assertMalformed("Protocol error: expected CR LF after a bulk string", "*1\r\n$5\r\nPING\r\n*");
        assertMalformed("Protocol error: expected CR LF after a bulk string", "*1\r\n$4\r\nPING\n\n");
        assertMalformed("Protocol error: expected CR LF after a bulk string", "*1\r\n$4\r\nPING\r\r");
    }

    private static void assertMalformed(String description, String stream) {
        assertEquals(Framing.MALFORMED, scan(FRAMING, stream), stream);
        assertEquals(description, describe(FRAMING, stream, Framing.MALFORMED), stream);
    }

    private static long scan(Framing framing, String stream) {
        return framing.scan(ByteBuffer.wrap(stream.getBytes(ISO_8859_1)), 0, stream.length(), 0);
    }

    private static String describe(Framing framing, String stream, long verdict) {
        return framing.describeFailure(ByteBuffer.wrap(stream.getBytes(ISO_8859_1)), 0, stream.length(), verdict);
    }

    @Test
    void judgesTheSizeOfAFrameByWhatIsAnnounced() {
        RespFraming framing = new RespFraming(100);

        // 5 bytes of header and 6 for each argument, were they all empty.
        assertTrue(Framing.isNeedMore(scan(framing, "*15\r\n")));
        assertEquals(Framing.TOO_LARGE, scan(framing, "*16\r\n"));
        // 4 bytes of header, 5 and 2 around the body, then 6 for the last argument.
        assertTrue(Framing.isNeedMore(scan(framing, "*2\r\n$83\r\n")));
        assertEquals(Framing.TOO_LARGE, scan(framing, "*2\r\n$84\r\n"));
        assertEquals(
                "Protocol error: request of at least 101 bytes exceeds frameBytesMax 100",
                describe(framing, "*16\r\n", Framing.TOO_LARGE));
        assertEquals(
                "Protocol error: request of at least 101 bytes exceeds frameBytesMax 100",
                describe(framing, "*2\r\n$84\r\n", Framing.TOO_LARGE));
    }

    @Test
    void survivesTheGreatestAnnouncements() {
        RespFraming framing = new RespFraming(Integer.MAX_VALUE)
                .withArgumentCountMax(Integer.MAX_VALUE)
                .withBulkBytesMax(Integer.MAX_VALUE);

        assertEquals(Framing.TOO_LARGE, scan(framing, "*2147483647\r\n"));
        assertTrue(Framing.isNeedMore(scan(framing, "*357913939\r\n$0\r\n")));
        assertEquals(Framing.TOO_LARGE, scan(framing, "*1\r\n$2147483647\r\n"));
        assertEquals(Framing.TOO_LARGE, scan(framing, "*1\r\n$2147483629\r\n"));
        assertTrue(Framing.isNeedMore(scan(framing, "*1\r\n$2147483628\r\n")));
    }

    @Test
    void givesUpOnAHeaderThatCannotEndWithinTheMaximum() {
        RespFraming framing = new RespFraming(10);

        assertTrue(Framing.isNeedMore(scan(framing, "*1\r\n$1234")));
        assertEquals(Framing.TOO_LARGE, scan(framing, "*1\r\n$12345"));
        // What comes after those ten bytes makes no difference, not even if it would be malformed.
        assertEquals(Framing.TOO_LARGE, scan(framing, "*1\r\n$12345x"));
        assertEquals(
                "Protocol error: request of more than 10 bytes exceeds frameBytesMax 10",
                describe(framing, "*1\r\n$12345", Framing.TOO_LARGE));
    }

    @Test
    void looksAtTheBytesOfAnUnfinishedLineOnce() {
        assertLooksOnceAt(LineFramingTest.randomLine(UNFINISHED_BYTES, new Random(1)));
    }

    @Test
    void keepsToItsOtherLimits() {
        RespFraming framing =
                FRAMING.withArgumentCountMax(3).withBulkBytesMax(9).withInlineBytesMax(8);

        assertTrue(Framing.isNeedMore(scan(framing, "*3\r\n")));
        assertEquals(Framing.MALFORMED, scan(framing, "*4\r\n"));
        assertTrue(Framing.isNeedMore(scan(framing, "*3\r\n$9\r\n")));
        assertEquals(Framing.MALFORMED, scan(framing, "*3\r\n$10\r\n"));
        assertEquals(8, scan(framing, "1234567\n"));
        assertEquals(Framing.TOO_LARGE, scan(framing, "12345678\n"));
        assertEquals(Framing.TOO_LARGE, scan(framing, "12345678"));
        assertEquals("Protocol error: too big inline request", describe(framing, "12345678", Framing.TOO_LARGE));
    }

    @Test
    void hasTheLimitsOfRedisUnlessToldOtherwise() {
        RespFraming framing = new RespFraming(Integer.MAX_VALUE);
        char[] inline = new char[65_536];
        Arrays.fill(inline, 'x');

        assertTrue(Framing.isNeedMore(scan(framing, "*1048576\r\n")));
        assertEquals(Framing.MALFORMED, scan(framing, "*1048577\r\n"));
        assertTrue(Framing.isNeedMore(scan(framing, "*1\r\n$536870912\r\n")));
        assertEquals(Framing.MALFORMED, scan(framing, "*1\r\n$536870913\r\n"));
        assertTrue(Framing.isNeedMore(scan(framing, new String(inline, 0, 65_535))));
        assertEquals(Framing.TOO_LARGE, scan(framing, new String(inline)));
    }

    @Test
    void refusesLimitsThatLeaveNoFrame() {
        assertThrows(IllegalArgumentException.class, () -> new RespFraming(0));
        assertThrows(IllegalArgumentException.class, () -> FRAMING.withArgumentCountMax(0));
        assertThrows(IllegalArgumentException.class, () -> FRAMING.withBulkBytesMax(-1));
        assertThrows(IllegalArgumentException.class, () -> FRAMING.withInlineBytesMax(0));
    }
}
