package io.coxswain.benchmarks;

import io.coxswain.benchmarks.Measurement.Part;
import io.coxswain.benchmarks.Measurement.Setup;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What encryption costs: on links that stay, and by new connections beside them. Servers have the JDK's TLS 1.3, but
 * for those called BoringSSL. Clients have Conscrypt's, which is lighter, but they share the processors with the
 * server: their time is in the tables. New connections come from a process of their own, resume no session, and are
 * never shed by the engine.
 *
 * <p><b>Threads.</b> Immutable.
 */
final class TlsCases {
    private static final String MODES = "netty-nio,netty-nio-tasks,netty-epoll-tasks,engine-never,engine-always,"
            + "engine-adaptive,netty-boringssl,netty-boringssl-tasks";
    private static final String QUICK = "netty-nio,engine-always";
    private static final String[] NETTY_JDK = {"netty-nio", "netty-nio-tasks", "netty-epoll-tasks"};
    private static final String[] ENGINES = {"engine-never", "engine-always", "engine-adaptive"};
    private static final int PACED_LINKS = 40;

    private TlsCases() {}

    /** P6, and P3 over TLS. */
    static Measurement echo(Options options, boolean isQuick) {
        int links = Integer.parseInt(options.take("--links", "50"));
        int depth = Integer.parseInt(options.take("--depth", "4"));
        Load load = Load.of(Traffic.closed(Traffic.Kind.ECHO, links, depth));
        Part echo = new Part("echo", "TLS echo", new Setup(Application.ECHO, 0, false, Certificate.Kind.RSA))
                .table(load, EchoCases.columnsAnd(Column.overFirst(Figure.THROUGHPUT)))
                .goals(EchoCases.goal(
                        "P6",
                        Figure.THROUGHPUT.inverse(),
                        Goal.Side.of(load, ENGINES),
                        Goal.Side.of(load, NETTY_JDK),
                        1));
        Setup setup = TaxCases.pinned(options, Certificate.Kind.RSA);
        Part tax = new Part("tax", "TLS loop tax, " + setup.workMicros() + " us of work", setup)
                .table(load, TaxCases.columns())
                .goals(
                        TaxCases.tax("P3", load, "engine-never", 0.12),
                        EchoCases.goal(
                                "P6",
                                Figure.NET_TAX,
                                Goal.Side.of(load, "engine-always"),
                                Goal.Side.of(load, NETTY_JDK),
                                0.15));
        return new Measurement(MODES, QUICK, List.of(echo, tax));
    }

    /** P7. */
    static Measurement storm(Options options, boolean isQuick) {
        int messages = Integer.parseInt(options.take("--messages", "25000"));
        int connections = Integer.parseInt(options.take("--connections", "160"));
        String only = options.take("--only", "");
        boolean areWorkersBehind = options.takeFlag("--workers-behind");
        List<Part> parts = new ArrayList<>();
        for (Certificate.Kind kind : Certificate.Kind.values()) {
            Setup setup = new Setup(Application.ECHO, 0, false, kind, areWorkersBehind);
            parts.add(storm(kind, setup, only, messages, connections));
        }
        return new Measurement(MODES, QUICK, isQuick ? parts.subList(0, 1) : parts);
    }

    private static Part storm(Certificate.Kind kind, Setup setup, String only, int messages, int connections) {
        Part part = new Part(
                kind.name().toLowerCase(Locale.ROOT),
                "Storm of handshakes, " + kind.title()
                        + (setup.areWorkersBehind() ? ", workers in the background" : ""),
                setup);
        Traffic storm = Traffic.churn(connections, 0);
        Load paced = Load.of(Traffic.paced(Traffic.Kind.ECHO, PACED_LINKS, messages));
        // A quiet round and one with a storm are neighbours, since they are compared.
        if (only.isEmpty() || only.equals("paced")) {
            addPaced(part, paced, paced.with(storm));
        }
        if (only.isEmpty() || only.equals("closed")) {
            Load closed = Load.of(Traffic.closed(Traffic.Kind.ECHO, 50, 4));
            addClosed(part, closed, closed.with(storm), only.isEmpty() ? paced : null);
        }
        if (only.isEmpty() || only.equals("speed")) {
            part.table(Load.only(Traffic.churn(0, 16)), connectionColumns());
        }
        return part;
    }

    /** What a table of new connections at full speed has. */
    static List<Column> connectionColumns() {
        return List.of(
                Column.of(Figure.CONNECTIONS).plotted(),
                Column.overFirst(Figure.CONNECTIONS),
                Column.of(Figure.LOOP_SHARE_OF_CPU),
                Column.of(Figure.LOOP_CPU_PER_CONNECTION),
                Column.of(Figure.WORKER_CPU_PER_CONNECTION),
                Column.of(Figure.BESIDE_CPU_PER_CONNECTION),
                Column.of(Figure.SERVER_SHARE),
                Column.of(Figure.VISIT_P50),
                Column.of(Figure.VISIT_P99),
                Column.of(Figure.FAILED),
                Column.of(Figure.COMPILING));
    }

