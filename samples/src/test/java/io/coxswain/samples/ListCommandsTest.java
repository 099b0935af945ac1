package io.coxswain.samples;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Lists; the replies are those of Redis 7.0. */
class ListCommandsTest {
    private final Console console = new Console();

    private String shown(String line) {
        return console.shown(line);
    }

    @Test
    void addsOnBothEnds() {
        assertEquals("#1", shown("RPUSH l b"));
        assertEquals("#3", shown("RPUSH l c d"));
        assertEquals("#5", shown("LPUSH l a 9"));
        assertEquals("[9 a b c d]", shown("LRANGE l 0 -1"));
        assertEquals("#5", shown("LLEN l"));
        assertEquals("+list", shown("TYPE l"));
    }

    @Test
    void addsWherePresentOnly() {
        assertEquals("#0", shown("LPUSHX l a"));
        assertEquals("#0", shown("RPUSHX l a"));
        assertEquals("#0", shown("EXISTS l"));
        shown("RPUSH l b");
        assertEquals("#2", shown("LPUSHX l a"));
        assertEquals("#4", shown("RPUSHX l c d"));
        assertEquals("[a b c d]", shown("LRANGE l 0 -1"));
    }

    @Test
    void removesAtBothEnds() {
        shown("RPUSH l a b c d e");
        assertEquals("a", shown("LPOP l"));
        assertEquals("e", shown("RPOP l"));
        assertEquals("[d c]", shown("RPOP l 2"));
        assertEquals("[]", shown("LPOP l 0"));
        assertEquals("[b]", shown("LPOP l 10"));
        assertEquals("#0", shown("EXISTS l"));
    }

    @Test
    void tellsAnAbsentListFromAnEmptyRange() {
        assertEquals("nil", shown("LPOP l"));
        assertEquals("nil-array", shown("LPOP l 1"));
        assertEquals("nil-array", shown("RPOP l 0"));
        assertEquals("#0", shown("LLEN l"));
        assertEquals("nil", shown("LINDEX l 0"));
        assertEquals("[]", shown("LRANGE l 0 -1"));
        assertEquals("+OK", shown("LTRIM l 0 -1"));
        assertEquals("#0", shown("LREM l 0 a"));
    }

    @ParameterizedTest
    @CsvSource({
        "0, -1, [a b c d]",
        "1, 2, [b c]",
        "-3, -2, [b c]",
        "-100, 100, [a b c d]",
        "2, 1, []",
        "4, 10, []",
        "0, -5, []",
        "-1, -1, [d]",
        "0, -9223372036854775808, []",
        "-9223372036854775808, 9223372036854775807, [a b c d]",
    })
    void cutsARangeToWhatIsThere(long start, long stop, String expected) {
        shown("RPUSH l a b c d");
        assertEquals(expected, shown("LRANGE l " + start + " " + stop));

        assertEquals("+OK", shown("LTRIM l " + start + " " + stop));
        assertEquals(expected, shown("LRANGE l 0 -1"));
        assertEquals(expected.equals("[]") ? "#0" : "#1", shown("EXISTS l"));
    }

    @Test
    void findsAnElementFromEitherEnd() {
        for (int i = 0; i < 100; i++) {
            shown("RPUSH l e" + i);
        }
        for (int i = 0; i < 100; i++) {
            assertEquals("e" + i, shown("LINDEX l " + i));
            assertEquals("e" + (99 - i), shown("LINDEX l " + (-1 - i)));
        }
        assertEquals("nil", shown("LINDEX l 100"));
        assertEquals("nil", shown("LINDEX l -101"));
        assertEquals("nil", shown("LINDEX l -9223372036854775808"));
    }

    @Test
    void removesEqualElementsFromEitherEnd() {
        shown("RPUSH l a b a c a");
        assertEquals("#1", shown("LREM l 1 a"));
        assertEquals("[b a c a]", shown("LRANGE l 0 -1"));
        assertEquals("#1", shown("LREM l -1 a"));
        assertEquals("[b a c]", shown("LRANGE l 0 -1"));
        assertEquals("#0", shown("LREM l 0 x"));
        shown("RPUSH l a");
        assertEquals("#2", shown("LREM l -9223372036854775808 a"));
        assertEquals("#1", shown("LREM l 0 b"));
        assertEquals("#1", shown("LREM l 5 c"));
        assertEquals("#0", shown("EXISTS l"));
    }

    @Test
    void agreesWithAnArrayList() {
        long seed = 11;
        Random random = new Random(seed);
        List<String> model = new ArrayList<>();
        for (int step = 0; step < 2_000; step++) {
            String element = "e" + random.nextInt(5);
            switch (random.nextInt(5)) {
                case 0, 1 -> {
                    shown("RPUSH l " + element);
                    model.add(element);
                }
                case 2 -> {
                    shown("LPUSH l " + element);
                    model.add(0, element);
                }
                case 3 -> {
                    shown("LPOP l");
                    model.subList(0, Math.min(1, model.size())).clear();
                }
                default -> {
                    shown("LREM l -1 " + element);
                    int last = model.lastIndexOf(element);
                    model.subList(Math.max(0, last), last + 1).clear();
                }
            }
            assertEquals(
                    "[" + String.join(" ", model) + "]", shown("LRANGE l 0 -1"), "seed " + seed + ", step " + step);
        }
    }

    @Test
    void refusesWhatIsNoIndexOrCount() {
        shown("RPUSH l a");
        assertEquals("!ERR value is out of range, must be positive", shown("LPOP l -1"));
        assertEquals("!ERR value is not an integer or out of range", shown("LPOP l x"));
        assertEquals("!ERR wrong number of arguments for 'lpop' command", shown("LPOP l 1 2"));
        assertEquals("!ERR value is not an integer or out of range", shown("LRANGE l a 1"));
        assertEquals("!ERR value is not an integer or out of range", shown("LINDEX l 1.0"));
        assertEquals("!ERR value is not an integer or out of range", shown("LREM l x a"));
        assertEquals("[a]", shown("LRANGE l 0 -1"));
    }

    @Test
    void removesNothingIfTheReplyWouldBeTooLong() {
        String element = "x".repeat(40_000);
        console.ask("RPUSH", "l", element, element);

        assertEquals("!ERR the reply exceeds 65536 bytes", shown("LPOP l 2"));
        assertEquals("#2", shown("LLEN l"));
    }
}
