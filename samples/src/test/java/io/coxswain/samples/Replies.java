package io.coxswain.samples;

/**
 * Replies in a form to be read: {@code [a 1 nil [OK !ERR why]]}, where integers have a hash before them: {@code #1}.
 */
final class Replies {
    private final String bytes;
    private int at;

    private Replies(String bytes) {
        this.bytes = bytes;
    }

    /** One or several replies, separated by a space. */
    static String shown(String bytes) {
        Replies replies = new Replies(bytes);
        StringBuilder text = new StringBuilder();
        while (replies.at < bytes.length()) {
            text.append(text.length() == 0 ? "" : " ").append(replies.next());
        }
        return text.toString();
    }

    private String next() {
        char kind = bytes.charAt(at++);
        String line = upTo(bytes.indexOf("\r\n", at));
        return switch (kind) {
            case '+' -> "+" + line;
            case '-' -> "!" + line;
            case ':' -> "#" + line;
            case '$' -> line.equals("-1") ? "nil" : upTo(at + Integer.parseInt(line));
            case '*' -> line.equals("-1") ? "nil-array" : array(Integer.parseInt(line));
            default -> throw new AssertionError("no reply at " + (at - 1) + " of " + bytes);
        };
    }

    private String upTo(int end) {
        if (end < at || !bytes.startsWith("\r\n", end)) {
            throw new AssertionError("no line end at " + end + " of " + bytes);
        }
        String text = bytes.substring(at, end);
        at = end + 2;
        return text;
    }

    private String array(int elements) {
        StringBuilder text = new StringBuilder("[");
        for (int i = 0; i < elements; i++) {
            text.append(i == 0 ? "" : " ").append(next());
        }
        return text.append(']').toString();
    }
}
