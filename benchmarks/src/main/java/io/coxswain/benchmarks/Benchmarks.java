package io.coxswain.benchmarks;

import io.coxswain.jmh.RunJmh;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * The way into all measurements: the first argument names one, the rest are its options.
 *
 * <p><b>Threads.</b> The main thread.
 */
public final class Benchmarks {
    /** Exit status for a call that cannot be served. */
    static final int USAGE = 2;

    /** A process that a measurement needs, or a program that measures in its own way. */
    interface Program {
        /** Runs to its end and returns the exit status. The main thread. */
        int run(List<String> options) throws Exception;
    }

    private static final String OPTIONS = """
            [--quick] [--modes NAME,...] [--mode NAME:KEY=VALUE,...] [--part NAME,...]
                [--load TEXT] [--rounds 7] [--jvms 1] [--seconds 3] [--warm-rounds 6] [--server-jvm "OPTION..."] [--out DIR]

              --quick        fewer modes, two short rounds, under a minute
              --modes        of those listed below; the first is what the others are compared with
              --mode         one more mode, spelt out; may be given again
              --part         of those listed below; all if not given
              --load         only loads whose description below contains this; what compares with others shows a -
              --jvms         so many of each mode share the rounds, one after another; two of a mode may differ by a tenth
              --warm-rounds  at most; a server is warm when its JVM compiles for less than a twentieth of a round
              --server-jvm   options for the JVMs of the servers
              --out          where results, logs and drawings go; if not given, benchmarks/target/results
            """;

    private static final String JMH = "jmh";

    private static final Map<String, Program> PARTS = Map.of(
            ServerProcess.NAME, ServerProcess::run, EchoLoad.NAME, EchoLoad::run, EchoChurn.NAME, EchoChurn::run);

    private Benchmarks() {}

    /** Runs what the first argument names; without one, lists the measurements. */
    public static void main(String[] args) throws Exception {
        List<String> words = List.of(args);
        if (words.isEmpty()) {
            System.out.println("measurements:");
            Measurements.list(System.out);
            System.out.println(
                    "each lists its options with --help; single steps, by JMH: jmh [REGEX] [OPTION of JMH...]");
            return;
        }
        String name = words.get(0);
        if (name.equals(JMH)) {
            RunJmh.main(words.subList(1, words.size()).toArray(new String[0]));
            return;
        }
        Program part = PARTS.get(name);
        List<String> options = words.subList(1, words.size());
        System.exit(part == null ? measure(name, options) : part.run(options));
    }

    /** Carries out a measurement and returns the exit status. */
    static int measure(String name, List<String> words) throws Exception {
        Measurement.Declaration declaration = Measurements.find(name);
        if (declaration == null) {
            System.err.println("no measurement '" + name + "'; there are:");
            Measurements.list(System.err);
            return USAGE;
        }
        Options options = new Options(words);
        boolean isHelp = options.takeFlag("--help");
        boolean isQuick = options.takeFlag("--quick");
        Measurement measurement = declaration.declare(options, isQuick);
        if (isHelp) {
            help(name, measurement);
            return 0;
        }
        List<String> wanted = List.of(options.take("--part", "").split(",", -1));
        String wantedLoad = options.take("--load", "");
        Path directory =
                Path.of(options.take("--out", Report.defaultDirectory(name).toString()));
        Rounds rounds = new Rounds(options, isQuick, measurement);
        options.refuseRest();
        List<Measurement.Part> parts = measurement.parts().stream()
                .filter(part -> wanted.contains("") || wanted.contains(part.name()))
                .map(part -> part.withLoads(wantedLoad))
                .filter(part -> !part.loads().isEmpty())
                .toList();
        if (parts.isEmpty()) {
            throw new IllegalArgumentException(
                    "no part of " + wanted + " has a load of \"" + wantedLoad + "\"; --help lists them");
        }
        if (parts.stream().anyMatch(part -> part.setup().isPinned()) && !ThreadTimes.canPin()) {
            System.err.println("a loop alone on its processor takes two processors, taskset and chrt; see --part");
            return USAGE;
        }
        if (parts.stream().anyMatch(part -> part.setup().areWorkersBehind()) && !ThreadTimes.canPin()) {
            System.err.println("workers in the background take two processors, taskset and chrt");
            return USAGE;
        }
        Report report = new Report(directory, name, words, System.out);
        for (Measurement.Part part : parts) {
            report.add(part, rounds, rounds.measure(part));
        }
        report.finish();
        return 0;
    }

    private static void help(String name, Measurement measurement) {
        System.out.println("usage: bench " + name + " " + OPTIONS);
        System.out.println("Options of its own: " + Measurements.ownOptions(name));
        System.out.println("Parts and their loads:");
        for (Measurement.Part part : measurement.parts()) {
            System.out.println("  " + part.name() + ": " + part.title());
            part.loads().forEach(load -> System.out.println("    " + load.describe()));
        }
        System.out.println("Modes unless asked otherwise: " + measurement.modes());
        System.out.println("Modes:");
        Modes.list(System.out);
    }
}
