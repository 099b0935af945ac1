package io.coxswain.benchmarks;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleBiFunction;
import java.util.function.ToDoubleFunction;

/**
 * Median, least and greatest of what several rounds gave.
 *
 * <p><b>Threads.</b> Immutable.
 *
 * @param median the middle one, or the mean of the two in the middle
 * @param least the least
 * @param greatest the greatest
 */
record Spread(double median, double least, double greatest) {
    /** Of one property of all results. */
    static <T> Spread of(List<T> results, ToDoubleFunction<? super T> property) {
        double[] values = new double[results.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = property.applyAsDouble(results.get(i));
        }
        return of(values);
    }

    /** Of what comes of two lists of results, one of each at a time. */
    static <T> Spread ofPairs(List<T> results, List<T> others, ToDoubleBiFunction<? super T, ? super T> property) {
        double[] values = new double[Math.min(results.size(), others.size())];
        for (int i = 0; i < values.length; i++) {
            values[i] = property.applyAsDouble(results.get(i), others.get(i));
        }
        return of(values);
    }

    /** Of some values, at least one. */
    static Spread of(double... values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int last = sorted.length - 1;
        return new Spread((sorted[last / 2] + sorted[(last + 1) / 2]) / 2, sorted[0], sorted[last]);
    }

    /** Of a ratio: {@code 0.34 [0.31, 0.40]}. */
    String ratio() {
        return String.format(Locale.ROOT, "%.2f [%.2f, %.2f]", median, least, greatest);
    }

    /** Of something that is large, without a fraction: {@code 51013 [49001, 52200]}. */
    String whole() {
        return String.format(Locale.ROOT, "%.0f [%.0f, %.0f]", median, least, greatest);
    }

    /** Of nanoseconds, written as microseconds: {@code 1.49 [1.48, 3.13]}. */
    String micros() {
        return String.format(Locale.ROOT, "%.2f [%.2f, %.2f]", median / 1_000, least / 1_000, greatest / 1_000);
    }
}
