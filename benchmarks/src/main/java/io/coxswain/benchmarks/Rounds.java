package io.coxswain.benchmarks;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Has servers take turns, round after round, all of them alive at once. Every other round goes backwards, so that a
 * machine that grows slower or faster favours nobody. Where several JVMs of each mode are asked for, they share the
 * rounds, one set of them after another: two of one mode may differ by a tenth.
 *
 * <p>Before that each of them is warmed up by the same loads, until its JVM compiles no more than a twentieth of the
 * time.
 *
 * <p><b>Threads.</b> The main thread of the measuring process.
 */
final class Rounds {
    private static final double COMPILING_SHARE_MAX = 0.05;
    private static final double WARM_SECONDS_MAX = 1;

    private final int rounds;
    private final int jvms;
    private final int warmRoundsMax;
    private final double seconds;
    private final String jvmOptions;
    private final Map<String, String> modes;

    /** Takes the options that say which servers and how long. */
    Rounds(Options options, boolean isQuick, Measurement measurement) {
        this.rounds = Integer.parseInt(options.take("--rounds", isQuick ? "2" : "7"));
        this.jvms = Integer.parseInt(options.take("--jvms", "1"));
        if (jvms < 1 || jvms > rounds) {
            throw new IllegalArgumentException("--jvms is 1 to the number of rounds, " + rounds + ": " + jvms);
        }
        this.warmRoundsMax = Integer.parseInt(options.take("--warm-rounds", isQuick ? "1" : "6"));
        this.seconds = Double.parseDouble(options.take("--seconds", isQuick ? "0.4" : "3"));
        this.jvmOptions = options.take("--server-jvm", "");
        this.modes = Modes.choose(options.take("--modes", isQuick ? measurement.quickModes() : measurement.modes()));
        String more = options.take("--mode", "");
        while (!more.isEmpty()) {
            int colon = more.indexOf(':');
            modes.put(more.substring(0, colon), more.substring(colon + 1));
            more = options.take("--mode", "");
        }
    }

    /** How it was measured, for the heading of a table. */
    String describe() {
        return String.format(
                Locale.ROOT,
                "%d rounds of %.1f s%s, median [%d %% interval]; ratios within a round",
                rounds,
                seconds,
                jvms == 1 ? "" : " by " + jvms + " JVMs of each mode in turn",
                Interval.CONFIDENCE_PERCENT);
    }

    /** Measures all loads of a part, under all modes. */
    Results measure(Measurement.Part part) throws IOException, InterruptedException, GeneralSecurityException {
        Certificate.Kind kind = part.setup().key();
        if (kind == null) {
            return measure(part, "");
        }
        try (Certificate certificate = Certificate.make(kind)) {
            return measure(part, certificate.settings());
        }
    }

    private Results measure(Measurement.Part part, String keySettings) throws IOException, InterruptedException {
        Results results = new Results();
        int servers = (int) modes.keySet().stream().filter(part::fits).count();
        Progress progress = new Progress(rounds * servers * part.loads().size());
        for (int jvm = 0; jvm < jvms; jvm++) {
            measure(part, keySettings, jvm, results, progress);
        }
        return results.inOrder(modes.keySet());
    }

    /** Measures one JVM's share of the rounds, for each mode, with servers of their own. */
    private void measure(Measurement.Part part, String keySettings, int jvm, Results results, Progress progress)
            throws IOException, InterruptedException {
        List<Server> servers = new ArrayList<>();
        try {
            for (Map.Entry<String, String> mode : modes.entrySet()) {
                if (part.fits(mode.getKey())) {
                    servers.add(new Server(mode.getKey(), mode.getValue() + keySettings, part.setup(), jvmOptions));
                }
            }
            measure(part, servers, jvm, results, progress);
        } finally {
            for (Server server : servers) {
                server.close();
            }
        }
    }

    private void measure(Measurement.Part part, List<Server> servers, int jvm, Results results, Progress progress)
            throws IOException {
        try (Trial trial = new Trial(Server.otherCpus(part.setup().isPinned()))) {
            for (Server server : servers) {
                warm(trial, server, part);
            }
            progress.resume();
            for (int round = rounds * jvm / jvms; round < rounds * (jvm + 1) / jvms; round++) {
                for (int i = 0; i < servers.size(); i++) {
                    Server server = servers.get(round % 2 == 0 ? i : servers.size() - 1 - i);
                    for (Load load : part.loads()) {
                        results.add(load, server.name(), run(trial, server, load, seconds));
                        progress.step(String.format(
                                Locale.ROOT,
                                "%s, round %d of %d, %s, %s",
                                part.name(),
                                round + 1,
                                rounds,
                                server.name(),
                                load.describe()));
                    }
                }
            }
        }
    }

    private static Figures run(Trial trial, Server server, Load load, double seconds) throws IOException {
        return load.hasFrames() ? trial.run(server, load, seconds) : trial.runIdle(server, load, seconds);
    }

    private void warm(Trial trial, Server server, Measurement.Part part) throws IOException {
        List<Load> loads = part.loads();
        double greatest = 1;
        for (int round = 0; round < warmRoundsMax && greatest > COMPILING_SHARE_MAX; round++) {
            greatest = 0;
            // From the last to the first: a cold server does not keep up with a fixed rate, which comes first.
            for (int i = loads.size() - 1; i >= 0; i--) {
                Figures figures = run(trial, server, loads.get(i), Math.min(seconds, WARM_SECONDS_MAX));
                greatest = Math.max(greatest, figures.compilingShare());
            }
            System.err.printf(
                    Locale.ROOT,
                    "warming up %s, round %d: compiling %.1f %%%n",
                    server.name(),
                    round + 1,
                    greatest * 100);
        }
    }
}
