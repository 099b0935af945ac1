package io.coxswain.benchmarks;

import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All measurements by name; each is declared in the class of its kind.
 *
 * <p><b>Threads.</b> Immutable.
 */
final class Measurements {
    /** One line of the list, and the declaration. */
    private record Entry(String about, String ownOptions, Measurement.Declaration declaration) {}

    private static final Map<String, Entry> ALL = new LinkedHashMap<>();

    static {
        put("echo", "50 x 16, 50 x 1 and 1,000 links, beside Netty, threads and raw channels", "", EchoCases::echo);
        put("pingpong", "one link, one frame in flight", "", EchoCases::pingpong);
        put("loop-tax", "what a loop with work pays for its sockets", "--work-us 30", TaxCases::loopTax);
        put(
                "steps",
                "how an adaptive engine follows work that comes and goes",
                "--work-us 20, --links 50, --depth 1",
                TaxCases::steps);
        put(
                "hand-over",
                "the ways of handing reads and writes over, on raw channels",
                "--work-us 30",
                TaxCases::handOver);
        put("tls-echo", "echo and loop tax over TLS", "--work-us 30, --links 50, --depth 4", TlsCases::echo);
        put(
                "tls-storm",
                "what new TLS connections cost the links that are there",
                "--messages 25000, --connections 160, --only paced|closed|speed, --workers-behind",
                TlsCases::storm);
        put("fanout", "one loop broadcasting to 50 links", "--links 50", CrowdCases::fanout);
        put("slow-peer", "one of 50 peers never reads", "", CrowdCases::slowPeer);
        put("many-idle", "memory and processor time of idle links", "--links 10000", CrowdCases::manyIdle);
        put("accept-rate", "new connections, as many as there can be", "", CrowdCases::acceptRate);
        put("mixed", "clients of a key-value table while peers flood the same loop", "", CrowdCases::mixed);
    }

    private Measurements() {}

    private static void put(String name, String about, String ownOptions, Measurement.Declaration declaration) {
        ALL.put(name, new Entry(about, ownOptions, declaration));
    }

    /** The declaration of this name, or null. */
    static Measurement.@Nullable Declaration find(String name) {
        Entry entry = ALL.get(name);
        return entry == null ? null : entry.declaration();
    }

    /** All names. */
    static List<String> names() {
        return List.copyOf(ALL.keySet());
    }

    /** Options of one measurement with their defaults, or a word that says there are none. */
    static String ownOptions(String name) {
        Entry entry = ALL.get(name);
        return entry == null || entry.ownOptions().isEmpty() ? "none" : entry.ownOptions();
    }

    /** Prints them all. */
    static void list(PrintStream out) {
        ALL.forEach((name, entry) -> out.printf(Locale.ROOT, "  %-12s %s%n", name, entry.about()));
    }
}
