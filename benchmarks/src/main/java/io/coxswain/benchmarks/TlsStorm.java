package io.coxswain.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * What new TLS connections cost the links that are there: latency at a fixed rate and throughput, quiet and in a storm of
 * handshakes; and how many handshakes a server can do at all.
 *
 * <p><b>Threads.</b> The main thread.
 */
final class TlsStorm {
    static final String NAME = "tls-storm";

    private static final String USAGE = """
            usage: bench tls-storm [--quick] [--modes NAME,...] [--part paced|closed|speed] [--key RSA|EC]
                                   [--connections 160] [--messages 25000]
                                   [--rounds 5] [--seconds 3] [--warm-rounds 6]

              --quick        two modes, an RSA key, one short round, under a minute
              --modes        of those listed below; the first is what the others are compared with
              --part         latency at a fixed rate, throughput, or connections alone at full speed; all if not given
              --key          RSA-2048 or P-256; both if not given
              --connections  new ones in each second of a storm
              --messages     in each second at a fixed rate, over 40 links
              --warm-rounds  at most; a server is warm when its JVM compiles for less than a twentieth of a round

            All servers have the JDK's TLS, version 1.3. The clients have Conscrypt's, which is lighter, but they share the
            processors with the server: their time is in the tables. New connections come from a process of their own, resume
            no session, and are never shed by the engine. At a fixed rate the load generator spins, so on two processors the
            server has one to itself, and what the load generator does not need of the other.
            """;

    private static final int PACED_LINKS = 40;
    private static final int CLOSED_LINKS = 50;
    private static final int CLOSED_DEPTH = 4;

    private final TlsRounds rounds;
    private final String part;
    private final TlsCase paced;
    private final TlsCase closed = TlsCase.closed(CLOSED_LINKS, CLOSED_DEPTH);
    private final TlsCase speed = TlsCase.fullSpeed();
    private final int connections;
    private TlsRounds.Results results = new TlsRounds.Results(Map.of());

    private TlsStorm(TlsRounds rounds, String part, int messages, int connections) {
        this.rounds = rounds;
        this.part = part;
        this.paced = TlsCase.paced(PACED_LINKS, messages);
        this.connections = connections;
    }

    static int run(List<String> words) throws Exception {
        if (words.contains("--help")) {
            System.out.println(USAGE);
            HandOverModes.list(System.out);
            return 0;
        }
        Options options = new Options(words);
        String kinds = options.take("--key", words.contains("--quick") ? "RSA" : "");
        TlsStorm storm = new TlsStorm(
                new TlsRounds(options),
                options.take("--part", ""),
                Integer.parseInt(options.take("--messages", "25000")),
                Integer.parseInt(options.take("--connections", "160")));
        options.refuseRest();
        for (Certificate.Kind kind : kinds.isEmpty()
                ? Certificate.Kind.values()
                : new Certificate.Kind[] {Certificate.Kind.valueOf(kinds)}) {
            storm.measure(kind);
        }
        return 0;
    }

    private void measure(Certificate.Kind kind) throws Exception {
        List<TlsCase> cases = new ArrayList<>();
        // A quiet round and one with a storm are neighbours, since they are compared.
        if (has("paced")) {
            cases.addAll(List.of(paced, paced.withStorm(connections)));
        }
        if (has("closed")) {
            cases.addAll(List.of(closed, closed.withStorm(connections)));
        }
        if (has("speed")) {
            cases.add(speed);
        }
        results = rounds.measure(kind, 0, false, cases);
        if (has("paced")) {
            printPaced(kind);
        }
        if (has("closed")) {
            printClosed(kind);
        }
        if (has("speed")) {
            printSpeed(kind);
        }
    }

    private boolean has(String name) {
        return part.isEmpty() || part.equals(name);
    }

    private void printPaced(Certificate.Kind kind) {
        TlsCase stormy = paced.withStorm(connections);
        title(paced.framesPerSecond() + " msg/s over " + PACED_LINKS + " links, quiet, then with " + connections
                + " new connections/s, " + kind.title());
        TlsTable quiet = new TlsTable(results, paced);
        addLatencies(quiet);
        quiet.print(System.out);
        System.out.println();
        TlsTable table = new TlsTable(results, stormy);
        addLatencies(table);
        table.ratio("p90 x quiet", paced, TlsFigures::p90Nanos);
        table.ratio("p99 x quiet", paced, TlsFigures::p99Nanos);
        table.ratio("p90 x first", TlsFigures::p90Nanos);
        table.ratio("p99 x first", TlsFigures::p99Nanos);
        table.whole("new/s", TlsFigures::connectionsPerSecond);
        table.micros("loop, us/handshake", paced, (storm, calm) -> storm.cpuPerConnectionNanos("loop", calm));
        table.micros("workers, us/handshake", paced, (storm, calm) -> storm.cpuPerConnectionNanos("worker", calm));
        table.micros("CPU of the storm, us/handshake", figures -> figures.cpuNanos("storm") / figures.connections());
        table.print(System.out);
    }

