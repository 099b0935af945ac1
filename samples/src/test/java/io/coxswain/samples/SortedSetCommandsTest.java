package io.coxswain.samples;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Sorted sets; the replies are those of Redis 7.0. */
class SortedSetCommandsTest {
    private final Console console = new Console();

    private String shown(String line) {
        return console.shown(line);
    }

    @Test
    void keepsMembersInTheOrderOfTheirScores() {
        assertEquals("#3", shown("ZADD z 2 b 1 a 3 c"));
        assertEquals("#1", shown("ZADD z 0 c 1 aa"));
        assertEquals("[c 0 a 1 aa 1 b 2]", shown("ZRANGE z 0 -1 WITHSCORES"));
        assertEquals("[b aa a c]", shown("ZREVRANGE z 0 -1"));
        assertEquals("#4", shown("ZCARD z"));
        assertEquals("+zset", shown("TYPE z"));
    }

    @Test
    void tellsScores() {
        shown("ZADD z 1.5 a -inf b +inf c 1e300 d 3 e");
        assertEquals("1.5", shown("ZSCORE z a"));
        assertEquals("-inf", shown("ZSCORE z b"));
        assertEquals("inf", shown("ZSCORE z c"));
        assertEquals("nil", shown("ZSCORE z x"));
        assertEquals("nil", shown("ZSCORE none x"));
        assertEquals("[1.0000000000000001e+300 nil 3]", shown("ZMSCORE z d x e"));
        assertEquals("[nil]", shown("ZMSCORE none d"));
    }

    @Test
    void changesScoresUnderConditions() {
        shown("ZADD z 5 a");
        assertEquals("#0", shown("ZADD z NX 6 a"));
        assertEquals("#0", shown("ZADD z XX 6 b"));
        assertEquals("#0", shown("ZADD none XX 6 b"));
        assertEquals("#0", shown("EXISTS none"));
        assertEquals("#0", shown("ZADD z GT 4 a"));
        assertEquals("5", shown("ZSCORE z a"));
        assertEquals("#0", shown("ZADD z LT 4 a"));
        assertEquals("4", shown("ZSCORE z a"));
        assertEquals("#1", shown("ZADD z GT 9 new"));
        assertEquals("#2", shown("ZADD z CH 7 a 8 b 9 new"));
        assertEquals("#1", shown("ZADD z xx gt ch 8 a 1 b"));
        assertEquals("[a 8 b 8 new 9]", shown("ZRANGE z 0 -1 WITHSCORES"));
    }

    @Test
    void addsToScores() {
        assertEquals("2.5", shown("ZINCRBY z 2.5 a"));
        assertEquals("4", shown("ZADD z INCR 1.5 a"));
        assertEquals("nil", shown("ZADD z NX INCR 1 a"));
        assertEquals("nil", shown("ZADD z XX INCR 1 b"));
        assertEquals("nil", shown("ZADD none XX INCR 1 b"));
        assertEquals("#0", shown("EXISTS none"));
        shown("ZADD z inf c");
        assertEquals("!ERR resulting score is not a number (NaN)", shown("ZINCRBY z -inf c"));
        assertEquals("inf", shown("ZSCORE z c"));
    }

    @Test
    void removesMembers() {
        shown("ZADD z 1 a 2 b 3 c");
        assertEquals("#2", shown("ZREM z a x c"));
        assertEquals("[b]", shown("ZRANGE z 0 -1"));
        assertEquals("#1", shown("ZREM z b"));
        assertEquals("#0", shown("EXISTS z"));
        assertEquals("#0", shown("ZREM z b"));
    }

    @Test
    void takesTheLowestAndTheHighest() {
        shown("ZADD z 1 a 2 b 3 c 4 d 5 e");
        assertEquals("[a 1]", shown("ZPOPMIN z"));
        assertEquals("[e 5 d 4]", shown("ZPOPMAX z 2"));
        assertEquals("[]", shown("ZPOPMIN z 0"));
        assertEquals("[b 2 c 3]", shown("ZPOPMIN z 10"));
        assertEquals("#0", shown("EXISTS z"));
        assertEquals("[]", shown("ZPOPMIN z"));
        assertEquals("[]", shown("ZPOPMAX z 5"));
        assertEquals("!ERR value is out of range, must be positive", shown("ZPOPMIN z -1"));
        assertEquals("!ERR syntax error", shown("ZPOPMIN z 1 2"));
    }

