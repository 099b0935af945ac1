package io.coxswain.samples;

/**
 * A pattern with {@code *} for any characters and {@code ?} for any one.
 *
 * <p><b>Threads.</b> Immutable.
 */
final class Glob {
    private final String pattern;

    Glob(String pattern) {
        this.pattern = pattern;
    }

    /**
     * Whether a text matches. Takes at most as many steps as the pattern and the text multiplied have characters: after
     * a mismatch only the last star takes one character more, since an earlier one would not help.
     */
    boolean matches(String text) {
        int at = 0;
        int star = -1;
        int starText = 0;
        int i = 0;
        while (i < text.length()) {
            if (at < pattern.length() && pattern.charAt(at) == '*') {
                star = at++;
                starText = i;
            } else if (at < pattern.length() && (pattern.charAt(at) == '?' || pattern.charAt(at) == text.charAt(i))) {
                at++;
                i++;
            } else if (star >= 0) {
                at = star + 1;
                i = ++starText;
            } else {
                return false;
            }
        }
        while (at < pattern.length() && pattern.charAt(at) == '*') {
            at++;
        }
        return at == pattern.length();
    }
}
