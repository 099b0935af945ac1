package io.coxswain.benchmarks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The hand-over experiment: which way of handing reads and writes to a worker costs the loop least?
 *
 * <p>Starts a server for each mode and a load generator, gives each mode its turn, round after round, and prints medians.
 * First the loop tax, with work on the loop and the loop alone on its processor; then latency and processor time, with
 * neither.
 *
 * <p><b>Threads.</b> The main thread.
 */
final class HandOver {
    static final String NAME = "hand-over";
    static final String LOOP_TAX_NAME = "loop-tax";

    private static final String USAGE = """
            usage: bench hand-over|loop-tax [--quick] [--modes NAME,...] [--mode NAME:KEY=VALUE,...] [--part tax|echo]
                                   [--work-us 30] [--rounds 5] [--seconds 3]

              --quick    three modes, few rounds, under a minute
              --modes    of those listed below; the first is what the others are compared with
              --mode     one more mode, spelt out; may be given again
              --part     the loop tax, or latency and processor time without work; both if not given
            """;

    private final Options options;
    private final int rounds;
    private final double seconds;
    private final Map<String, String> modes;

    private HandOver(Options options, String allModes, String quickModes) {
        this.options = options;
        boolean isQuick = options.takeFlag("--quick");
        this.rounds = Integer.parseInt(options.take("--rounds", isQuick ? "3" : "5"));
        this.seconds = Double.parseDouble(options.take("--seconds", isQuick ? "0.6" : "3"));
        this.modes = HandOverModes.choose(options.take("--modes", isQuick ? quickModes : allModes));
        String more = options.take("--mode", "");
        while (!more.isEmpty()) {
            int colon = more.indexOf(':');
            modes.put(more.substring(0, colon), more.substring(colon + 1));
            more = options.take("--mode", "");
        }
    }

    /** Measures the ways of handing over, on raw channels. */
    static int run(List<String> words) throws Exception {
        return run(words, HandOverModes.MAIN, HandOverModes.QUICK);
    }

    /** Measures the engine beside the raw inline loop and Netty, in the same way. */
    static int runLoopTax(List<String> words) throws Exception {
        return run(words, HandOverModes.ENGINE, HandOverModes.ENGINE);
    }

    private static int run(List<String> words, String allModes, String quickModes) throws Exception {
        if (words.contains("--help")) {
            System.out.println(USAGE);
            HandOverModes.list(System.out);
            return 0;
        }
        HandOver experiment = new HandOver(new Options(words), allModes, quickModes);
        long workMicros = Long.parseLong(experiment.options.take("--work-us", "30"));
        String part = experiment.options.take("--part", "");
        experiment.options.refuseRest();
        if (!part.equals("echo")) {
            if (!ThreadTimes.canPin()) {
                System.err.println("the loop tax needs two processors and /usr/bin/taskset; try --part echo");
                return Benchmarks.USAGE;
            }
            experiment.measureTax(workMicros);
        }
        if (!part.equals("tax")) {
            experiment.measureEcho();
        }
        return 0;
    }

    private void measureTax(long workMicros) throws IOException, InterruptedException {
        HandOverTable table = new HandOverTable(System.out);
        for (Map.Entry<Trial, Map<String, List<Trial.Result>>> measured :
                measure(workMicros, true, List.of(trial(50, 1), trial(50, 16))).entrySet()) {
            System.out.printf(
                    Locale.ROOT, "%nLoop tax, %d us of work, %s%n%n", workMicros, describe(measured.getKey()));
            table.printTax(measured.getValue());
        }
    }

    private void measureEcho() throws IOException, InterruptedException {
        HandOverTable table = new HandOverTable(System.out);
        for (Map.Entry<Trial, Map<String, List<Trial.Result>>> measured : measure(
                        0, false, List.of(trial(1, 1), trial(50, 1), trial(50, 16)))
                .entrySet()) {
            System.out.printf(Locale.ROOT, "%nEcho without work, not pinned, %s%n%n", describe(measured.getKey()));
            table.printEcho(measured.getValue());
        }
    }

    private Trial trial(int links, int depth) {
        return new Trial(links, depth, seconds);
    }

    private String describe(Trial trial) {
        return trial.links() + " links x " + trial.depth() + " in flight x " + Trial.FRAME_BYTES + " bytes, median of "
                + rounds + " rounds of " + seconds + " s [least, greatest]";
    }

    /** Gives each mode its turn in each round of each case, and discards a first round. */
    private Map<Trial, Map<String, List<Trial.Result>>> measure(long workMicros, boolean isPinned, List<Trial> trials)
            throws IOException, InterruptedException {
        Map<Trial, Map<String, List<Trial.Result>>> results = new LinkedHashMap<>();
        List<EchoServer> servers = new ArrayList<>();
        try (Child load = new Child(EchoServer.otherCpus(isPinned), List.of(EchoLoad.NAME))) {
            for (Map.Entry<String, String> mode : modes.entrySet()) {
                servers.add(new EchoServer(mode.getKey(), mode.getValue(), workMicros, isPinned));
            }
            for (Trial trial : trials) {
                Map<String, List<Trial.Result>> byMode = new LinkedHashMap<>();
                results.put(trial, byMode);
                for (int round = -1; round < rounds; round++) {
                    for (EchoServer server : servers) {
                        Trial.Result result = trial.run(server, load);
                        List<Trial.Result> kept = byMode.computeIfAbsent(server.name(), name -> new ArrayList<>());
                        if (round >= 0) {
                            kept.add(result);
                        }
                    }
                }
            }
        } finally {
            for (EchoServer server : servers) {
                server.close();
            }
        }
        return results;
    }
}
