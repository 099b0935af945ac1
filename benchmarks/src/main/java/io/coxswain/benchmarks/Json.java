package io.coxswain.benchmarks;

import java.util.Collection;
import java.util.Locale;
import java.util.Map;

/**
 * Writes maps, collections, numbers, booleans and strings as JSON (RFC 8259), indented by two spaces a level. What is
 * not finite becomes {@code null}, since JSON has no word for it.
 *
 * <p><b>Threads.</b> One, the measuring process's main thread.
 */
final class Json {
    private static final String INDENT = "  ";
    private static final int FIRST_PRINTABLE = 0x20;

    private final StringBuilder out = new StringBuilder();

    private Json() {}

    /**
     * The text of a value, with a line break at its end. Any other type is written as the string that it makes of
     * itself.
     */
    static String write(Object value) {
        Json json = new Json();
        json.value(value, "\n");
        return json.out.append('\n').toString();
    }

    private void value(Object value, String lineBreak) {
        if (value instanceof Map<?, ?> map) {
            object(map, lineBreak);
        } else if (value instanceof Collection<?> collection) {
            array(collection, lineBreak);
        } else if (value instanceof Double number) {
            out.append(Double.isFinite(number) ? number.toString() : "null");
        } else if (value instanceof Number || value instanceof Boolean) {
            out.append(value);
        } else {
            string(String.valueOf(value));
        }
    }

    private void object(Map<?, ?> map, String lineBreak) {
        String separator = "{";
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            out.append(separator).append(lineBreak).append(INDENT);
            string(String.valueOf(entry.getKey()));
            out.append(": ");
            value(entry.getValue(), lineBreak + INDENT);
            separator = ",";
        }
        out.append(map.isEmpty() ? "{}" : lineBreak + "}");
    }

    private void array(Collection<?> collection, String lineBreak) {
        String separator = "[";
        for (Object element : collection) {
            out.append(separator);
            value(element, lineBreak + INDENT);
            separator = ", ";
        }
        out.append(collection.isEmpty() ? "[]" : "]");
    }

    private void string(String text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char letter = text.charAt(i);
            if (letter == '"' || letter == '\\') {
                out.append('\\').append(letter);
            } else if (letter < FIRST_PRINTABLE) {
                out.append(String.format(Locale.ROOT, "\\u%04x", (int) letter));
            } else {
                out.append(letter);
            }
        }
        out.append('"');
    }
}