    @ParameterizedTest
    @CsvSource({
        "ZRANGEBYSCORE z 2 4, [b c d]",
        "ZRANGEBYSCORE z (2 4, [c d]",
        "ZRANGEBYSCORE z (2 (4, [c]",
        "ZRANGEBYSCORE z -inf +inf, [a b c d e]",
        "ZRANGEBYSCORE z (-inf (inf, [a b c d e]",
        "ZRANGEBYSCORE z (inf inf, []",
        "ZRANGEBYSCORE z -inf (-inf, []",
        "ZRANGEBYSCORE z 4 2, []",
        "ZRANGEBYSCORE z (3 (3, []",
        "ZRANGEBYSCORE z 3 (3, []",
        "ZRANGEBYSCORE z 2.5 3.5, [c]",
        "ZRANGEBYSCORE z -0 1, [a]",
        "ZRANGEBYSCORE z 2 4 WITHSCORES, [b 2 c 3 d 4]",
        "ZRANGEBYSCORE z 2 9 LIMIT 1 2, [c d]",
        "ZRANGEBYSCORE z 2 9 LIMIT 1 -1 WITHSCORES, [c 3 d 4 e 5]",
        "ZRANGEBYSCORE z 2 9 LIMIT 4 1, []",
        "ZRANGEBYSCORE z 2 9 LIMIT -1 1, []",
        "ZRANGEBYSCORE z 2 9 LIMIT 0 0, []",
        "ZRANGEBYSCORE none 2 9, []",
        "ZREVRANGEBYSCORE z 4 2, [d c b]",
        "ZREVRANGEBYSCORE z (4 -inf LIMIT 0 2, [c b]",
        "ZREVRANGEBYSCORE z 2 4, []",
        "ZCOUNT z (1 4, #3",
        "ZCOUNT z -inf +inf, #5",
        "ZCOUNT none 1 2, #0",
        "ZRANGE z 1 2, [b c]",
        "ZRANGE z 1 2 REV, [d c]",
        "ZRANGE z -2 -1 WITHSCORES, [d 4 e 5]",
        "ZRANGE z 5 9, []",
        "ZRANGE z (2 4 BYSCORE, [c d]",
        "ZRANGE z 4 (2 REV BYSCORE WITHSCORES, [d 4 c 3]",
        "ZRANGE z 1 5 BYSCORE LIMIT 1 2, [b c]",
        "ZREVRANGE z 0 1 WITHSCORES, [e 5 d 4]",
        "ZRANGE none 0 -1, []",
    })
    void tellsARange(String command, String expected) {
        shown("ZADD z 1 a 2 b 3 c 4 d 5 e");

        assertEquals(expected, shown(command));
    }

    @ParameterizedTest
    @CsvSource({
        "ZADD z a 1, value is not a valid float",
        "ZADD z 1 a b 2, value is not a valid float",
        "ZADD z nan a, value is not a valid float",
        "ZADD z 1e400 a, value is not a valid float",
        "ZADD z 1d a, value is not a valid float",
        "ZADD z 1 a 2, syntax error",
        "ZADD z XX 1, syntax error",
        "ZADD z NX XX 1 a, XX and NX options at the same time are not compatible",
        "ZADD z GT LT 1 a, 'GT, LT, and/or NX options at the same time are not compatible'",
        "ZADD z NX GT 1 a, 'GT, LT, and/or NX options at the same time are not compatible'",
        "ZADD z INCR 1 a 2 b, INCR option supports a single increment-element pair",
        "ZINCRBY z x a, value is not a valid float",
        "ZRANGE z a 1, value is not an integer or out of range",
        "ZRANGE z 0 1 FOO, syntax error",
        "ZRANGE z 0 1 LIMIT 0 1, 'syntax error, LIMIT is only supported in combination with either BYSCORE or BYLEX'",
        "ZREVRANGE z 0 1 LIMIT 0 1, syntax error",
        "ZRANGEBYSCORE z a 1, min or max is not a float",
        "ZRANGEBYSCORE z 1 (, min or max is not a float",
        "ZRANGEBYSCORE z 1 2 LIMIT 1, syntax error",
        "ZCOUNT z ((1 1, min or max is not a float",
    })
    void refuses(String command, String expected) {
        assertEquals("!ERR " + expected, shown(command));
        assertEquals("#0", shown("EXISTS z"));
    }

    @Test
    void agreesWithAModel() {
        long seed = 13;
        Random random = new Random(seed);
        Map<String, Integer> model = new TreeMap<>();
        for (int step = 0; step < 2_000; step++) {
            String member = "m" + random.nextInt(20);
            int score = random.nextInt(10);
            if (random.nextInt(3) > 0) {
                assertEquals(model.put(member, score) == null ? "#1" : "#0", shown("ZADD z " + score + " " + member));
            } else {
                assertEquals(model.remove(member) == null ? "#0" : "#1", shown("ZREM z " + member));
            }
            List<String> ordered = new ArrayList<>(model.keySet());
            ordered.sort(Comparator.comparing(model::get));
            assertEquals(
                    "[" + String.join(" ", ordered) + "]", shown("ZRANGE z 0 -1"), "seed " + seed + ", step " + step);
        }
    }

    @Test
    void removesNothingIfTheReplyWouldBeTooLong() {
        console.ask("ZADD", "z", "1", "x".repeat(40_000), "2", "y".repeat(40_000));

        assertEquals("!ERR the reply exceeds 65536 bytes", shown("ZPOPMIN z 2"));
        assertEquals("#2", shown("ZCARD z"));
    }
}
