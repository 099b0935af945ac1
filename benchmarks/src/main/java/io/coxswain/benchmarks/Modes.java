package io.coxswain.benchmarks;

import java.io.PrintStream;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * The servers that have a name: those of the hand-over experiment, in the order in which {@code docs/hand-over.md}
 * tells of them, the product, and what a user might take in its place.
 *
 * <p><b>Threads.</b> Immutable.
 */
final class Modes {
    private static final String PATIENT = "wake=patient,naps=20";
    private static final String CHOSEN = "jobs=separate,interest=quiet,gap=1000,low=8," + PATIENT;

    private static final String VIRTUAL = "server=threads,kind=virtual";

    private static final Map<String, String> NAMED = new LinkedHashMap<>();

    static {
        NAMED.put("inline", "jobs=inline");
        // Crude: a wake-up at every dispatch, and workers that park at once.
        NAMED.put("jobs-armed", "jobs=separate,interest=armed");
        NAMED.put("jobs-lazy1", "jobs=separate,interest=lazy1");
        NAMED.put("jobs-lazy2", "jobs=separate,interest=lazy2");
        NAMED.put("jobs-rearm", "jobs=separate,interest=rearm");
        NAMED.put("jobs-quiet", "jobs=separate,interest=quiet");
        NAMED.put("read-only", "jobs=read");
        NAMED.put("write-only", "jobs=write");
        NAMED.put("combined", "jobs=combined");
        // Whom to wake, and when.
        NAMED.put("wake-stage", "jobs=separate,wake=stage");
        NAMED.put("wake-late", "jobs=separate,wake=patient");
        NAMED.put("patient", "jobs=separate," + PATIENT);
        NAMED.put("patient-yield", "jobs=separate,wake=patient,yields=3000,naps=20");
        // When to select.
        NAMED.put("chosen", CHOSEN);
        NAMED.put("chosen-lazy1", CHOSEN + ",interest=lazy1");
        NAMED.put("chosen-armed", CHOSEN + ",interest=armed");
        NAMED.put("chosen-rearm", CHOSEN + ",interest=rearm");
        NAMED.put("chosen-two", CHOSEN + ",workers=2");
        NAMED.put("chosen-age500", CHOSEN + ",age=500");
        NAMED.put("chosen-turn4", CHOSEN + ",turn=4");
        NAMED.put("chosen-spin", CHOSEN + ",spin=20");
        NAMED.put("patient-combined", CHOSEN + ",jobs=combined");
        NAMED.put("patient-read-only", CHOSEN + ",jobs=read");
        NAMED.put("patient-write-only", CHOSEN + ",jobs=write");
        NAMED.put("chosen-naps", CHOSEN + ",always=1");
        // Who watches the sockets of busy links.
        NAMED.put("lingering", CHOSEN + ",jobs=combined,linger=1000");
        NAMED.put("lingering-two", CHOSEN + ",jobs=combined,linger=1000,workers=2");
        NAMED.put("select-worker", "jobs=select," + PATIENT);
        NAMED.put("select-worker-crude", "jobs=select");
        // The product.
        NAMED.put("engine-never", "server=engine,policy=never");
        NAMED.put("engine-always", "server=engine,policy=always");
        NAMED.put("engine-adaptive", "server=engine,policy=adaptive");
        NAMED.put("engine-always-two", "server=engine,policy=always,workers=2");
        NAMED.put("engine-adaptive-two", "server=engine,policy=adaptive,workers=2");
        NAMED.put("engine-adaptive-eight", "server=engine,policy=adaptive,workers=8");
        // What a user might take in its place. Apart: the state's thread and an I/O thread, as the engine with one
        // worker.
        NAMED.put("netty-nio", "server=netty,transport=nio");
        NAMED.put("netty-epoll", "server=netty,transport=epoll");
        NAMED.put("netty-nio-apart", "server=netty,transport=nio,apart=1");
        NAMED.put("netty-epoll-apart", "server=netty,transport=epoll,apart=1");
        // These differ in TLS only: who computes for handshakes, and BoringSSL in place of the JDK.
        NAMED.put("netty-nio-tasks", "server=netty,transport=nio,tasks=1");
        NAMED.put("netty-epoll-tasks", "server=netty,transport=epoll,tasks=1");
        NAMED.put("netty-boringssl", "server=netty,transport=epoll,provider=openssl");
        NAMED.put("netty-boringssl-tasks", "server=netty,transport=epoll,provider=openssl,tasks=1");
        NAMED.put("threads", "server=threads,kind=platform");
        NAMED.put("virtual-threads", VIRTUAL);
        NAMED.put("bare", "server=bare");
    }

    private Modes() {}

    /** The modes of a list of names, in its order, but for those that this JVM cannot have. */
    static Map<String, String> choose(String names) {
        Map<String, String> chosen = new LinkedHashMap<>();
        for (String name : names.split(",", -1)) {
            String mode = NAMED.get(name);
            if (mode == null) {
                throw new IllegalArgumentException("no mode '" + name + "'; there are: " + NAMED.keySet());
            }
            if (mode.equals(VIRTUAL) && !ThreadsService.hasVirtualThreads()) {
                System.err.println(name + ": left out, for it takes a JDK of version 21 or newer");
            } else {
                chosen.put(name, mode);
            }
        }
        return chosen;
    }

    /** All of them, by name. */
    static Map<String, String> all() {
        return Collections.unmodifiableMap(NAMED);
    }

    /** Prints them all. */
    static void list(PrintStream out) {
        NAMED.forEach((name, mode) -> out.printf(Locale.ROOT, "  %-22s %s%n", name, mode));
    }
}
