package io.coxswain.benchmarks;

import io.coxswain.benchmarks.Measurement.Part;
import io.coxswain.benchmarks.Measurement.Setup;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Links that are many, slow, new or of two kinds.
 *
 * <p><b>Threads.</b> Immutable.
 */
final class CrowdCases {
    private static final String MODES = "netty-nio,netty-epoll,engine-never,engine-always,engine-adaptive,threads";
    private static final String QUICK = "netty-epoll,engine-adaptive";
    private static final String[] ENGINES = {"engine-never", "engine-always", "engine-adaptive"};
    private static final int FANOUT_BYTES = 256;
    private static final int KIB = 1024;

    private CrowdCases() {}

    /** P9. */
    static Measurement fanout(Options options, boolean isQuick) {
        int links = Integer.parseInt(options.take("--links", "50"));
        Load load = Load.of(Traffic.closed(Traffic.Kind.FANOUT, links, 4).withFrameBytes(FANOUT_BYTES));
        Figure perCpuSecond = new Figure(
                "msg/CPU s",
                Unit.WHOLE,
                figures -> figures.measuredPerSecond() * figures.elapsedNanos() / figures.serverCpuNanos());
        List<Column> columns = new ArrayList<>(List.of(
                Column.of(perCpuSecond).plotted(),
                Column.overFirst(perCpuSecond),
                Column.of(Figure.KERNEL_SHARE),
                Column.of(Figure.MEASURED),
                Column.of(Figure.P50),
                Column.of(Figure.P99).plotted(),
                Column.of(Figure.P999),
                Column.of(Figure.MAX),
                Column.of(Figure.SERVER_SHARE),
                Column.of(Figure.LOOP_SHARE),
                Column.of(Figure.LOOP_BYTES),
                Column.of(Figure.WORKER_BYTES),
                Column.of(Figure.COMPILING)));
        Part part = new Part("fanout", "One frame to all links", new Setup(Application.FANOUT, 0, false, null))
                .table(load, columns);
        for (String netty : List.of("netty-nio", "netty-epoll")) {
            part.goals(EchoCases.goal(
                    "P9", perCpuSecond.inverse(), Goal.Side.of(load, ENGINES), Goal.Side.of(load, netty), 1 / 1.5));
        }
        return new Measurement(MODES, QUICK, List.of(part));
    }

    /** P10. */
    static Measurement slowPeer(Options options, boolean isQuick) {
        Load quiet = Load.of(Traffic.closed(Traffic.Kind.ECHO, 49, 1));
        Load slow = quiet.with(Traffic.closed(Traffic.Kind.DEAF, 1, 0));
        List<Column> columns = List.of(
                Column.of(Figure.MEASURED),
                Column.of(Figure.P50),
                Column.of(Figure.P99).plotted(),
                Column.of(Figure.P999),
                Column.of(Figure.MAX),
                Column.overLoad("p99 x without", Figure.P99, quiet),
                Column.of(Figure.BUFFERS),
                Column.of(Figure.RESIDENT),
                Column.of(Figure.COMPILING));
        Part part = new Part("slow-peer", "One link never reads", Setup.PLAIN_ECHO)
                .table(quiet, columns)
                .table(slow, columns);
        for (String engine : ENGINES) {
            part.goals(EchoCases.goal("P10", Figure.P99, Goal.Side.of(slow, engine), Goal.Side.of(quiet, engine), 1.1));
        }
        return new Measurement(MODES, QUICK, List.of(part));
    }

    /** P13. */
    static Measurement manyIdle(Options options, boolean isQuick) {
        int links = Integer.parseInt(options.take("--links", isQuick ? "300" : "10000"));
        List<Part> parts = List.of(
                idle("plain", new Setup(Application.ECHO, 0, false, null), links),
                idle("tls", new Setup(Application.ECHO, 0, false, Certificate.Kind.EC), links));
        return new Measurement(
                "bare,engine-never,engine-adaptive,engine-adaptive-eight,netty-nio,netty-epoll",
                "bare,engine-adaptive-eight",
                parts);
    }

