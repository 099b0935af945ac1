package io.coxswain.benchmarks;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Has servers take turns, round after round, all of them alive at once.
 *
 * <p>Before that each of them is warmed up by the same cases, until its JVM compiles no more than a
 * twentieth of the time, because handshakes are few and long to compile.
 *
 * <p><b>Threads.</b> The main thread of the measuring process.
 */
final class TlsRounds {
    private static final double COMPILING_SHARE_MAX = 0.05;

    private final int rounds;
    private final int warmRoundsMax;
    private final double seconds;
    private final Map<String, String> modes;

    /** What each mode gave in each round of one case. */
    record Results(Map<TlsCase, Map<String, List<TlsFigures>>> byCase) {
        private void add(TlsCase what, String mode, TlsFigures figures) {
            byCase.computeIfAbsent(what, any -> new LinkedHashMap<>())
                    .computeIfAbsent(mode, any -> new ArrayList<>())
                    .add(figures);
        }

        /** The modes of one case, in their order. */
        Set<String> modes(TlsCase what) {
            return byCase.getOrDefault(what, Map.of()).keySet();
        }

        /** The mode that others are compared with. */
        String firstMode(TlsCase what) {
            return modes(what).iterator().next();
        }

        /** Of one mode, a figure for each round. */
        List<TlsFigures> of(TlsCase what, String mode) {
            return byCase.getOrDefault(what, Map.of()).getOrDefault(mode, List.of());
        }
    }

    /** Takes the options that say which servers and how long. */
    TlsRounds(Options options) {
        boolean isQuick = options.takeFlag("--quick");
        this.rounds = Integer.parseInt(options.take("--rounds", isQuick ? "1" : "5"));
        this.warmRoundsMax = Integer.parseInt(options.take("--warm-rounds", isQuick ? "1" : "6"));
        this.seconds = Double.parseDouble(options.take("--seconds", isQuick ? "0.5" : "3"));
        this.modes =
                HandOverModes.choose(options.take("--modes", isQuick ? HandOverModes.TLS_QUICK : HandOverModes.TLS));
    }

    /** How it was measured, for the heading of a table. */
    String describe() {
        return String.format(
                Locale.ROOT, "median of %d rounds of %.1f s [least, greatest]; ratios within a round", rounds, seconds);
    }

    /** Measures all cases with servers that have a key of one kind. */
    Results measure(Certificate.Kind kind, long workMicros, boolean isPinned, List<TlsCase> cases)
            throws IOException, InterruptedException, GeneralSecurityException {
        try (Certificate certificate = Certificate.make(kind)) {
            return measure(certificate, workMicros, isPinned, cases);
        }
    }

    private Results measure(Certificate certificate, long workMicros, boolean isPinned, List<TlsCase> cases)
            throws IOException, InterruptedException {
        List<EchoServer> servers = new ArrayList<>();
        try {
            for (Map.Entry<String, String> mode : modes.entrySet()) {
                servers.add(
                        new EchoServer(mode.getKey(), mode.getValue() + certificate.settings(), workMicros, isPinned));
            }
            return measure(servers, EchoServer.otherCpus(isPinned), cases);
        } finally {
            for (EchoServer server : servers) {
                server.close();
            }
        }
    }

    private Results measure(List<EchoServer> servers, String cpus, List<TlsCase> cases) throws IOException {
        Results results = new Results(new LinkedHashMap<>());
        try (TlsTrial trial = new TlsTrial(cpus)) {
            for (EchoServer server : servers) {
                warm(trial, server, cases);
            }
            for (int round = 0; round < rounds; round++) {
                System.err.printf(Locale.ROOT, "round %d of %d%n", round + 1, rounds);
                for (EchoServer server : servers) {
                    for (TlsCase what : cases) {
                        results.add(what, server.name(), trial.run(server, what, seconds));
                    }
                }
            }
        }
        return results;
    }

    private void warm(TlsTrial trial, EchoServer server, List<TlsCase> cases) throws IOException {
        double greatest = 1;
        for (int round = 0; round < warmRoundsMax && greatest > COMPILING_SHARE_MAX; round++) {
            greatest = 0;
            // From the last to the first: a cold server does not keep up with a fixed rate, which comes first.
            for (int i = cases.size() - 1; i >= 0; i--) {
                greatest = Math.max(
                        greatest, trial.run(server, cases.get(i), seconds).compilingShare());
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
