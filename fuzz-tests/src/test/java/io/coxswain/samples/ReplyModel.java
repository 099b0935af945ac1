package io.coxswain.samples;

import java.nio.charset.StandardCharsets;

/**
 * Reads replies of RESP2 as a strict client does.
 *
 * <p><b>Threads.</b> One.
 */
final class ReplyModel {
    private static final int DEPTH_MAX = 8;

    private final byte[] bytes;
    private int at;

    private ReplyModel(byte[] bytes) {
        this.bytes = bytes;
    }

    /**
     * Reads them all.
     *
     * @throws AssertionError if they are none, or the last one is not whole
     */
    static void requireReplies(byte[] bytes) {
        ReplyModel replies = new ReplyModel(bytes);
        while (replies.at < bytes.length) {
            replies.next(0);
        }
    }

    private void next(int depth) {
        char kind = (char) bytes[at++];
        String line = line();
        switch (kind) {
            case '+', '-' -> {}
            case ':' -> Long.parseLong(line);
            case '$' -> body(Integer.parseInt(line));
            case '*' -> {
                require(depth < DEPTH_MAX, "too deep");
                for (int left = Integer.parseInt(line); left > 0; left--) {
                    require(at < bytes.length, "an element is missing");
                    next(depth + 1);
                }
            }
            default -> require(false, "no reply");
        }
    }

    private String line() {
        int end = at;
        while (end < bytes.length && bytes[end] != '\r' && bytes[end] != '\n') {
            end++;
        }
        String line = new String(bytes, at, end - at, StandardCharsets.ISO_8859_1);
        at = end;
        lineEnd();
        return line;
    }

    private void body(int count) {
        if (count >= 0) {
            at += count;
            lineEnd();
        } else {
            require(count == -1, "a length of " + count);
        }
    }

    private void lineEnd() {
        require(at + 2 <= bytes.length && bytes[at] == '\r' && bytes[at + 1] == '\n', "no line end");
        at += 2;
    }

    private void require(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError(what + " at " + at + " of " + new String(bytes, StandardCharsets.ISO_8859_1));
        }
    }
}
