package io.coxswain.benchmarks;

import io.coxswain.benchmarks.Measurement.Part;
import io.coxswain.benchmarks.Measurement.Setup;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The loop tax: the loop has work to do for each message and a processor to itself, everything else shares the other,
 * and what the loop takes beyond the work is what it pays for its sockets.
 *
 * <p><b>Threads.</b> Immutable.
 */
final class TaxCases {
    private static final String PRODUCTS =
            "engine-never,engine-always,engine-adaptive,inline,netty-nio,netty-epoll,netty-epoll-apart";
    private static final String QUICK_PRODUCTS = "engine-never,engine-always,netty-epoll";
    private static final String ADAPTIVE = "engine-adaptive,engine-adaptive-two";
    private static final String WAYS = "inline,jobs-lazy1,patient,chosen,lingering,select-worker";
    private static final String QUICK_WAYS = "inline,jobs-lazy1,chosen";

    private static final Load DEEP = Load.of(Traffic.closed(Traffic.Kind.ECHO, 50, 16));
    private static final Load SHALLOW = Load.of(Traffic.closed(Traffic.Kind.ECHO, 50, 1));
    private static final Load SINGLE = Load.of(Traffic.closed(Traffic.Kind.ECHO, 1, 1));

    private TaxCases() {}

    /** What every table of a tax has. */
    static List<Column> columns() {
        return List.of(
                Column.of(Figure.NET_TAX).plotted(),
                Column.overFirst(Figure.NET_TAX),
                Column.of(Figure.LOOP_IDLE),
                Column.of(Figure.LOOP_SHARE),
                Column.of(Figure.THROUGHPUT),
                Column.of(Figure.P50),
                Column.of(Figure.P99),
                Column.of(Figure.WORKER_CPU),
                Column.of(Figure.LOAD_CPU),
                perFrame("dispatches"),
                perFrame("wakes"),
                perFrame("selects"),
                perFrame("interestChanges"),
                Column.of(Figure.COMPILING));
    }

    private static Column perFrame(String counter) {
        return Column.of(Figure.perFrame(counter + "/msg", counter));
    }

    /** Work on every frame, in the loop's own processor. */
    static Setup pinned(Options options, Certificate.@Nullable Kind key) {
        return new Setup(Application.ECHO, Long.parseLong(options.take("--work-us", "30")), true, key);
    }

    /** P3, and P5 with work. */
    static Measurement loopTax(Options options, boolean isQuick) {
        Setup setup = pinned(options, null);
        Part tax = new Part("tax", "Loop tax, " + setup.workMicros() + " us of work", setup)
                .table(SHALLOW, columns())
                .table(DEEP, columns())
                .goals(
                        tax("P3", SHALLOW, "engine-never", 0.12),
                        tax("P3", SHALLOW, "netty-epoll", 0.1),
                        tax("P3", DEEP, "engine-never", 0.18),
                        adaptive(SHALLOW),
                        adaptive(DEEP));
        return new Measurement(PRODUCTS, QUICK_PRODUCTS, List.of(tax));
    }

    /** The tax of the loop that hands over, as a part of another's. */
    static Goal tax(String name, Load load, String other, double max) {
        return EchoCases.goal(
                name, Figure.NET_TAX, Goal.Side.of(load, "engine-always"), Goal.Side.of(load, other), max);
    }

    private static Goal adaptive(Load load) {
        return EchoCases.goal(
                "P5",
                Figure.THROUGHPUT.inverse(),
                Goal.Side.of(load, "engine-adaptive"),
                Goal.Side.of(load, "engine-never", "engine-always"),
                1.05);
    }

    /** P5, as far as it is about following. */
    static Measurement steps(Options options, boolean isQuick) {
        long stepMicros = Long.parseLong(options.take("--work-us", "20"));
        int links = Integer.parseInt(options.take("--links", "50"));
        int depth = Integer.parseInt(options.take("--depth", "1"));
        Load load = Load.of(Traffic.closed(Traffic.Kind.ECHO, links, depth)).stepping(stepMicros);
        Goal.Side adaptive = Goal.Side.of(load, "engine-adaptive");
        Setup setup = new Setup(Application.ECHO, 0, true, null);
        Part part = new Part("steps", "Work that steps up and back", setup)
                .table(load, Steps.columns())
                .goals(
                        new Goal("P5", Column.of(Steps.UP_WORST), adaptive, null, Steps.NANOS_MAX),
                        new Goal("P5", Column.of(Steps.BACK_WORST), adaptive, null, Steps.NANOS_MAX),
                        new Goal("P5", Column.of(Steps.MOST), adaptive, null, Steps.SWITCHES_PER_SECOND_MAX));
        return new Measurement(ADAPTIVE, ADAPTIVE, List.of(part));
    }

    /** The ways of handing over, with work and without. */
    static Measurement handOver(Options options, boolean isQuick) {
        List<Column> counters = List.of(perFrame("firings"), perFrame("takenFirings"), perFrame("sleeps"));
        List<Column> taxColumns = new ArrayList<>(columns());
        taxColumns.addAll(counters);
        List<Column> echoColumns = EchoCases.columnsAnd(
                perFrame("dispatches"), perFrame("wakes"), perFrame("selects"), perFrame("interestChanges"));
        echoColumns.addAll(counters);
        Setup setup = pinned(options, null);
        Part tax = new Part("tax", "Loop tax, " + setup.workMicros() + " us of work", setup)
                .table(SHALLOW, taxColumns)
                .table(DEEP, taxColumns);
        Part echo = new Part("echo", "Echo without work", Setup.PLAIN_ECHO)
                .table(SINGLE, echoColumns)
                .table(SHALLOW, echoColumns)
                .table(DEEP, echoColumns);
        return new Measurement(WAYS, QUICK_WAYS, List.of(tax, echo));
    }
}
