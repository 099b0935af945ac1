package io.coxswain.samples;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** Keys and their deadlines; the replies are those of Redis 7.0, byte for byte. */
class KeyCommandsTest {
    private static final String NX_NOT_COMPATIBLE =
            "-ERR NX and XX, GT or LT options at the same time are not compatible\r\n";

    private final Console console = new Console();

    private String type(String line) {
        return console.type(line);
    }

    @Test
    void removesKeysAndTellsHowManyThereWere() {
        type("MSET a 1 b 2 c 3");
        assertEquals(":2\r\n", type("DEL a b none a"));
        assertEquals("*3\r\n$-1\r\n$-1\r\n$1\r\n3\r\n", type("MGET a b c"));
    }

    @Test
    void countsAKeyAsOftenAsItIsNamed() {
        type("SET a 1");
        assertEquals(":2\r\n", type("EXISTS a a none"));
    }

    @Test
    void tellsTheTimeLeft() {
        assertEquals(":-2\r\n", type("TTL a"));
        assertEquals(":-2\r\n", type("PTTL a"));
        type("SET a 1");
        assertEquals(":-1\r\n", type("TTL a"));
        assertEquals(":-1\r\n", type("PTTL a"));
        assertEquals(":1\r\n", type("EXPIRE a 10"));
        assertEquals(":10\r\n", type("TTL a"));
        console.nowMillis += 9_300;
        assertEquals(":700\r\n", type("PTTL a"));
        assertEquals(":1\r\n", type("TTL a"));
        console.nowMillis += 201;
        assertEquals(":0\r\n", type("TTL a"));
        console.nowMillis += 499;
        assertEquals(":-2\r\n", type("TTL a"));
    }

    @Test
    void setsADeadlineInMilliseconds() {
        type("SET a 1");
        assertEquals(":1\r\n", type("PEXPIRE a 10"));
        assertEquals(":10\r\n", type("PTTL a"));
        console.nowMillis += 10;
        assertEquals(":0\r\n", type("EXISTS a"));
    }

    @Test
    void setsNoDeadlineForAKeyThatIsNotThere() {
        assertEquals(":0\r\n", type("EXPIRE a 10"));
        assertEquals(":0\r\n", type("PEXPIRE a -10"));
    }

    @Test
    void removesAKeyWhoseDeadlineHasPassed() {
        type("MSET a 1 b 1 c 1");
        assertEquals(":1\r\n", type("EXPIRE a -1"));
        assertEquals(":1\r\n", type("EXPIRE b 0"));
        assertEquals(":1\r\n", type("PEXPIRE c -9223372036854775808"));
        assertEquals(":0\r\n", type("DBSIZE"));
    }

    @Test
    void takesTheDeadlineAway() {
        type("SET a 1 EX 10");
        assertEquals(":1\r\n", type("PERSIST a"));
        assertEquals(":0\r\n", type("PERSIST a"));
        assertEquals(":0\r\n", type("PERSIST none"));
        console.nowMillis += 100_000;
        assertEquals(":1\r\n", type("EXISTS a"));
    }

    @Test
    void replacesADeadlineUnderConditions() {
        type("SET a 1");
        assertEquals(":0\r\n", type("EXPIRE a 10 XX"));
        assertEquals(":0\r\n", type("EXPIRE a 10 GT"));
        assertEquals(":1\r\n", type("EXPIRE a 10 NX"));
        assertEquals(":0\r\n", type("EXPIRE a 20 nx"));
        assertEquals(":1\r\n", type("EXPIRE a 20 XX"));
        assertEquals(":0\r\n", type("EXPIRE a 20 GT"));
        assertEquals(":1\r\n", type("EXPIRE a 30 XX GT"));
        assertEquals(":0\r\n", type("EXPIRE a 30 LT"));
        assertEquals(":1\r\n", type("EXPIRE a 5 LT"));
        assertEquals(":5\r\n", type("TTL a"));
        type("SET b 1");
        assertEquals(":1\r\n", type("EXPIRE b 10 LT"));
    }

    @Test
    void refusesConditionsThatExcludeEachOther() {
        type("SET a 1");
        assertEquals(NX_NOT_COMPATIBLE, type("EXPIRE a 10 NX XX"));
        assertEquals(NX_NOT_COMPATIBLE, type("EXPIRE a 10 GT NX"));
        assertEquals(NX_NOT_COMPATIBLE, type("EXPIRE a 10 NX LT"));
        assertEquals("-ERR GT and LT options at the same time are not compatible\r\n", type("EXPIRE a 10 GT LT"));
        assertEquals("-ERR Unsupported option FOO\r\n", type("EXPIRE a 10 FOO"));
        assertEquals("-ERR Unsupported option FOO\r\n", type("EXPIRE none x FOO"));
        assertEquals(":-1\r\n", type("TTL a"));
    }

    @Test
    void refusesADeadlineThatIsNoIntegerOrThatTheClockDoesNotReach() {
        assertEquals("-ERR value is not an integer or out of range\r\n", type("EXPIRE none x"));
        assertEquals("-ERR invalid expire time in 'expire' command\r\n", type("EXPIRE a 9223372036854775807"));
        assertEquals("-ERR invalid expire time in 'expire' command\r\n", type("EXPIRE a -9223372036854775808"));
        assertEquals("-ERR invalid expire time in 'expire' command\r\n", type("EXPIRE a 9223372036854775"));
        assertEquals("-ERR invalid expire time in 'pexpire' command\r\n", type("PEXPIRE a 9223372036854775807"));
    }

    @Test
    void countsKeysAndRemovesThemAll() {
        type("MSET a 1 b 2");
        assertEquals(":2\r\n", type("DBSIZE"));
        assertEquals("+OK\r\n", type("FLUSHALL"));
        assertEquals(":0\r\n", type("DBSIZE"));
        assertEquals("+OK\r\n", type("FLUSHALL async"));
        assertEquals("+OK\r\n", type("FLUSHALL SYNC"));
        assertEquals("-ERR syntax error\r\n", type("FLUSHALL FOO"));
        assertEquals("-ERR syntax error\r\n", type("FLUSHALL ASYNC SYNC"));
    }
}
