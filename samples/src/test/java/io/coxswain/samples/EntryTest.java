package io.coxswain.samples;

import static io.coxswain.samples.Requests.arguments;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

/** Values that are overwritten in place, grow and are bounded. */
class EntryTest {
    private final Entry entry = new Entry(new byte[] {'k'}, 0);

    @Test
    void takesTheBytesOfAnArgument() {
        entry.set(arguments("\0\u00ff\r\n"), 0);

        assertEquals("\0\u00ff\r\n", entry.text());
        assertEquals(4, entry.valueBytes());
    }

    @Test
    void overwritesAValueOfTheSameLengthInPlace() {
        entry.set(arguments("x".repeat(100)), 0);
        byte[] array = entry.value();

        entry.set(arguments("y".repeat(100)), 0);

        assertSame(array, entry.value());
        assertEquals("y".repeat(100), entry.text());
    }

    @Test
    void countsInPlace() {
        entry.set(0);
        byte[] array = entry.value();

        entry.set(Long.MIN_VALUE);
        assertEquals("-9223372036854775808", entry.text());
        entry.set(7);

        assertSame(array, entry.value());
        assertEquals("7", entry.text());
    }

    @Test
    void doesNotHoldALargeArrayForASmallValue() {
        entry.set(arguments("x".repeat(100_000)), 0);
        byte[] large = entry.value();

        entry.set(arguments("y"), 0);

        assertNotSame(large, entry.value());
        assertEquals(1, entry.value().length);
    }

    @Test
    void appends() {
        entry.append(arguments("ab"), 0);
        entry.append(arguments(""), 0);
        entry.append(arguments("cd"), 0);

        assertEquals("abcd", entry.text());
    }

    @Test
    void growsRarelyUnderSmallAppends() {
        int growths = 0;
        for (int i = 0; i < 10_000; i++) {
            byte[] before = entry.value();
            entry.append(arguments("0123456789"), 0);
            growths += before == entry.value() ? 0 : 1;
        }

        assertEquals(100_000, entry.valueBytes());
        assertEquals(true, growths < 40, growths + " growths");
    }

    @Test
    void appendsUpToTheLongestValueAndNotPastIt() {
        entry.set(arguments("x".repeat(Entry.VALUE_BYTES_MAX - 1)), 0);
        entry.append(arguments("y"), 0);
        assertEquals(Entry.VALUE_BYTES_MAX, entry.valueBytes());
        assertEquals(Entry.VALUE_BYTES_MAX, entry.value().length);

        CommandException thrown = assertThrows(CommandException.class, () -> entry.append(arguments("z"), 0));

        assertEquals("ERR string exceeds maximum allowed size (proto-max-bulk-len)", thrown.text());
        assertEquals(Entry.VALUE_BYTES_MAX, entry.valueBytes());
    }
}
