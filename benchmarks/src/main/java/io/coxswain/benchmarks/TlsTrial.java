package io.coxswain.benchmarks;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Measures one server after the other, with one load generator and one process that makes new connections.
 *
 * <p><b>Threads.</b> The main thread of the measuring process.
 */
final class TlsTrial implements AutoCloseable {
    private static final double SETTLE_SECONDS = 0.3;
    private static final int EMPTY_ROUNDS_MAX = 20;

    private final Child load;
    private final Child storm;

    /**
     * Starts both.
     *
     * @param cpus where they may run, as {@link Child} takes it
     */
    TlsTrial(String cpus) throws IOException {
        load = new Child(cpus, List.of(EchoLoad.NAME));
        storm = new Child(cpus, List.of(EchoChurn.NAME));
    }

    /** Puts load on a server and measures for so long, after a while under that load. */
    TlsFigures run(EchoServer server, TlsCase what, double seconds) throws IOException {
        if (what.hasLinks()) {
            load.ask("open " + server.port() + " " + what.links() + " " + what.depth() + " " + Trial.FRAME_BYTES
                    + " tls " + what.framesPerSecond());
        }
        if (what.hasStorm()) {
            storm.ask("storm " + server.port() + " " + what.connectionsPerSecond() + " " + what.stormBusyMax());
        }
        Trial.pause(SETTLE_SECONDS);
        storm.ask("begin");
        load.ask("begin");
        Map<String, Double> cpuBefore = otherCpuNanos();
        Snapshot before = server.snapshot();
        Snapshot after = measure(server, before, seconds);
        Map<String, Double> cpu = otherCpuNanos();
        cpu.replaceAll((kind, nanos) -> nanos - cpuBefore.getOrDefault(kind, 0.0));
        Map<String, Long> stormed = what.hasStorm() ? Snapshot.parse(storm.ask("end")) : Map.of();
        Map<String, Long> loaded = what.hasLinks() ? Snapshot.parse(load.ask("end")) : Map.of();
        after.cpuNanos().keySet().forEach(kind -> cpu.put(kind, after.cpuSince(before, kind)));
        Map<String, Double> counters = new HashMap<>();
        after.counters().keySet().forEach(counter -> counters.put(counter, after.since(before, counter)));
        return new TlsFigures(after.since(before, "nanos"), counters, cpu, loaded, stormed);
    }

    /** Goes on for longer when nothing has come at all, which happens to cold servers on a busy machine. */
    private static Snapshot measure(EchoServer server, Snapshot before, double seconds) throws IOException {
        Snapshot after = before;
        for (int i = 0; i < EMPTY_ROUNDS_MAX && after.since(before, "frames") == 0; i++) {
            Trial.pause(seconds);
            after = server.snapshot();
        }
        if (after.since(before, "frames") == 0) {
            throw new IOException(server.name() + " has delivered no frame in " + EMPTY_ROUNDS_MAX * seconds + " s");
        }
        return after;
    }

    private Map<String, Double> otherCpuNanos() throws IOException {
        Map<String, Double> nanos = new HashMap<>();
        nanos.put("load", sum(ThreadTimes.cpuNanos(load.pid())));
        nanos.put("storm", sum(ThreadTimes.cpuNanos(storm.pid())));
        return nanos;
    }

    private static double sum(Map<String, Long> byKind) {
        return byKind.values().stream().mapToDouble(Long::doubleValue).sum();
    }

    @Override
    public void close() throws IOException {
        load.close();
        storm.close();
    }
}