    private static void addPaced(Part part, Load quiet, Load stormy) {
        Column loopCpu = Column.ofPairs(
                "loop, us/handshake", Unit.MICROS, quiet, (storm, calm) -> storm.cpuPerConnectionNanos("loop", calm));
        part.table(quiet, latencies());
        List<Column> columns = latencies();
        columns.addAll(List.of(
                Column.overLoad("p90 x quiet", Figure.P90, quiet),
                Column.overLoad("p99 x quiet", Figure.P99, quiet),
                Column.overFirst(Figure.P90),
                Column.overFirst(Figure.P99),
                Column.of(Figure.CONNECTIONS),
                loopCpu,
                Column.ofPairs(
                        "workers, us/handshake",
                        Unit.MICROS,
                        quiet,
                        (storm, calm) -> storm.cpuPerConnectionNanos("worker", calm)),
                Column.of(Figure.BESIDE_CPU_PER_CONNECTION)));
        part.table(stormy, columns);
        String[] candidates = {"engine-always", "engine-adaptive"};
        for (Figure figure : List.of(Figure.P90, Figure.P99)) {
            part.goals(
                    EchoCases.goal("P7", figure, Goal.Side.of(stormy, candidates), Goal.Side.of(quiet, candidates), 2),
                    EchoCases.goal(
                            "P7", figure, Goal.Side.of(stormy, candidates), Goal.Side.of(stormy, NETTY_JDK), 1.0 / 3));
        }
        part.goals(new Goal("P7", loopCpu, Goal.Side.of(stormy, candidates), null, TimeUnit.MICROSECONDS.toNanos(50)));
    }

    private static List<Column> latencies() {
        return new ArrayList<>(List.of(
                Column.of(Figure.P50),
                Column.of(Figure.P90),
                Column.of(Figure.P99).plotted(),
                Column.of(Figure.P999),
                Column.of(Figure.MAX),
                Column.of(Figure.MEASURED),
                Column.of(Figure.LOOP_SHARE),
                Column.of(Figure.COMPILING)));
    }

    private static void addClosed(Part part, Load quiet, Load stormy, @Nullable Load paced) {
        List<Column> columns = new ArrayList<>(List.of(
                Column.of(Figure.THROUGHPUT).plotted(),
                Column.overFirst(Figure.THROUGHPUT),
                Column.overLoad("msg/s x quiet", Figure.THROUGHPUT, quiet),
                Column.of(Figure.P99),
                Column.of(Figure.CONNECTIONS),
                Column.of(Figure.LOOP_SHARE),
                Column.of(Figure.BESIDE_CPU_PER_CONNECTION),
                Column.of(Figure.COMPILING)));
        part.load(quiet);
        if (paced != null) {
            Column loss = new Column(
                    "throughput lost, x handshakes' share of a core",
                    Unit.RATIO,
                    (results, load, mode) -> lossesByShare(results, mode, quiet, stormy, paced),
                    false);
            columns.add(loss);
            part.goals(new Goal("P7", loss, Goal.Side.of(stormy, "engine-always", "engine-adaptive"), null, 1.2));
        }
        part.table(stormy, columns);
    }

    /**
     * What a handshake has cost loop and workers at a fixed rate, where all else was equal, times those of a second,
     * is the handshakes' share of a core.
     */
    private static double[] lossesByShare(Results results, String mode, Load quiet, Load stormy, Load paced) {
        List<Figures> storms = results.of(stormy, mode);
        List<Figures> quiets = results.of(quiet, mode);
        List<Figures> pacedQuiets = results.of(paced, mode);
        List<Figures> pacedStorms = results.of(paced.with(Objects.requireNonNull(stormy.beside())), mode);
        double[] losses = new double
                [Math.min(Math.min(storms.size(), quiets.size()), Math.min(pacedStorms.size(), pacedQuiets.size()))];
        for (int i = 0; i < losses.length; i++) {
            Figures storm = pacedStorms.get(i);
            Figures calm = pacedQuiets.get(i);
            double nanos = storm.cpuPerConnectionNanos("loop", calm);
            double workerNanos = storm.cpuPerConnectionNanos("worker", calm);
            nanos += Double.isNaN(workerNanos) ? 0 : workerNanos;
            double share = nanos * storms.get(i).connectionsPerSecond() / TimeUnit.SECONDS.toNanos(1);
            double kept = storms.get(i).framesPerSecond() / quiets.get(i).framesPerSecond();
            losses[i] = (1 - kept) / share;
        }
        return losses;
    }
}
