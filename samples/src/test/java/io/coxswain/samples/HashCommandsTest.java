package io.coxswain.samples;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** Hashes; the replies are those of Redis 7.0, with the fields in the order of a small hash there. */
class HashCommandsTest {
    private final Console console = new Console();

    private String shown(String line) {
        return console.shown(line);
    }

    @Test
    void setsFieldsAndCountsTheNewOnes() {
        assertEquals("#2", shown("HSET h a 1 b 2"));
        assertEquals("#1", shown("HSET h a 3 c 4"));
        assertEquals("[a 3 b 2 c 4]", shown("HGETALL h"));
        assertEquals("+OK", shown("HMSET h d 5"));
        assertEquals("#0", shown("HSETNX h d 6"));
        assertEquals("#1", shown("HSETNX h e 6"));
        assertEquals("#5", shown("HLEN h"));
        assertEquals("+hash", shown("TYPE h"));
    }

    @Test
    void tellsOfFields() {
        shown("HSET h a 1 b 22");
        assertEquals("1", shown("HGET h a"));
        assertEquals("nil", shown("HGET h x"));
        assertEquals("[1 nil 22]", shown("HMGET h a x b"));
        assertEquals("[a b]", shown("HKEYS h"));
        assertEquals("[1 22]", shown("HVALS h"));
        assertEquals("#1", shown("HEXISTS h a"));
        assertEquals("#0", shown("HEXISTS h x"));
        assertEquals("#2", shown("HSTRLEN h b"));
        assertEquals("#0", shown("HSTRLEN h x"));
    }

    @Test
    void hasNoFieldsInAHashThatIsAbsent() {
        assertEquals("nil", shown("HGET h a"));
        assertEquals("[nil nil]", shown("HMGET h a b"));
        assertEquals("[]", shown("HGETALL h"));
        assertEquals("[]", shown("HKEYS h"));
        assertEquals("[]", shown("HVALS h"));
        assertEquals("#0", shown("HLEN h"));
        assertEquals("#0", shown("HDEL h a"));
        assertEquals("#0", shown("HEXISTS h a"));
        assertEquals("#0", shown("EXISTS h"));
    }

    @Test
    void vanishesWithItsLastField() {
        shown("HSET h a 1 b 2 c 3");
        assertEquals("#2", shown("HDEL h a x c"));
        assertEquals("[b 2]", shown("HGETALL h"));
        assertEquals("#1", shown("HDEL h b b"));
        assertEquals("#0", shown("EXISTS h"));
    }

    @Test
    void countsInAField() {
        assertEquals("#5", shown("HINCRBY h n 5"));
        assertEquals("#-2", shown("HINCRBY h n -7"));
        assertEquals("-2", shown("HGET h n"));
        shown("HSET h m 9223372036854775807 t text");
        assertEquals("!ERR increment or decrement would overflow", shown("HINCRBY h m 1"));
        assertEquals("!ERR hash value is not an integer", shown("HINCRBY h t 1"));
        assertEquals("!ERR value is not an integer or out of range", shown("HINCRBY h n x"));
        assertEquals("!ERR value is not an integer or out of range", shown("HINCRBY none n x"));
        assertEquals("#0", shown("EXISTS none"));
    }

    @Test
    void refusesAFieldWithoutAValue() {
        assertEquals("!ERR wrong number of arguments for 'hset' command", shown("HSET h a 1 b"));
        assertEquals("!ERR wrong number of arguments for 'hmset' command", shown("HMSET h a 1 b"));
        assertEquals("!ERR wrong number of arguments for 'hset' command", shown("HSET h a"));
        assertEquals("#0", shown("EXISTS h"));
    }
}
