package io.coxswain.benchmarks;

import java.util.List;
import java.util.function.DoubleBinaryOperator;
import java.util.function.ToDoubleBiFunction;

/**
 * A column of a table: a figure of a mode, or how it compares with another in the same round.
 *
 * <p><b>Threads.</b> Immutable.
 *
 * @param title for the heading, with the unit
 * @param unit in which it is written
 * @param values one for each round
 * @param isPlotted whether it gets a drawing
 */
record Column(String title, Unit unit, Values values, boolean isPlotted) {
    /** Where the numbers come from. */
    interface Values {
        /** One value for each round of a mode under a load. */
        double[] of(Results results, Load load, String mode);
    }

    /** A figure as it is. */
    static Column of(Figure figure) {
        String sign = figure.unit().sign();
        return new Column(
                figure.title() + (sign.isEmpty() || figure.unit() == Unit.PERCENT ? "" : ", " + sign),
                figure.unit(),
                (results, load, mode) -> figure.values(results.of(load, mode)),
                false);
    }

    /** The same, with a drawing. */
    Column plotted() {
        return new Column(title, unit, values, true);
    }

    /** How many times as much as with the first mode. */
    static Column overFirst(Figure figure) {
        return new Column(
                figure.title() + " x first",
                Unit.RATIO,
                (results, load, mode) -> ratios(
                        figure.values(results.of(load, mode)),
                        figure.values(results.of(load, results.firstMode(load)))),
                false);
    }

    /** How much more than with the first mode. */
    static Column beyondFirst(Figure figure) {
        return new Column(
                figure.title() + " beyond first, " + figure.unit().sign(),
                figure.unit(),
                (results, load, mode) -> combine(
                        figure.values(results.of(load, mode)),
                        figure.values(results.of(load, results.firstMode(load))),
                        (one, first) -> one - first),
                false);
    }

    /** How many times as much as under another load, with the same mode. */
    static Column overLoad(String title, Figure figure, Load other) {
        return new Column(
                title,
                Unit.RATIO,
                (results, load, mode) ->
                        ratios(figure.values(results.of(load, mode)), figure.values(results.of(other, mode))),
                false);
    }

    /** What comes of two loads with the same mode. */
    static Column ofPairs(String title, Unit unit, Load other, ToDoubleBiFunction<Figures, Figures> value) {
        return new Column(
                title,
                unit,
                (results, load, mode) -> {
                    List<Figures> some = results.of(load, mode);
                    List<Figures> others = results.of(other, mode);
                    double[] values = new double[Math.min(some.size(), others.size())];
                    for (int i = 0; i < values.length; i++) {
                        values[i] = value.applyAsDouble(some.get(i), others.get(i));
                    }
                    return values;
                },
                false);
    }

    /** Ratios, round by round. */
    static double[] ratios(double[] some, double[] others) {
        return combine(some, others, (one, other) -> one / other);
    }

    /** What comes of two values of the same round, round by round. */
    static double[] combine(double[] some, double[] others, DoubleBinaryOperator operator) {
        double[] values = new double[Math.min(some.length, others.length)];
        for (int i = 0; i < values.length; i++) {
            values[i] = operator.applyAsDouble(some[i], others[i]);
        }
        return values;
    }
}
