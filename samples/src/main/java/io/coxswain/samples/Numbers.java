package io.coxswain.samples;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * What Redis takes for a number, and how it writes one.
 *
 * <p>Integers are strict: {@code 10} is one, {@code +10}, {@code 010}, {@code -0} and {@code " 10"} are not. Decimals
 * are lenient about sign, point and exponent, and are written with at most 17 digits after the point. Redis counts them
 * in 80-bit binary, where a long fraction is inexact; here they are exact decimals within the same range.
 *
 * <p><b>Threads.</b> Pure functions.
 *
 * <p><b>Limits.</b> An integer has at most {@value #LONG_BYTES_MAX} bytes, a decimal {@value #DECIMAL_BYTES_MAX}.
 */
final class Numbers {
    /** Bytes of {@link Long#MIN_VALUE}, the longest one. */
    static final int LONG_BYTES_MAX = 20;

    /** Longest text that is looked at as a decimal, in bytes. */
    static final int DECIMAL_BYTES_MAX = 5 * 1024 - 1;

    private static final int FRACTION_DIGITS_MAX = 17;
    private static final int SIGNIFICANT_DIGITS = 17;

    /** Possessive, so that digits are tried in one way only: a million of them and a letter would take minutes. */
    private static final Pattern DOUBLE = Pattern.compile(
            "[+-]?(?:[0-9]++\\.?+[0-9]*+|\\.[0-9]++)(?:e[+-]?[0-9]++)?|[+-]?inf(?:inity)?", Pattern.CASE_INSENSITIVE);

    /** A decimal has at most this power of ten, either way: what 80 bits hold. */
    private static final int EXPONENT_MAX = 4_932;

    private static final BigDecimal DECIMAL_MAX = new BigDecimal("1.18973149535723176502e" + EXPONENT_MAX);

    private Numbers() {}

    /**
     * Reads an integer.
     *
     * @throws CommandException if it is none, or does not fit into 64 bits
     */
    static long parseLong(byte[] text, int offset, int bytes) {
        boolean negative = bytes > 1 && text[offset] == '-';
        int first = negative ? offset + 1 : offset;
        int end = offset + bytes;
        if (bytes == 0 || bytes > LONG_BYTES_MAX || (text[first] == '0' && bytes > 1)) {
            throw CommandException.notAnInteger();
        }
        // Counted downwards from zero, because there is one negative number more than there are positive ones.
        long value = 0;
        for (int i = first; i < end; i++) {
            int digit = text[i] - '0';
            if (digit < 0 || digit > 9 || value < (Long.MIN_VALUE + digit) / 10) {
                throw CommandException.notAnInteger();
            }
            value = value * 10 - digit;
        }
        if (!negative && value == Long.MIN_VALUE) {
            throw CommandException.notAnInteger();
        }
        return negative ? value : -value;
    }

    /**
     * Adds two integers.
     *
     * @throws CommandException if the sum does not fit into 64 bits
     */
    static long add(long before, long amount) {
        long after = before + amount;
        // The sum has another sign than both of its terms: it has come round.
        if (((before ^ after) & (amount ^ after)) < 0) {
            throw new CommandException("ERR increment or decrement would overflow");
        }
        return after;
    }

    /** How many bytes {@link #put} writes for this value. */
    static int bytesOf(long value) {
        int bytes = value < 0 ? 2 : 1;
        for (long rest = value / 10; rest != 0; rest /= 10) {
            bytes++;
        }
        return bytes;
    }

    /**
     * Writes an integer.
     *
     * @param bytes {@link #bytesOf} the value
     */
    static void put(long value, byte[] target, int offset, int bytes) {
        long rest = value;
        int at = offset + bytes;
        do {
            at--;
            target[at] = (byte) ('0' + Math.abs(rest % 10));
            rest /= 10;
        } while (rest != 0);
        if (value < 0) {
            target[offset] = '-';
        }
    }

    /**
     * Reads a decimal.
     *
     * @param text a character for each byte
     * @throws CommandException if it is none, or out of range
     */
    static BigDecimal parseDecimal(String text) {
        if (text.isEmpty() || text.length() > DECIMAL_BYTES_MAX) {
            throw CommandException.notADecimal();
        }
        BigDecimal value;
        try {
            value = new BigDecimal(text);
        } catch (NumberFormatException e) {
            throw CommandException.notADecimal();
        }
        // Before anything is calculated with it: the digits of 1e999999999 would not fit into memory.
        long exponent = (long) value.precision() - value.scale() - 1;
        boolean isTooFar = value.signum() != 0 && Math.abs(exponent) > EXPONENT_MAX;
        if (isTooFar || Math.abs((long) value.scale()) > EXPONENT_MAX + DECIMAL_BYTES_MAX || isTooLarge(value)) {
            throw CommandException.notADecimal();
        }
        return value;
    }

    /**
     * Reads a binary floating-point number: a decimal, or an infinity.
     *
     * @param text a character for each byte
     * @throws CommandException if it is none
     */
    static double parseDouble(String text) {
        // What the JDK's parser takes and Redis does not: white space around it, a type's letter behind it, NaN.
        if (!DOUBLE.matcher(text).matches()) {
            throw CommandException.notADecimal();
        }
        String digits = text.toLowerCase(Locale.ROOT);
        if (digits.contains("inf")) {
            return digits.startsWith("-") ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
        }
        double value = Double.parseDouble(digits);
        if (Double.isInfinite(value)) {
            throw CommandException.notADecimal();
        }
        return value;
    }

    /** The text of a binary floating-point number: 17 significant digits, as C's {@code %.17g}. */
    static String format(double value) {
        long integer = (long) value;
        if (integer == value && Math.abs(value) < 1e15) {
            return Long.toString(integer);
        }
        if (Double.isInfinite(value)) {
            return value > 0 ? "inf" : "-inf";
        }
        BigDecimal rounded =
                new BigDecimal(value).round(new MathContext(SIGNIFICANT_DIGITS)).stripTrailingZeros();
        int exponent = rounded.precision() - rounded.scale() - 1;
        if (exponent >= -4 && exponent < SIGNIFICANT_DIGITS) {
            return rounded.toPlainString();
        }
        String mantissa = rounded.movePointLeft(exponent).toPlainString();
        return String.format(Locale.ROOT, "%se%s%02d", mantissa, exponent < 0 ? "-" : "+", Math.abs(exponent));
    }

    /** Whether 80 bits would call it infinite. */
    static boolean isTooLarge(BigDecimal value) {
        return value.abs().compareTo(DECIMAL_MAX) > 0;
    }

    /** The text of a decimal: no exponent, at most 17 digits after the point, the last of them not a zero. */
    static byte[] format(BigDecimal value) {
        BigDecimal rounded = value.setScale(FRACTION_DIGITS_MAX, RoundingMode.HALF_EVEN);
        return rounded.stripTrailingZeros().toPlainString().getBytes(StandardCharsets.ISO_8859_1);
    }
}
