package io.coxswain.samples;

import static io.coxswain.samples.Requests.arguments;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

/** Strings that are overwritten in place, grow and are bounded. */
class StringValueTest {
    private final StringValue string = new StringValue();

    @Test
    void takesTheBytesOfAnArgument() {
        string.set(arguments("\0\u00ff\r\n"), 0);

        assertEquals("\0\u00ff\r\n", string.text());
        assertEquals(4, string.bytes());
    }

    @Test
    void overwritesAValueOfTheSameLengthInPlace() {
        string.set(arguments("x".repeat(100)), 0);
        byte[] array = string.array();

        string.set(arguments("y".repeat(100)), 0);

        assertSame(array, string.array());
        assertEquals("y".repeat(100), string.text());
    }

    @Test
    void countsInPlace() {
        string.set(0);
        byte[] array = string.array();

        string.set(Long.MIN_VALUE);
        assertEquals("-9223372036854775808", string.text());
        string.set(7);

        assertSame(array, string.array());
        assertEquals("7", string.text());
    }

    @Test
    void doesNotHoldALargeArrayForASmallValue() {
        string.set(arguments("x".repeat(100_000)), 0);
        byte[] large = string.array();

        string.set(arguments("y"), 0);

        assertNotSame(large, string.array());
        assertEquals(1, string.array().length);
    }

    @Test
    void appends() {
        string.append(arguments("ab"), 0);
        string.append(arguments(""), 0);
        string.append(arguments("cd"), 0);

        assertEquals("abcd", string.text());
    }

    @Test
    void growsRarelyUnderSmallAppends() {
        int growths = 0;
        for (int i = 0; i < 10_000; i++) {
            byte[] before = string.array();
            string.append(arguments("0123456789"), 0);
            growths += before == string.array() ? 0 : 1;
        }

        assertEquals(100_000, string.bytes());
        assertEquals(true, growths < 40, growths + " growths");
    }

    @Test
    void appendsUpToTheLongestValueAndNotPastIt() {
        string.set(arguments("x".repeat(StringValue.BYTES_MAX - 1)), 0);
        string.append(arguments("y"), 0);
        assertEquals(StringValue.BYTES_MAX, string.bytes());
        assertEquals(StringValue.BYTES_MAX, string.array().length);

        CommandException thrown = assertThrows(CommandException.class, () -> string.append(arguments("z"), 0));

        assertEquals("ERR string exceeds maximum allowed size (proto-max-bulk-len)", thrown.text());
        assertEquals(StringValue.BYTES_MAX, string.bytes());
    }
}
