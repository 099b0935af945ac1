package io.coxswain.benchmarks;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToDoubleBiFunction;
import java.util.function.ToDoubleFunction;

/**
 * A table in Markdown of what one case has given, with a row for each mode, the first mode being what the others are compared
 * with.
 *
 * <p><b>Threads.</b> The main thread of the measuring process.
 */
final class TlsTable {
    private final TlsRounds.Results results;
    private final TlsCase what;
    private final Map<String, Function<String, String>> columns = new LinkedHashMap<>();

    /** Begins an empty one. */
    TlsTable(TlsRounds.Results results, TlsCase what) {
        this.results = results;
        this.what = what;
    }

    /**
     * Adds a column.
     *
     * @param cell the text for a mode
     */
    void column(String title, Function<String, String> cell) {
        columns.put(title, cell);
    }

    /** Adds a column of large numbers. */
    void whole(String title, ToDoubleFunction<TlsFigures> value) {
        column(title, mode -> Spread.of(results.of(what, mode), value).whole());
    }

    /** Adds a column of nanoseconds, as microseconds. */
    void micros(String title, ToDoubleFunction<TlsFigures> nanos) {
        column(title, mode -> Spread.of(results.of(what, mode), nanos).micros());
    }

    /** Adds a column of nanoseconds that come of two cases in the same round. */
    void micros(String title, TlsCase other, ToDoubleBiFunction<TlsFigures, TlsFigures> nanos) {
        column(
                title,
                mode -> Spread.ofPairs(results.of(what, mode), results.of(other, mode), nanos)
                        .micros());
    }

    /** Adds a column of how many times as much something is as with the first mode in the same round. */
    void ratio(String title, ToDoubleFunction<TlsFigures> value) {
        column(title, mode -> ratio(results.of(what, mode), results.of(what, results.firstMode(what)), value));
    }

    /** Adds a column of how many times as much something is as in another case in the same round. */
    void ratio(String title, TlsCase other, ToDoubleFunction<TlsFigures> value) {
        column(title, mode -> ratio(results.of(what, mode), results.of(other, mode), value));
    }

    private static String ratio(List<TlsFigures> some, List<TlsFigures> others, ToDoubleFunction<TlsFigures> value) {
        return Spread.ofPairs(some, others, (one, other) -> value.applyAsDouble(one) / value.applyAsDouble(other))
                .ratio();
    }

    /** Adds a column of numbers with one decimal. */
    void decimal(String title, ToDoubleFunction<TlsFigures> value) {
        column(
                title,
                mode -> String.format(
                        Locale.ROOT,
                        "%.1f",
                        Spread.of(results.of(what, mode), value).median()));
    }

    /** Adds a column of shares, 0 to 1. */
    void percent(String title, ToDoubleFunction<TlsFigures> share) {
        column(
                title,
                mode -> String.format(
                        Locale.ROOT,
                        "%.1f %%",
                        100 * Spread.of(results.of(what, mode), share).median()));
    }

    /** Prints it. */
    void print(PrintStream out) {
        out.println("| mode | " + String.join(" | ", columns.keySet()) + " |");
        out.println("|---|" + "---|".repeat(columns.size()));
        for (String mode : results.modes(what)) {
            List<String> cells = new ArrayList<>();
            columns.values().forEach(column -> cells.add(column.apply(mode)));
            out.println("| " + mode + " | " + String.join(" | ", cells) + " |");
        }
    }
}
