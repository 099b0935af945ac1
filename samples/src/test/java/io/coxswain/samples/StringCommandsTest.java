package io.coxswain.samples;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** SET and its kin; the replies are those of Redis 7.0, byte for byte. */
class StringCommandsTest {
    private static final String OK = "+OK\r\n";
    private static final String NIL = "$-1\r\n";
    private static final String SYNTAX = "-ERR syntax error\r\n";
    private static final String INVALID_EXPIRE = "-ERR invalid expire time in 'set' command\r\n";
    private static final String NOT_AN_INTEGER = "-ERR value is not an integer or out of range\r\n";

    private final Console console = new Console();

    private String type(String line) {
        return console.type(line);
    }

    @Test
    void returnsAValueAndRemovesIt() {
        console.type("SET a 1");
        assertEquals("$1\r\n1\r\n", console.type("GETDEL a"));
        assertEquals("$-1\r\n", console.type("GETDEL a"));
        assertEquals(":0\r\n", console.type("DBSIZE"));
    }

    @Test
    void getsWhatWasSet() {
        assertEquals(OK, type("SET a b"));
        assertEquals("$1\r\nb\r\n", type("GET a"));
        assertEquals(NIL, type("GET b"));
    }

    @Test
    void keepsEveryByteOfKeyAndValue() {
        StringBuilder all = new StringBuilder();
        for (char c = 0; c < 256; c++) {
            all.append(c);
        }

        assertEquals(OK, console.ask("SET", all.toString(), all.reverse().toString()));
        String reversed = all.toString();
        assertEquals(
                "$256\r\n" + reversed + "\r\n", console.ask("GET", all.reverse().toString()));
        assertEquals(NIL, console.ask("GET", reversed));
    }

    @Test
    void takesEmptyKeysAndValues() {
        assertEquals(OK, console.ask("SET", "", ""));
        assertEquals("$0\r\n\r\n", console.ask("GET", ""));
        assertEquals(":1\r\n", console.ask("EXISTS", ""));
    }

    @Test
    void setsOnlyIfAbsent() {
        assertEquals(OK, type("SET a b NX"));
        assertEquals(NIL, type("SET a c nx"));
        assertEquals("$1\r\nb\r\n", type("GET a"));
    }

    @Test
    void setsOnlyIfPresent() {
        assertEquals(NIL, type("SET a b XX"));
        assertEquals(":0\r\n", type("EXISTS a"));
        type("SET a b");
        assertEquals(OK, type("SET a c XX"));
        assertEquals("$1\r\nc\r\n", type("GET a"));
    }

    @Test
    void returnsTheOldValueWhetherOrNotItSets() {
        assertEquals(NIL, type("SET a b GET"));
        assertEquals("$1\r\nb\r\n", type("SET a c GET"));
        assertEquals("$1\r\nc\r\n", type("SET a d XX GET"));
        assertEquals("$1\r\nd\r\n", type("SET a e NX GET"));
        assertEquals("$1\r\nd\r\n", type("GET a"));
        assertEquals(NIL, type("SET new e NX GET GET"));
        assertEquals("$1\r\ne\r\n", type("GET new"));
        assertEquals(NIL, type("SET other e XX GET"));
        assertEquals(NIL, type("GET other"));
    }

    @Test
    void setsADeadlineInEachUnit() {
        assertEquals(OK, type("SET a b EX 10"));
        assertEquals(":10000\r\n", type("PTTL a"));
        assertEquals(OK, type("SET a b px 1500"));
        assertEquals(":1500\r\n", type("PTTL a"));
        assertEquals(OK, type("SET a b EXAT 1700000003"));
        assertEquals(":3000\r\n", type("PTTL a"));
        assertEquals(OK, type("SET a b PXAT 1700000000004"));
        assertEquals(":4\r\n", type("PTTL a"));

        console.nowMillis += 4;
        assertEquals(NIL, type("GET a"));
    }

    @Test
    void takesTheLaterOfTwoDeadlinesInOneUnit() {
        assertEquals(OK, type("SET a b EX 10 EX 20"));
        assertEquals(":20\r\n", type("TTL a"));
    }

