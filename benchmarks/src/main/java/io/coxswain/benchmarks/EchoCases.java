package io.coxswain.benchmarks;

import io.coxswain.benchmarks.Measurement.Part;
import io.coxswain.benchmarks.Measurement.Setup;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Echoes without work on the loop: throughput, latency, processor time, garbage.
 *
 * <p><b>Threads.</b> Immutable.
 */
final class EchoCases {
    /** The product, under each policy. */
    static final String[] ENGINES = {
        "engine-never", "engine-always", "engine-adaptive", "engine-always-two", "engine-adaptive-two"
    };

    private static final String MODES = String.join(",", ENGINES)
            + ",netty-nio,netty-epoll,netty-nio-apart,netty-epoll-apart,inline,threads,virtual-threads";
    private static final String QUICK = "engine-never,engine-always,netty-epoll";
    private static final int LOAD_PER_SECOND = 25_000;

    /** Nothing for each message; what remains in a round is the snapshot itself, and what the JVM does once. */
    private static final double BYTES_MAX = 0.5;

    private EchoCases() {}

    /** What every table of messages has. */
    static List<Column> columns() {
        return new ArrayList<>(List.of(
                Column.of(Figure.THROUGHPUT).plotted(),
                Column.of(Figure.P50),
                Column.of(Figure.P99).plotted(),
                Column.of(Figure.P999),
                Column.of(Figure.MAX),
                Column.of(Figure.CPU).plotted(),
                Column.overFirst(Figure.CPU),
                Column.of(Figure.KERNEL_CPU),
                Column.of(Figure.LOOP_CPU).plotted(),
                Column.of(Figure.WORKER_CPU),
                Column.of(Figure.LOAD_CPU),
                Column.of(Figure.LOOP_BYTES),
                Column.of(Figure.WORKER_BYTES),
                Column.of(Figure.COMPILING)));
    }

    /** Adds columns at the end. */
    static List<Column> columnsAnd(Column... more) {
        List<Column> columns = columns();
        columns.addAll(List.of(more));
        return columns;
    }

    /** P1, P2, P12 and P14. */
    static Measurement echo(Options options, boolean isQuick) {
        Load deep = Load.of(Traffic.closed(Traffic.Kind.ECHO, 50, 16));
        Load shallow = Load.of(Traffic.closed(Traffic.Kind.ECHO, 50, 1));
        Load many = Load.of(Traffic.closed(Traffic.Kind.ECHO, isQuick ? 100 : 1_000, 1));
        Part echo = new Part("echo", "Echo without work", Setup.PLAIN_ECHO)
                .table(deep, columns())
                .table(shallow, columns())
                .table(many, columns())
                .goals(
                        goal("P1", Figure.CPU, Goal.Side.of(deep, ENGINES), Goal.Side.of(deep, "netty-nio"), 0.5),
                        goal("P1", Figure.CPU, Goal.Side.of(deep, ENGINES), Goal.Side.of(deep, "netty-epoll"), 0.6),
                        goal("P2", Figure.CPU, Goal.Side.of(shallow, ENGINES), Goal.Side.of(shallow, "netty-nio"), 0.9),
                        goal("P2", Figure.CPU, Goal.Side.of(shallow, ENGINES), Goal.Side.of(shallow, "netty-epoll"), 1),
                        adaptive(deep),
                        adaptive(shallow),
                        new Goal("P12", Column.of(Figure.LOOP_BYTES), Goal.Side.of(deep, ENGINES[0]), null, BYTES_MAX),
                        new Goal("P12", Column.of(Figure.LOOP_BYTES), Goal.Side.of(deep, ENGINES[1]), null, BYTES_MAX),
                        new Goal(
                                "P12",
                                Column.of(Figure.WORKER_BYTES),
                                Goal.Side.of(deep, ENGINES[1]),
                                null,
                                BYTES_MAX));
        Load few = Load.of(Traffic.paced(Traffic.Kind.ECHO, 50, LOAD_PER_SECOND));
        Load crowd = Load.of(Traffic.paced(Traffic.Kind.ECHO, isQuick ? 100 : 1_000, LOAD_PER_SECOND));
        Part links = new Part("links", "Echo at a fixed rate", Setup.PLAIN_ECHO)
                .table(few, columns())
                .table(crowd, columnsAnd(Column.overLoad("CPU x 50 links", Figure.CPU, few)));
        for (String engine : List.of(ENGINES[0], ENGINES[1], ENGINES[2])) {
            links.goals(goal("P14", Figure.CPU, Goal.Side.of(crowd, engine), Goal.Side.of(few, engine), 1.3));
        }
        return new Measurement(MODES, QUICK, List.of(echo, links));
    }

    /** P5, as far as it is about processor time. */
    private static Goal adaptive(Load load) {
        return goal(
                "P5",
                Figure.CPU,
                Goal.Side.of(load, "engine-adaptive"),
                Goal.Side.of(load, "engine-never", "engine-always"),
                1.05);
    }

    /** P4. */
    static Measurement pingpong(Options options, boolean isQuick) {
        Load single = Load.of(Traffic.closed(Traffic.Kind.ECHO, 1, 1));
        Goal.Side adaptive = Goal.Side.of(single, "engine-adaptive");
        Goal.Side never = Goal.Side.of(single, "engine-never");
        Part part = new Part("pingpong", "One link, one frame in flight", Setup.PLAIN_ECHO)
                .table(single, columnsAnd(Column.overFirst(Figure.P50), Column.overFirst(Figure.P99)))
                .goals(
                        goal("P4", Figure.P50, adaptive, never, 1.05),
                        goal("P4", Figure.P50, adaptive, Goal.Side.of(single, "netty-epoll"), 1),
                        goal("P4", Figure.P99, adaptive, never, 1.2));
        return new Measurement(MODES, QUICK, List.of(part));
    }

    /** A limit for the ratio of a figure. */
    static Goal goal(String name, Figure figure, Goal.Side one, Goal.@Nullable Side other, double max) {
        return new Goal(name, Column.of(figure), one, other, max);
    }
}
