package io.coxswain.samples;

import static io.coxswain.samples.Requests.bytes;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.coxswain.samples.Arguments.Verdict;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments.ArgumentSet;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How a typed line falls into arguments: each expectation is what Redis 7.0 makes of that line. */
class InlineSplitterTest {
    private final Arguments arguments = new Arguments();

    private Verdict split(String line) {
        return arguments.parse(ByteBuffer.wrap(bytes(line)));
    }

    private List<String> texts() {
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < arguments.count(); i++) {
            texts.add(arguments.text(i));
        }
        return texts;
    }

    static Stream<ArgumentSet> lines() {
        return Stream.of(
                set("PING\r\n", "PING"),
                set("PING\n", "PING"),
                set("PING", "PING"),
                set("  SET   a\tb  \r\n", "SET", "a", "b"),
                set("PING \"a b\"\r\n", "PING", "a b"),
                set("\"PING\" a\r\n", "PING", "a"),
                set("PING 'a b'\r\n", "PING", "a b"),
                set("PING \"\"\r\n", "PING", ""),
                set("PING '' x\r\n", "PING", "", "x"),
                set("PING a\"b\"\r\n", "PING", "ab"),
                set("PING a\"b c\"\r\n", "PING", "ab c"),
                set("PING a'b c' d\r\n", "PING", "ab c", "d"),
                set("PING a\u000bb\r\n", "PING", "a\u000bb"),
                set("PING \"a\"\u000bb\r\n", "PING", "a", "b"),
                set("PING \"\\n\\r\\t\\b\\a\\q\\\"\\\\\"\r\n", "PING", "\n\r\t\b\u0007q\"\\"),
                set("PING \"\\x41\\xfF\\x00\"\r\n", "PING", "A\u00ff\0"),
                set("PING \"\\x4\" \"\\xZZ\" \"\\x\"\r\n", "PING", "x4", "xZZ", "x"),
                set("PING 'a\\x41\\'b\\n\"'\r\n", "PING", "a\\x41'b\\n\""),
                set("PING a\\ b\r\n", "PING", "a\\", "b"));
    }

    private static ArgumentSet set(String line, String... expected) {
        return org.junit.jupiter.params.provider.Arguments.argumentSet(
                line.replace("\r", "\\r").replace("\n", "\\n").replace("\0", "\\0"), line, List.of(expected));
    }

    @ParameterizedTest
    @MethodSource("lines")
    void splitsAsRedisDoes(String line, List<String> expected) {
        assertEquals(Verdict.REQUEST, split(line));

        assertEquals(expected, texts());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "PING \"a\r\n",
                "PING 'a\r\n",
                "PING \"a\"b\r\n",
                "PING 'a'b\r\n",
                "PING a\"b c\"d\r\n",
                "PING \"\"\"\r\n",
                "PING \"a'\r\n",
                "PING 'a\\'\r\n",
                "PING \"a\\\"",
                "PING \"a\\",
                "PING \"",
                "\"unbalanced",
            })
    void refusesUnbalancedQuotes(String line) {
        assertEquals(Verdict.UNBALANCED_QUOTES, split(line));
    }

    @Test
    void splitsALongLineAfterAShortOne() {
        split("PING\r\n");
        String word = "w".repeat(65_000);

        assertEquals(Verdict.REQUEST, split("ECHO '" + word + "'\r\n"));

        assertEquals(List.of("ECHO", word), texts());
    }
}
