package io.coxswain.samples;

import static io.coxswain.samples.Requests.bytes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.coxswain.samples.Arguments.Verdict;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Finding arguments in a frame. Which bytes are a frame is the framing's to say, and tested with it. */
class ArgumentsTest {
    private final Arguments arguments = new Arguments();

    private Verdict parse(String frame) {
        return arguments.parse(ByteBuffer.wrap(bytes(frame)));
    }

    private List<String> texts() {
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < arguments.count(); i++) {
            texts.add(arguments.text(i));
        }
        return texts;
    }

    @Test
    void findsBulkStrings() {
        assertEquals(Verdict.REQUEST, parse("*2\r\n$3\r\nGET\r\n$5\r\nhello\r\n"));

        assertEquals(List.of("GET", "hello"), texts());
    }

    @Test
    void findsEmptyBulkStrings() {
        assertEquals(Verdict.REQUEST, parse("*3\r\n$0\r\n\r\n$1\r\na\r\n$0\r\n\r\n"));

        assertEquals(List.of("", "a", ""), texts());
    }

    @Test
    void keepsEveryByteOfABulkString() {
        StringBuilder all = new StringBuilder();
        for (char c = 0; c < 256; c++) {
            all.append(c);
        }

        assertEquals(Verdict.REQUEST, parse("*1\r\n$256\r\n" + all + "\r\n"));

        assertEquals(all.toString(), arguments.text(0));
        for (int i = 0; i < 256; i++) {
            assertEquals((byte) i, arguments.byteAt(0, i));
        }
    }

    @Test
    void looksOnlyBetweenPositionAndLimit() {
        ByteBuffer buffer = ByteBuffer.allocateDirect(64);
        buffer.put(bytes("*7\r\n")).put(bytes("*1\r\n$4\r\nPING\r\n")).put(bytes("$1\r\n"));
        buffer.position(4).limit(18);

        assertEquals(Verdict.REQUEST, arguments.parse(buffer));

        assertEquals(List.of("PING"), texts());
        assertEquals(4, buffer.position());
        assertEquals(18, buffer.limit());
    }

    @ParameterizedTest
    @ValueSource(strings = {"*0\r\n", "*-1\r\n", "*-10\r\n", "\r\n", "\n", "  \t \r\n", ""})
    void ignoresWhatAsksForNothing(String frame) {
        assertEquals(Verdict.EMPTY, parse(frame));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "*",
                "*\r\n",
                "*1",
                "*1\r",
                "*1\r\n",
                "*x\r\n",
                "*1x\r\n",
                "*-\r\n",
                "*1\r\n:4\r\n",
                "*1\r\n$-1\r\n",
                "*1\r\n$4\r\nPIN\r\n",
                "*1\r\n$4\r\nPING\r",
                "*1\r\n$4\r\nPING\r\n*1\r\n$4\r\nPING\r\n",
                "*2\r\n$4\r\nPING\r\n",
                "*0\r\n$4\r\nPING\r\n",
                "*1\r\n$99999999999999999999\r\nPING\r\n",
                "*1\r\n$2147483647\r\nPING\r\n",
                "*99999999999999999999\r\n",
                "*2147483647\r\n$4\r\nPING\r\n",
            })
    void findsNothingInWhatIsNotAFrame(String frame) {
        assertEquals(Verdict.MALFORMED, parse(frame));
    }

    @Test
    void forgetsTheRequestBefore() {
        parse("*3\r\n$1\r\na\r\n$1\r\nb\r\n$1\r\nc\r\n");
        parse("PING x\r\n");
        assertEquals(List.of("PING", "x"), texts());

        parse("*1\r\n$4\r\nQUIT\r\n");
        assertEquals(List.of("QUIT"), texts());
    }

    @Test
    void holdsAsManyArgumentsAsAFrameHas() {
        int count = 170_000;
        StringBuilder frame = new StringBuilder("*" + count + "\r\n");
        for (int i = 0; i < count; i++) {
            frame.append("$1\r\n").append((char) ('a' + i % 26)).append("\r\n");
        }

        assertEquals(Verdict.REQUEST, parse(frame.toString()));

        assertEquals(count, arguments.count());
        assertEquals((byte) ('a' + (count - 1) % 26), arguments.byteAt(count - 1, 0));

        parse("*1\r\n$4\r\nPING\r\n");
        assertEquals(List.of("PING"), texts());
    }

    @Test
    void holdsAnArgumentOfAMegabyte() {
        String value = "v".repeat(1_000_000);

        parse("*3\r\n$3\r\nSET\r\n$1\r\na\r\n$1000000\r\n" + value + "\r\n");

        assertEquals(1_000_000, arguments.bytes(2));
        assertEquals(value, arguments.text(2));
    }

    @Test
    void comparesWordsInWhateverCase() {
        parse("*4\r\n$2\r\nnX\r\n$3\r\nNXX\r\n$1\r\nN\r\n$2\r\nN\u0018\r\n");

        assertTrue(arguments.is(0, "nx"));
        assertFalse(arguments.is(1, "nx"));
        assertFalse(arguments.is(2, "nx"));
        assertFalse(arguments.is(3, "nx"));
    }

    @Test
    void comparesBytesExactly() {
        parse("*1\r\n$3\r\na\0B\r\n");

        assertTrue(arguments.hasBytes(0, new byte[] {'a', 0, 'B'}));
        assertFalse(arguments.hasBytes(0, new byte[] {'a', 0, 'b'}));
        assertFalse(arguments.hasBytes(0, new byte[] {'a', 0}));
    }

    @Test
    void readsIntegers() {
        parse("*2\r\n$20\r\n-9223372036854775808\r\n$2\r\n1x\r\n");

        assertEquals(Long.MIN_VALUE, arguments.longAt(0));
        assertThrows(CommandException.class, () -> arguments.longAt(1));
    }

    @Test
    void quotesNoMoreThanAskedFor() {
        parse("*1\r\n$6\r\nabcdef\r\n");

        assertEquals("abc", arguments.text(0, 3));
        assertEquals("abcdef", arguments.text(0, 7));
    }
}
