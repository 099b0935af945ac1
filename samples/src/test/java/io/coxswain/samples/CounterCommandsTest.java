package io.coxswain.samples;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** INCR and its kin; the replies are those of Redis 7.0, byte for byte. */
class CounterCommandsTest {
    private static final String NOT_AN_INTEGER = "-ERR value is not an integer or out of range\r\n";
    private static final String NOT_A_FLOAT = "-ERR value is not a valid float\r\n";
    private static final String OVERFLOW = "-ERR increment or decrement would overflow\r\n";
    private static final String INFINITE = "-ERR increment would produce NaN or Infinity\r\n";

    private final Console console = new Console();

    private String type(String line) {
        return console.type(line);
    }

    @Test
    void countsFromZero() {
        assertEquals(":1\r\n", type("INCR a"));
        assertEquals(":2\r\n", type("INCR a"));
        assertEquals(":1\r\n", type("DECR a"));
        assertEquals(":11\r\n", type("INCRBY a 10"));
        assertEquals(":-3\r\n", type("DECRBY a 14"));
        assertEquals("$2\r\n-3\r\n", type("GET a"));
    }

    @Test
    void keepsTheDeadline() {
        type("SET a 1 EX 100");
        assertEquals(":2\r\n", type("INCR a"));
        assertEquals("$3\r\n2.5\r\n", type("INCRBYFLOAT a 0.5"));
        assertEquals(":100\r\n", type("TTL a"));
    }

    @Test
    void startsAgainAfterTheDeadline() {
        type("SET a 41 PX 1");
        console.nowMillis += 1;
        assertEquals(":1\r\n", type("INCR a"));
        assertEquals(":-1\r\n", type("TTL a"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"b", "\" 1\"", "\"1 \"", "01", "-0", "+1", "\"\"", "1.0", "9223372036854775808"})
    void refusesToCountWhatIsNoInteger(String value) {
        type("SET a " + value);
        String before = type("GET a");

        assertEquals(NOT_AN_INTEGER, type("INCR a"));
        assertEquals(before, type("GET a"));
    }

    @Test
    void refusesAnAmountThatIsNoInteger() {
        assertEquals(NOT_AN_INTEGER, type("INCRBY a b"));
        assertEquals(NOT_AN_INTEGER, type("INCRBY a 1.0"));
        assertEquals(NOT_AN_INTEGER, type("INCRBY a 9223372036854775808"));
        assertEquals(NOT_AN_INTEGER, type("DECRBY a x"));
        assertEquals(":0\r\n", type("DBSIZE"));
    }

    @Test
    void countsToTheEndsOf64BitsAndNotPastThem() {
        assertEquals(":9223372036854775807\r\n", type("INCRBY a 9223372036854775807"));
        assertEquals(OVERFLOW, type("INCR a"));
        assertEquals(OVERFLOW, type("INCRBY a 9223372036854775807"));
        assertEquals(OVERFLOW, type("DECRBY a -1"));
        assertEquals("$19\r\n9223372036854775807\r\n", type("GET a"));

        assertEquals(":-9223372036854775808\r\n", type("INCRBY b -9223372036854775808"));
        assertEquals(OVERFLOW, type("DECR b"));
        assertEquals(":-9223372036854775807\r\n", type("INCR b"));
        assertEquals(":-9223372036854775807\r\n", type("DECRBY c 9223372036854775807"));
        assertEquals(OVERFLOW, type("DECRBY c 2"));
    }

    @Test
    void refusesToSubtractTheNumberThatHasNoNegative() {
        assertEquals("-ERR decrement would overflow\r\n", type("DECRBY a -9223372036854775808"));
    }

    @Test
    void addsDecimals() {
        assertEquals("$3\r\n0.1\r\n", type("INCRBYFLOAT a 0.1"));
        assertEquals("$3\r\n0.3\r\n", type("INCRBYFLOAT a 0.2"));
        assertEquals("$3\r\n0.3\r\n", type("GET a"));
        assertEquals("$4\r\n10.6\r\n", type("INCRBYFLOAT a 10.30"));
        assertEquals("$3\r\n5.6\r\n", type("INCRBYFLOAT a -5"));
        type("SET b 5.0e3");
        assertEquals("$4\r\n5200\r\n", type("INCRBYFLOAT b 2.0e2"));
        type("SET c 9223372036854775807");
        assertEquals("$19\r\n9223372036854775808\r\n", type("INCRBYFLOAT c 1"));
        type("SET d 10000000000000000");
        assertEquals("$19\r\n10000000000000000.5\r\n", type("INCRBYFLOAT d 0.5"));
        assertEquals("$1\r\n0\r\n", type("INCRBYFLOAT e -0"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "\"\"", "\" 1\"", "\"1 \"", "nan", "1e5000", "1e999999999", "1e-999999999"})
    void refusesToAddWhatIsNoDecimal(String amount) {
        assertEquals(NOT_A_FLOAT, type("INCRBYFLOAT a " + amount));
        assertEquals(":0\r\n", type("DBSIZE"));
    }

    @Test
    void refusesToAddToWhatIsNoDecimal() {
        type("SET a x");
        assertEquals(NOT_A_FLOAT, type("INCRBYFLOAT a 1"));
        assertEquals("$1\r\nx\r\n", type("GET a"));
        console.ask("SET", "a", "1" + "0".repeat(6_000));
        assertEquals(NOT_A_FLOAT, type("INCRBYFLOAT a 1"));
    }

    @Test
    void refusesWhatWouldBeInfinite() {
        assertEquals(INFINITE, type("INCRBYFLOAT a inf"));
        assertEquals(INFINITE, type("INCRBYFLOAT a -Infinity"));
        type("SET a 1e4932");
        assertEquals(INFINITE, type("INCRBYFLOAT a 1e4932"));
        assertEquals("$6\r\n1e4932\r\n", type("GET a"));
    }
}
