package io.coxswain.samples;

import java.nio.ByteBuffer;

/**
 * Splits a line that a person typed into arguments, by Redis' rules for quoting.
 *
 * <pre>
 *      plain        up to white space; a quote in the middle opens a quoted part
 *      "double"     \n \r \t \b \a \xHH and \ before any other byte, which stands for that byte
 *      'single'     \' is the only escape
 * </pre>
 *
 * <p>A closing quote has to be followed by white space or the end of the line. Since an argument may differ from what
 * was typed, arguments are decoded into a buffer of the splitter's own.
 *
 * <p><b>Threads.</b> The loop: one splitter is used for one line after the other.
 *
 * <p><b>Limits.</b> The decoded arguments are no longer than the line, which the framing bounds.
 */
final class InlineSplitter {
    /** Returned for an index where a quote was opened and not properly closed. */
    private static final int UNBALANCED = -1;

    private ByteBuffer decoded = ByteBuffer.allocate(256);
    private ByteBuffer line = decoded;
    private int end;

    /**
     * Splits one line.
     *
     * @param frame has the line, terminator included or not, from index {@code start} to index {@code limit}
     * @param target gets the arguments, as places in {@link #decoded()}
     * @return false if the quotes are unbalanced; the arguments are useless then
     */
    boolean split(ByteBuffer frame, int start, int limit, Arguments target) {
        line = frame;
        end = limit;
        if (decoded.capacity() < end - start) {
            decoded = ByteBuffer.allocate(end - start);
        }
        decoded.clear();
        int at = skipSpace(start);
        while (at < end) {
            int begin = decoded.position();
            at = word(at);
            if (at == UNBALANCED) {
                return false;
            }
            target.add(begin, decoded.position() - begin);
            at = skipSpace(at);
        }
        return true;
    }

    private int skipSpace(int from) {
        int at = from;
        while (at < end && isSpace(line.get(at))) {
            at++;
        }
        return at;
    }

    /** Decodes one argument and returns the index after it. */
    private int word(int from) {
        int at = from;
        while (at < end && !endsPlain(line.get(at))) {
            byte next = line.get(at++);
            if (next == '"' || next == '\'') {
                return next == '"' ? doubleQuoted(at) : singleQuoted(at);
            }
            decoded.put(next);
        }
        return at;
    }

    private int doubleQuoted(int from) {
        int at = from;
        while (at < end) {
            byte next = line.get(at++);
            if (next == '"') {
                return afterClosingQuote(at);
            }
            if (next != '\\' || at == end) {
                decoded.put(next);
            } else if (isHexEscape(at)) {
                decoded.put((byte) ((hexDigit(at + 1) << 4) | hexDigit(at + 2)));
                at += 3;
            } else {
                decoded.put(unescaped(line.get(at++)));
            }
        }
        return UNBALANCED;
    }

    private boolean isHexEscape(int at) {
        return line.get(at) == 'x' && at + 2 < end && hexDigit(at + 1) >= 0 && hexDigit(at + 2) >= 0;
    }

    private int hexDigit(int at) {
        return Character.digit(line.get(at), 16);
    }

    private static byte unescaped(byte letter) {
        return switch (letter) {
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'b' -> '\b';
            case 'a' -> 7;
            default -> letter;
        };
    }

    private int singleQuoted(int from) {
        int at = from;
        while (at < end) {
            byte next = line.get(at++);
            if (next == '\'') {
                return afterClosingQuote(at);
            }
            if (next == '\\' && at < end && line.get(at) == '\'') {
                next = line.get(at++);
            }
            decoded.put(next);
        }
        return UNBALANCED;
    }

    private int afterClosingQuote(int at) {
        return at == end || isSpace(line.get(at)) ? at : UNBALANCED;
    }

    /** The bytes that separate arguments. */
    private static boolean isSpace(byte b) {
        return b == ' ' || (b >= '\t' && b <= '\r');
    }

    /** The bytes that end an unquoted argument. Vertical tab and form feed do not, though they separate. */
    private static boolean endsPlain(byte b) {
        return b == ' ' || b == '\n' || b == '\r' || b == '\t';
    }

    /** Where the arguments of the last line are, by absolute index. */
    ByteBuffer decoded() {
        return decoded;
    }
}
