package io.coxswain.benchmarks;

import java.util.Locale;

/**
 * In what a column is counted, and how its numbers are written.
 *
 * <p><b>Threads.</b> Immutable.
 */
enum Unit {
    /** Large numbers. */
    WHOLE("", 1, 0),
    /** Small numbers. */
    DECIMAL("", 1, 3),
    /** Nanoseconds, written as microseconds. */
    MICROS("us", 1e-3, 2),
    /** Nanoseconds, written as milliseconds. */
    MILLIS("ms", 1e-6, 1),
    /** Bytes. */
    BYTES("B", 1, 1),
    /** Bytes, written as mebibytes. */
    MEBIBYTES("MiB", 1.0 / (1 << 20), 1),
    /** Shares from 0 to 1, written as percentages. */
    PERCENT("%", 100, 1),
    /** How many times as much. */
    RATIO("x", 1, 3);

    private final String sign;
    private final double factor;
    private final int decimals;

    Unit(String sign, double factor, int decimals) {
        this.sign = sign;
        this.factor = factor;
        this.decimals = decimals;
    }

    /** What is written behind a title; empty where there is nothing to say. */
    String sign() {
        return sign;
    }

    /** A value in the unit that is written. */
    double scale(double value) {
        return value * factor;
    }

    /** A value as it is written, without the sign. */
    String write(double value) {
        return Double.isFinite(value) ? String.format(Locale.ROOT, "%." + decimals + "f", scale(value)) : "-";
    }

    /** A median with its interval: {@code 0.34 [0.31, 0.40]}; the interval is left out where it is a point. */
    String write(Interval interval) {
        if (!interval.isKnown()) {
            return "-";
        }
        String median = write(interval.median());
        String low = write(interval.low());
        String high = write(interval.high());
        return low.equals(high) ? median : median + " [" + low + ", " + high + "]";
    }
}