    private static Part idle(String name, Setup setup, int links) {
        Load load = Load.only(Traffic.closed(Traffic.Kind.IDLE, links, 0));
        Figure heap = Figure.perLink("heap/link", "heapGrowth", links);
        Figure direct = Figure.perLink("direct/link", "directGrowth", links);
        Column beyond = Column.beyondFirst(heap);
        Part part = new Part(name, "Idle links, " + name, setup)
                .table(
                        load,
                        List.of(
                                Column.of(heap).plotted(),
                                beyond,
                                Column.of(direct),
                                Column.of(Figure.SERVER_SHARE),
                                Column.of(Figure.RESIDENT)));
        if (setup.key() == null) {
            part.goals(
                    new Goal("P13", beyond, Goal.Side.of(load, "engine-adaptive"), null, KIB),
                    new Goal("P13", Column.of(direct), Goal.Side.of(load, "engine-adaptive"), null, 0));
        } else {
            part.without("bare");
        }
        return part.goals(new Goal(
                "P13", Column.of(Figure.SERVER_SHARE), Goal.Side.of(load, "engine-adaptive-eight"), null, 0.01));
    }

    /** P8. */
    static Measurement acceptRate(Options options, boolean isQuick) {
        List<Part> parts = new ArrayList<>();
        parts.add(accept("plain", new Setup(Application.ECHO, 0, false, null)));
        for (Certificate.Kind kind : Certificate.Kind.values()) {
            parts.add(accept(kind.name().toLowerCase(Locale.ROOT), new Setup(Application.ECHO, 0, false, kind)));
        }
        return new Measurement(
                "netty-nio-tasks,netty-epoll-tasks,engine-never,engine-always,engine-adaptive,netty-boringssl-tasks",
                "netty-nio-tasks,engine-always",
                isQuick ? List.of(parts.get(0), parts.get(2)) : parts);
    }

    private static Part accept(String name, Setup setup) {
        Load load = Load.only(Traffic.churn(0, 16));
        Part part = new Part(name, "New connections, " + name, setup).table(load, TlsCases.connectionColumns());
        if (setup.key() != null) {
            Goal.Side engines = Goal.Side.of(load, "engine-always", "engine-adaptive");
            part.goals(
                    EchoCases.goal(
                            "P8",
                            Figure.CONNECTIONS.inverse(),
                            engines,
                            Goal.Side.of(load, "netty-nio-tasks", "netty-epoll-tasks"),
                            1 / 1.2),
                    EchoCases.goal("P8", Figure.LOOP_SHARE_OF_CPU, engines, null, 0.05));
        }
        return part;
    }

    /** P15. */
    static Measurement mixed(Options options, boolean isQuick) {
        Load quiet = Load.of(Traffic.paced(Traffic.Kind.KV, 20, 5_000));
        Load flooded = quiet.with(Traffic.closed(Traffic.Kind.KV, 10, 16)
                .withFrameBytes(FANOUT_BYTES)
                .asPeer());
        List<Column> columns = List.of(
                Column.of(Figure.P50),
                Column.of(Figure.P90),
                Column.of(Figure.P99).plotted(),
                Column.of(Figure.P999),
                Column.of(Figure.MAX),
                Column.overLoad("p99 x without", Figure.P99, quiet),
                Column.of(Figure.MEASURED),
                Column.of(Figure.THROUGHPUT),
                Column.of(Figure.LOOP_SHARE),
                Column.of(Figure.LOOP_BYTES),
                Column.of(Figure.COMPILING));
        Part part = new Part("mixed", "Clients beside a flood from peers", new Setup(Application.KV, 0, false, null))
                .table(quiet, columns)
                .table(flooded, columns)
                .goals(EchoCases.goal(
                        "P15",
                        Figure.P99,
                        Goal.Side.of(flooded, "engine-adaptive"),
                        Goal.Side.of(quiet, "engine-adaptive"),
                        1.5));
        return new Measurement(MODES, QUICK, List.of(part));
    }
}