    @Test
    void dropsADeadlineUnlessAskedToKeepIt() {
        type("SET a b EX 100");
        assertEquals(OK, type("SET a c KEEPTTL"));
        assertEquals(":100\r\n", type("TTL a"));
        assertEquals(OK, type("SET a d"));
        assertEquals(":-1\r\n", type("TTL a"));
        assertEquals(OK, type("SET new d KEEPTTL"));
        assertEquals(":-1\r\n", type("TTL new"));
    }

    @Test
    void removesAKeySetToADeadlineThatHasPassed() {
        assertEquals(OK, type("SET a b PXAT 1"));
        assertEquals(":0\r\n", type("DBSIZE"));
        type("SET a b");
        assertEquals("$1\r\nb\r\n", type("SET a c EXAT 1 GET"));
        assertEquals(NIL, type("GET a"));
        assertEquals(":0\r\n", type("DBSIZE"));
    }

    @Test
    void takesADeadlineAsFarAsTheClockGoes() {
        assertEquals(OK, type("SET a b PXAT 9223372036854775807"));
        assertEquals(":9223370336854775807\r\n", type("PTTL a"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SET a b c",
                "SET a b NX XX",
                "SET a b XX NX GET",
                "SET a b EX 10 NX XX",
                "SET a b EX",
                "SET a b NX PXAT",
                "SET a b EX 10 PX 10",
                "SET a b EX 10 KEEPTTL",
                "SET a b KEEPTTL EX 10",
                "SET a b EXAT 10 PXAT 10",
                "SET a b ''",
                "SET a b EX x PX 1",
            })
    void refusesOptionsThatItDoesNotKnowOrThatExcludeEachOther(String line) {
        assertEquals(SYNTAX, type(line));
        assertEquals(":0\r\n", type("DBSIZE"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SET a b EX 0",
                "SET a b EX -1",
                "SET a b PXAT 0",
                "SET a b EXAT -9223372036854775808",
                "SET a b EX 9223372036854775807",
                "SET a b PX 9223372036854775807",
                "SET a b EX 9223372036854775",
                "SET a b EXAT 9223372036854776",
            })
    void refusesADeadlineThatTheClockDoesNotReach(String line) {
        assertEquals(INVALID_EXPIRE, type(line));
        assertEquals(":0\r\n", type("DBSIZE"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"abc", "1.5", "\" 10\"", "+10", "010", "\"\"", "9223372036854775808"})
    void refusesADeadlineThatIsNoInteger(String amount) {
        assertEquals(NOT_AN_INTEGER, type("SET a b EX " + amount));
        assertEquals(":0\r\n", type("DBSIZE"));
    }

    @Test
    void setsAndGetsSeveral() {
        assertEquals(OK, type("MSET a 1 b 2 a 3"));
        assertEquals("*4\r\n$1\r\n3\r\n$-1\r\n$1\r\n2\r\n$1\r\n3\r\n", type("MGET a none b a"));
    }

    @Test
    void setsSeveralOnlyInPairs() {
        assertEquals("-ERR wrong number of arguments for 'mset' command\r\n", type("MSET a"));
        assertEquals("-ERR wrong number of arguments for 'mset' command\r\n", type("MSET a 1 b"));
        assertEquals(":0\r\n", type("DBSIZE"));
    }

    @Test
    void dropsTheDeadlineOfEachOfSeveral() {
        type("SET a b EX 100");
        type("MSET a c");
        assertEquals(":-1\r\n", type("TTL a"));
    }

    @Test
    void appendsToAValue() {
        assertEquals(":1\r\n", type("APPEND a b"));
        assertEquals(":3\r\n", type("APPEND a cd"));
        assertEquals("$3\r\nbcd\r\n", type("GET a"));
        assertEquals(":0\r\n", type("APPEND empty \"\""));
        assertEquals(":1\r\n", type("EXISTS empty"));
    }

    @Test
    void keepsTheDeadlineOfAValueItAppendsTo() {
        type("SET a b EX 100");
        assertEquals(":2\r\n", type("APPEND a c"));
        assertEquals(":100\r\n", type("TTL a"));
    }

    @Test
    void appendsAfterANumberWasCounted() {
        type("INCR a");
        assertEquals(":3\r\n", type("APPEND a 23"));
        assertEquals(":124\r\n", type("INCR a"));
    }

    @Test
    void tellsHowLongAValueIs() {
        type("SET a hello");
        assertEquals(":5\r\n", type("STRLEN a"));
        assertEquals(":0\r\n", type("STRLEN none"));
    }
}
