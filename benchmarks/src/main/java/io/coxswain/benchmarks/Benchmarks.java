package io.coxswain.benchmarks;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The way into all measurements: the first argument names the program, the rest are its options.
 *
 * <p><b>Threads.</b> The main thread.
 */
public final class Benchmarks {
    /** Exit status for a call that cannot be served. */
    static final int USAGE = 2;

    /** A measurement, or a process that one needs. */
    interface Program {
        /** Runs to its end and returns the exit status. The main thread. */
        int run(List<String> options) throws Exception;
    }

    private Benchmarks() {}

    /** Runs the program that the first argument names; without one, lists the measurements. */
    public static void main(String[] args) throws Exception {
        Map<String, Program> measurements = new LinkedHashMap<>();
        measurements.put(HandOver.NAME, HandOver::run);
        measurements.put(HandOver.LOOP_TAX_NAME, HandOver::runLoopTax);
        measurements.put(TlsEcho.NAME, TlsEcho::run);
        measurements.put(TlsStorm.NAME, TlsStorm::run);
        Map<String, Program> parts = Map.of(
                HandOverServer.NAME, HandOverServer::run, EchoLoad.NAME, EchoLoad::run, EchoChurn.NAME, EchoChurn::run);
        List<String> words = List.of(args);
        if (words.isEmpty()) {
            System.out.println("measurements: " + String.join(", ", measurements.keySet()));
            System.out.println("each lists its options with --help");
            return;
        }
        Program program = measurements.getOrDefault(words.get(0), parts.get(words.get(0)));
        if (program == null) {
            System.err.println(
                    "no measurement '" + words.get(0) + "'; there are: " + String.join(", ", measurements.keySet()));
            System.exit(USAGE);
            return;
        }
        System.exit(program.run(words.subList(1, words.size())));
    }
}
