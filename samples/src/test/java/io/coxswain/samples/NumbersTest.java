package io.coxswain.samples;

import static io.coxswain.samples.Requests.bytes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Numbers in and out: what is accepted and how it is written are Redis 7.0's. */
class NumbersTest {
    private static long parse(String text) {
        return Numbers.parseLong(bytes("?" + text + "9"), 1, text.length());
    }

    @ParameterizedTest
    @ValueSource(
            longs = {0, 1, -1, 9, 10, -10, 99, 100, 1234567890, Long.MAX_VALUE, Long.MAX_VALUE - 7, Long.MIN_VALUE})
    void readsBackWhatItWrites(long value) {
        int length = Numbers.bytesOf(value);
        byte[] text = new byte[length + 2];

        Numbers.put(value, text, 1, length);

        assertEquals(Long.toString(value), new String(text, 1, length, StandardCharsets.US_ASCII));
        assertEquals(0, text[0]);
        assertEquals(0, text[length + 1]);
        assertEquals(value, Numbers.parseLong(text, 1, length));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-",
                "+1",
                "01",
                "-0",
                "-01",
                "00",
                " 1",
                "1 ",
                "1.0",
                "1e3",
                "0x10",
                "--1",
                "1-",
                "9223372036854775808",
                "-9223372036854775809",
                "99999999999999999999",
                "18446744073709551617",
                "-99999999999999999999",
            })
    void takesNothingElseForAnInteger(String text) {
        CommandException thrown = assertThrows(CommandException.class, () -> parse(text));

        assertEquals("ERR value is not an integer or out of range", thrown.text());
    }

    @ParameterizedTest
    @CsvSource({
        "1, 1",
        "+1, 1",
        ".5, 0.5",
        "5., 5",
        "-0, 0",
        "-1.50, -1.5",
        "3.0e3, 3000",
        "1e20, 100000000000000000000",
        "0.00000000000000001, 0.00000000000000001",
        "0.000000000000000001, 0",
        "1e-30, 0",
        "3.14159265358979323846, 3.14159265358979324",
        "0.1000, 0.1",
    })
    void writesDecimalsWithoutExponentOrTrailingZeros(String text, String expected) {
        byte[] formatted = Numbers.format(Numbers.parseDecimal(text));

        assertEquals(expected, new String(formatted, StandardCharsets.US_ASCII));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                " 1",
                "1 ",
                "nan",
                "1e5000",
                "-1e5000",
                "1e4933",
                "1e-5000",
                "1e999999999",
                "1e-999999999",
                "0e999999999",
                "1e99999999999",
                "--1",
                "1e",
                ".",
                "1_000",
                "\u00b2"
            })
    void takesNothingElseForADecimal(String text) {
        CommandException thrown = assertThrows(CommandException.class, () -> Numbers.parseDecimal(text));

        assertEquals("ERR value is not a valid float", thrown.text());
    }

    @Test
    void readsDecimalsUpToTheirLongest() {
        String longest = "1." + "0".repeat(Numbers.DECIMAL_BYTES_MAX - 2);

        assertEquals(0, Numbers.parseDecimal(longest).compareTo(BigDecimal.ONE));
        assertThrows(CommandException.class, () -> Numbers.parseDecimal(longest + "0"));
    }

    @Test
    void knowsTheGreatestDecimal() {
        BigDecimal greatest = Numbers.parseDecimal("1.18973149535723176502e4932");

        assertFalse(Numbers.isTooLarge(greatest));
        assertFalse(Numbers.isTooLarge(greatest.negate()));
        assertTrue(Numbers.isTooLarge(greatest.add(BigDecimal.ONE)));
        assertTrue(Numbers.isTooLarge(greatest.add(BigDecimal.ONE).negate()));
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "-0, 0",
        "1.5, 1.5",
        "+1.5, 1.5",
        ".5, 0.5",
        "5., 5",
        "1e2, 100",
        "0.1, 0.10000000000000001",
        "1.1, 1.1000000000000001",
        "-3.14, -3.1400000000000001",
        "1e15, 1000000000000000",
        "12345678901234567, 12345678901234568",
        "1e17, 1e+17",
        "1e-4, 0.0001",
        "1.5e-5, 1.5e-05",
        "1e-7, 9.9999999999999995e-08",
        "1.7976931348623157e308, 1.7976931348623157e+308",
        "inf, inf",
        "-INF, -inf",
        "+Infinity, inf",
    })
    void writesABinaryNumberWith17Digits(String text, String expected) {
        assertEquals(expected, Numbers.format(Numbers.parseDouble(text)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", " 1", "1 ", "1d", "1f", "nan", "NaN", "0x1", ".", "e5", "1e", "--1", "1e999", "in", "1,5"})
    void takesNoOtherTextForABinaryNumber(String text) {
        assertThrows(CommandException.class, () -> Numbers.parseDouble(text));
    }

    /** A client can send as much in one argument, and the loop waits for the answer. */
    @Test
    void refusesAMillionDigitsAndALetterAtOnce() {
        String text = "1".repeat(1_000_000) + "x";

        assertTimeoutPreemptively(
                Duration.ofSeconds(20), () -> assertThrows(CommandException.class, () -> Numbers.parseDouble(text)));
    }
}
