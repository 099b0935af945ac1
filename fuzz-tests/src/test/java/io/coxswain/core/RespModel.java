package io.coxswain.core;

import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which bytes are a whole request of RESP2, written down without regard for speed, reads or what is wrong with others.
 *
 * <p><b>Threads.</b> Immutable.
 */
final class RespModel implements FramingLaws.Model {
    private static final Pattern ARRAY_HEADER = Pattern.compile("\\*(0|-?[1-9][0-9]{0,9})\r\n");
    private static final Pattern BULK_HEADER = Pattern.compile("\\$(0|[1-9][0-9]{0,9})\r\n");

    private final int frameBytesMax;
    private final int argumentCountMax;
    private final int bulkBytesMax;
    private final int lineBytesMax;

    RespModel(int frameBytesMax, int argumentCountMax, int bulkBytesMax, int lineBytesMax) {
        this.frameBytesMax = frameBytesMax;
        this.argumentCountMax = argumentCountMax;
        this.bulkBytesMax = bulkBytesMax;
        this.lineBytesMax = Math.min(lineBytesMax, frameBytesMax);
    }

    @Override
    public long frameBytes(byte[] stream, int start, int end) {
        String text = new String(stream, start, end - start, StandardCharsets.ISO_8859_1);
        if (!text.startsWith("*")) {
            long lineBytes = text.indexOf('\n') + 1L;
            return lineBytes <= lineBytesMax ? lineBytes : 0;
        }
        long frameBytes = arrayBytes(text);
        return frameBytes <= frameBytesMax ? frameBytes : 0;
    }

    private long arrayBytes(String text) {
        Matcher header = ARRAY_HEADER.matcher(text);
        if (!header.lookingAt() || !fits(header.group(1), argumentCountMax)) {
            return 0;
        }
        int at = header.end();
        for (long left = Long.parseLong(header.group(1)); left > 0; left--) {
            Matcher bulk = BULK_HEADER.matcher(text).region(at, text.length());
            if (!bulk.lookingAt() || !fits(bulk.group(1), bulkBytesMax)) {
                return 0;
            }
            long bodyEnd = bulk.end() + Long.parseLong(bulk.group(1));
            if (bodyEnd > text.length() || !text.startsWith("\r\n", (int) bodyEnd)) {
                return 0;
            }
            at = (int) bodyEnd + 2;
        }
        return at;
    }

    private static boolean fits(String number, int max) {
        long value = Long.parseLong(number);
        return value <= max && Math.abs(value) <= Integer.MAX_VALUE;
    }
}
