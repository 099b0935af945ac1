package io.coxswain.samples;

import java.nio.charset.StandardCharsets;

/**
 * A pattern as Redis has them, of bytes.
 *
 * <pre>
 *      *         any bytes, or none              [ab]      one of these
 *      ?         any one                         [a-c]     one of this range, whichever end comes first
 *      \x        x itself                        [^ab]     none of these
 * </pre>
 *
 * <p>Inside of brackets {@code \} makes the next byte an ordinary one. Brackets that are not closed end with the
 * pattern.
 *
 * <p><b>Threads.</b> Immutable.
 */
final class Glob {
    private static final int MISMATCH = -1;

    private final byte[] pattern;

    /** Makes a pattern of bytes, which are its own from now on. */
    Glob(byte[] pattern) {
        this.pattern = pattern;
    }

    /** Makes a pattern of a text, a byte for each character. */
    Glob(String pattern) {
        this(pattern.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Whether a text matches, a byte for each character. */
    boolean matches(String text) {
        return matches(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /**
     * Whether bytes match. Takes at most as many steps as the pattern and the text multiplied have bytes: after a
     * mismatch only the last star takes one byte more, since an earlier one would not help.
     */
    boolean matches(byte[] text) {
        int at = 0;
        int star = -1;
        int starText = 0;
        int i = 0;
        while (i < text.length) {
            boolean isStar = at < pattern.length && pattern[at] == '*';
            int after = at == pattern.length || isStar ? MISMATCH : afterOne(at, text[i]);
            if (isStar) {
                star = at++;
                starText = i;
            } else if (after != MISMATCH) {
                at = after;
                i++;
            } else if (star >= 0) {
                at = star + 1;
                i = ++starText;
            } else {
                return false;
            }
        }
        while (at < pattern.length && pattern[at] == '*') {
            at++;
        }
        return at == pattern.length;
    }

    /** Compares one byte with what stands at an index for one, and returns the index behind that if it matches. */
    private int afterOne(int at, byte b) {
        byte first = pattern[at];
        if (first == '[') {
            return afterBrackets(at + 1, b);
        }
        int literal = first == '\\' && at + 1 < pattern.length ? at + 1 : at;
        boolean matches = pattern[literal] == b || first == '?';
        return matches ? literal + 1 : MISMATCH;
    }

    private int afterBrackets(int start, byte b) {
        boolean isNegated = start < pattern.length && pattern[start] == '^';
        boolean found = false;
        int at = isNegated ? start + 1 : start;
        while (at < pattern.length && pattern[at] != ']') {
            if (pattern[at] == '\\' && at + 1 < pattern.length) {
                found |= pattern[at + 1] == b;
                at += 2;
            } else if (at + 2 < pattern.length && pattern[at + 1] == '-') {
                found |= isBetween(b, pattern[at], pattern[at + 2]);
                at += 3;
            } else {
                found |= pattern[at] == b;
                at++;
            }
        }
        return found == isNegated ? MISMATCH : Math.min(at + 1, pattern.length);
    }

    private static boolean isBetween(byte b, byte one, byte other) {
        int least = Math.min(one & 0xff, other & 0xff);
        int greatest = Math.max(one & 0xff, other & 0xff);
        return (b & 0xff) >= least && (b & 0xff) <= greatest;
    }
}