    private static void addLatencies(TlsTable table) {
        table.micros("p50 us", TlsFigures::p50Nanos);
        table.micros("p90 us", TlsFigures::p90Nanos);
        table.micros("p99 us", TlsFigures::p99Nanos);
        table.whole("msg/s", TlsFigures::framesPerSecond);
        table.percent("loop CPU", TlsFigures::loopShare);
        table.percent("load CPU", figures -> figures.cpuNanos("load") / figures.elapsedNanos());
        table.percent("compiling", TlsFigures::compilingShare);
    }

    private void printClosed(Certificate.Kind kind) {
        TlsCase stormy = closed.withStorm(connections);
        title(CLOSED_LINKS + " links x " + CLOSED_DEPTH + " in flight, with " + connections + " new connections/s, "
                + kind.title());
        TlsTable table = new TlsTable(results, stormy);
        table.column(
                "msg/s, quiet",
                mode -> Spread.of(results.of(closed, mode), TlsFigures::framesPerSecond)
                        .whole());
        table.whole("msg/s", TlsFigures::framesPerSecond);
        table.ratio("x first", TlsFigures::framesPerSecond);
        table.ratio("x quiet", closed, TlsFigures::framesPerSecond);
        table.micros("p99 us", TlsFigures::p99Nanos);
        table.whole("new/s", TlsFigures::connectionsPerSecond);
        table.percent("loop CPU", TlsFigures::loopShare);
        table.percent("CPU of the storm", figures -> figures.cpuNanos("storm") / figures.elapsedNanos());
        if (has("paced")) {
            table.column(
                    "handshakes, share of a core",
                    mode -> Spread.of(handshakeShares(mode)).ratio());
            table.column(
                    "throughput lost, x that share",
                    mode -> Spread.of(lossesByShare(mode)).ratio());
        }
        table.percent("compiling", TlsFigures::compilingShare);
        table.print(System.out);
    }

    /** What a handshake has cost loop and workers at a fixed rate, where all else was equal, times those of a second. */
    private double[] handshakeShares(String mode) {
        List<TlsFigures> closedStorms = results.of(closed.withStorm(connections), mode);
        List<TlsFigures> pacedStorms = results.of(paced.withStorm(connections), mode);
        List<TlsFigures> pacedQuiets = results.of(paced, mode);
        double[] shares = new double[closedStorms.size()];
        for (int i = 0; i < shares.length; i++) {
            TlsFigures storm = pacedStorms.get(i);
            TlsFigures quiet = pacedQuiets.get(i);
            double nanos = storm.cpuPerConnectionNanos("loop", quiet) + storm.cpuPerConnectionNanos("worker", quiet);
            shares[i] = nanos * closedStorms.get(i).connectionsPerSecond() / TimeUnit.SECONDS.toNanos(1);
        }
        return shares;
    }

    private double[] lossesByShare(String mode) {
        List<TlsFigures> storms = results.of(closed.withStorm(connections), mode);
        List<TlsFigures> quiets = results.of(closed, mode);
        double[] losses = handshakeShares(mode);
        for (int i = 0; i < losses.length; i++) {
            double kept = storms.get(i).framesPerSecond() / quiets.get(i).framesPerSecond();
            losses[i] = (1 - kept) / losses[i];
        }
        return losses;
    }

    private void printSpeed(Certificate.Kind kind) {
        title("New connections at full speed, " + kind.title());
        TlsTable table = new TlsTable(results, speed);
        table.whole("new/s", TlsFigures::connectionsPerSecond);
        table.ratio("x first", TlsFigures::connectionsPerSecond);
        table.percent("loop's share of the server's CPU", TlsFigures::loopShareOfCpu);
        table.micros("loop, us/handshake", figures -> figures.cpuNanos("loop") / figures.connections());
        table.micros("workers, us/handshake", figures -> figures.cpuNanos("worker") / figures.connections());
        table.micros("CPU of the storm, us/handshake", figures -> figures.cpuNanos("storm") / figures.connections());
        table.percent("server, of one core", figures -> figures.serverCpuNanos() / figures.elapsedNanos());
        table.decimal("failed", TlsFigures::failedConnections);
        table.percent("compiling", TlsFigures::compilingShare);
        table.print(System.out);
    }

    private void title(String text) {
        System.out.printf(Locale.ROOT, "%n%s, %s%n%n", text, rounds.describe());
    }
}
