package io.coxswain.core;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One source file cut into statements, each with the line comments that belong to it: those above it, inside of
 * it, and behind it on its last line. It knows as much of Java as that takes, and no more.
 */
final class SourceText {
    private static final Pattern NOT_CODE =
            Pattern.compile("/\\*.*?\\*/|//[^\n]*|\"(?:\\\\.|[^\"\\\\\n])*\"|'(?:\\\\.|[^'\\\\\n])*'", Pattern.DOTALL);

    private static final Pattern LINE_COMMENT = Pattern.compile("//+ ?([^\n]*)");

    private static final Pattern TYPE = Pattern.compile("\\b(?:class|interface|enum|record)\\s+(\\w+)");

    private static final Pattern METHOD =
            Pattern.compile("(\\w+)\\s*\\((?:[^()]|\\([^()]*\\))*\\)\\s*(?:throws[^{]*)?$", Pattern.DOTALL);

    /**
     * A statement or a header.
     *
     * @param line the first line of its code, from 1
     * @param method what it is in: {@code method}, or {@code Inner.method} in a nested type; empty outside of methods
     * @param code without comments, strings blanked
     * @param comment its line comments as one text, empty if there are none
     */
    record Statement(int line, String method, String code, String comment) {}

    private final String name;
    private final String text;
    private final String code;
    private final List<Statement> statements = new ArrayList<>();
    private int countedTo;
    private int countedLines;

    /**
     * Cuts up a file.
     *
     * @param name of the class, without its package
     * @param text all of the file
     */
    SourceText(String name, String text) {
        this.name = name;
        this.text = text;
        this.code = blank(text, true);
        cut();
    }

    static SourceText read(Path file) {
        try {
            return new SourceText(file.getFileName().toString().replace(".java", ""), Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The class, without its package. */
    String name() {
        return name;
    }

    /** All of the file. */
    String text() {
        return text;
    }

    /** The file without its comments, strings blanked. */
    String code() {
        return code;
    }

    List<Statement> statements() {
        return statements;
    }

    /** The same file with an edit, which must fit exactly once. */
    SourceText edited(String before, String after) {
        int first = text.indexOf(before);
        if (first < 0 || text.indexOf(before, first + 1) >= 0) {
            throw new IllegalArgumentException(name + " does not have exactly one '" + before + "'");
        }
        return new SourceText(name, text.replace(before, after));
    }

    /** Blanks comments, and strings and characters too, at unchanged offsets. */
    private static String blank(String text, boolean comments) {
        StringBuilder out = new StringBuilder(text);
        Matcher matcher = NOT_CODE.matcher(text);
        while (matcher.find()) {
            if (!comments && matcher.group().startsWith("//")) {
                continue;
            }
            for (int i = matcher.start(); i < matcher.end(); i++) {
                if (text.charAt(i) != '\n') {
                    out.setCharAt(i, ' ');
                }
            }
        }
        return out.toString();
    }

    private void cut() {
        String withLineComments = blank(text, false);
        Deque<Optional<String>> open = new ArrayDeque<>(); // what each brace has opened; empty for a mere block
        int start = 0;
        for (int i = 0; i < code.length(); i++) {
            char c = code.charAt(i);
            if (c != ';' && c != '{' && c != '}') {
                continue;
            }
            int end = code.indexOf('\n', i);
            end = end < 0 || !code.substring(i + 1, end).isBlank() ? i + 1 : end;
            String piece = code.substring(start, i);
            add(start, end, piece, String.join(".", named(open)), withLineComments);
            if (c == '{') {
                open.push(opened(piece.strip(), open));
            } else if (c == '}') {
                open.pop();
            }
            start = end;
            i = end - 1;
        }
    }

    private void add(int start, int end, String piece, String method, String withLineComments) {
        int first = start;
        while (first < start + piece.length() && Character.isWhitespace(code.charAt(first))) {
            first++;
        }
        StringBuilder comment = new StringBuilder();
        Matcher matcher = LINE_COMMENT.matcher(withLineComments.substring(start, end));
        while (matcher.find()) {
            comment.append(comment.isEmpty() ? "" : " ").append(matcher.group(1).strip());
        }
        statements.add(new Statement(lineOf(first), method, piece.strip(), comment.toString()));
    }

    /** Of offsets that only grow. */
    private int lineOf(int offset) {
        for (; countedTo < offset; countedTo++) {
            countedLines += text.charAt(countedTo) == '\n' ? 1 : 0;
        }
        return countedLines + 1;
    }

    /** The names of the nested types and the method that are open, without the class of the file. */
    private static List<String> named(Deque<Optional<String>> open) {
        List<String> names = new ArrayList<>();
        open.descendingIterator().forEachRemaining(each -> each.ifPresent(names::add));
        return names.isEmpty() ? names : names.subList(1, names.size());
    }

    private static Optional<String> opened(String header, Deque<Optional<String>> open) {
        Matcher type = TYPE.matcher(header);
        if (type.find()) {
            return Optional.of(type.group(1));
        }
        Matcher method = METHOD.matcher(header);
        boolean inType = !open.isEmpty()
                && open.peek().isPresent()
                && Character.isUpperCase(open.peek().get().charAt(0));
        return inType && method.find() ? Optional.of(method.group(1)) : Optional.empty();
    }
}
