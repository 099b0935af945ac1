package io.coxswain.benchmarks;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A limit for a figure, or for a ratio within one run, and whether the run keeps to it: the upper end of the interval
 * has to be under the limit and {@value #SLACK_PERCENT} percent of it. Where several modes may keep to it, the one
 * with the least median counts. A goal is a report, never a gate.
 *
 * <p><b>Threads.</b> Immutable.
 *
 * @param name as the issue has it, {@code P1}
 * @param column that is compared; for one where more is better, its inverse
 * @param one whose figure it is
 * @param other whose figure it is divided by; null where the figure itself has a limit
 * @param max the limit
 */
record Goal(String name, Column column, Side one, @Nullable Side other, double max) {
    private static final int SLACK_PERCENT = 3;

    /**
     * Modes under a load.
     *
     * @param load the case
     * @param modes the one with the least median counts
     */
    record Side(Load load, List<String> modes) {
        /** Of a few modes. */
        static Side of(Load load, String... modes) {
            return new Side(load, List.of(modes));
        }
    }

    /** Whether there is anything to judge: a mode on either side, and what its figure is made of. */
    boolean isMeasured(Results results) {
        return isMeasured(results, one) && (other == null || isMeasured(results, other));
    }

    private boolean isMeasured(Results results, Side side) {
        return side.modes().stream().anyMatch(mode -> column.values().of(results, side.load(), mode).length > 0);
    }

    /** A line of what came out. */
    String judge(Results results) {
        String left = best(results, one);
        String text =
                name + ": " + column.title() + " of " + left + " (" + one.load().describe() + ")";
        double[] values = column.values().of(results, one.load(), left);
        Unit unit = column.unit();
        if (other != null) {
            String right = best(results, other);
            text += " / " + right + " (" + other.load().describe() + ")";
            values = Column.ratios(values, column.values().of(results, other.load(), right));
            unit = Unit.RATIO;
        }
        Interval interval = Interval.of(values);
        return String.format(
                Locale.ROOT,
                "%s = %s %s, goal %s: %s",
                text,
                unit.write(interval),
                unit.sign(),
                unit.write(max),
                verdict(interval));
    }

    private String verdict(Interval interval) {
        if (!interval.isKnown()) {
            return "not measured";
        }
        return interval.high() <= max * (100 + SLACK_PERCENT) / 100 ? "met" : "NOT MET";
    }

    private String best(Results results, Side side) {
        String best = side.modes().get(0);
        double least = Double.POSITIVE_INFINITY;
        for (String mode : side.modes()) {
            Interval interval = Interval.of(column.values().of(results, side.load(), mode));
            if (interval.isKnown() && interval.median() < least) {
                least = interval.median();
                best = mode;
            }
        }
        return best;
    }
}
