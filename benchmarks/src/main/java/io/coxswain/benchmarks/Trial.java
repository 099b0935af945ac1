package io.coxswain.benchmarks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * Measures one server after the other, with load processes that serve them all.
 *
 * <p><b>Threads.</b> The main thread of the measuring process.
 */
final class Trial implements AutoCloseable {
    private static final double SETTLE_SECONDS_MAX = 0.3;
    private static final int EMPTY_ROUNDS_MAX = 20;

    // The roles of load processes: there is one process for each program and role.
    private static final String MEASURED = "measured";
    private static final String BESIDE = "beside";
    private static final String BACKGROUND = "background";

    private final String cpus;
    private final Map<String, Child> children = new HashMap<>();

    /**
     * Starts no process yet: each is started when it is first needed.
     *
     * @param cpus where they may run, as {@link Child#onCpus} takes it
     */
    Trial(String cpus) {
        this.cpus = cpus;
    }

    /** Puts load on a server and measures for so long, after a while under that load. */
    Figures run(Server server, Load load, double seconds) throws IOException {
        Child measured = open(MEASURED, load.measured(), server);
        Child beside = open(load.isPaced() ? BACKGROUND : BESIDE, load.beside(), server);
        place(load, server, measured, beside);
        pause(Math.min(seconds, SETTLE_SECONDS_MAX));
        // Under load, and in each round: some workers start with the first handshake, and a cold server may have had
        // none by now. Warming up is a round too.
        server.keepWorkersBehind();
        begin(beside);
        begin(measured);
        Map<String, Double> others = otherCpuNanos(measured, beside);
        Snapshot before = server.snapshot();
        Map<String, Double> steps = load.stepMicros() == 0 ? Map.of() : new Steps(server, load).run(seconds);
        Snapshot after = load.stepMicros() == 0 ? measure(server, load, before, seconds) : server.snapshot();
        Map<String, Double> changes = after.changes(before);
        changes.putAll(steps);
        Map<String, Double> cpu = otherCpuNanos(measured, beside);
        cpu.replaceAll((kind, nanos) -> nanos - others.getOrDefault(kind, 0.0));
        after.cpuNanos().keySet().forEach(kind -> cpu.put(kind, after.cpuSince(before, kind)));
        // In this order: what is in the background has no processor to answer on while a server is at its limit.
        Answer measuredEnd = end(measured);
        Answer besideEnd = end(beside);
        Traffic other = load.beside();
        boolean isChurn = other != null && other.kind() == Traffic.Kind.CHURN;
        return new Figures(
                after.since(before, "nanos"),
                changes,
                cpu,
                measuredEnd.latencies(),
                isChurn ? besideEnd.latencies() : new Histogram(Answer.DIGITS),
                besideEnd.failed());
    }

    /** What a link costs a server that has so many of them, and nothing to do. */
    Figures runIdle(Server server, Load load, double seconds) throws IOException {
        Snapshot empty = server.snapshotAfterCollection();
        Child beside = open(BESIDE, load.beside(), server);
        pause(Math.min(seconds, SETTLE_SECONDS_MAX));
        Snapshot full = server.snapshotAfterCollection();
        Snapshot before = server.snapshot();
        pause(seconds);
        Snapshot after = server.snapshot();
        end(beside);
        Map<String, Double> memory = after.changes(before);
        memory.put("heapGrowth", full.since(empty, "now.heap"));
        memory.put("directGrowth", full.since(empty, "now.direct"));
        Map<String, Double> cpu = new HashMap<>();
        after.cpuNanos().keySet().forEach(kind -> cpu.put(kind, after.cpuSince(before, kind)));
        Histogram none = new Histogram(Answer.DIGITS);
        return new Figures(after.since(before, "nanos"), memory, cpu, none, none, 0);
    }

    /**
     * Gives a load generator that spins the last processor and everything else the others, and where none spins all to
     * all. Without that the latency would be the scheduler's: the server would wait for the end of the generator's slice
     * of time, or of a client's, as it would not if clients had processors of their own.
     */
    private void place(Load load, Server server, @Nullable Child measured, @Nullable Child beside) throws IOException {
        boolean isPinned = !cpus.isEmpty();
        if (isPinned || !ThreadTimes.canPin()) {
            return;
        }
        int last = Runtime.getRuntime().availableProcessors() - 1;
        String others = load.isPaced() ? "0-" + (last - 1) : "0-" + last;
        server.confine(others);
        if (measured != null) {
            ThreadTimes.confine(measured.pid(), load.isPaced() ? Integer.toString(last) : others);
        }
        if (beside != null) {
            ThreadTimes.confine(beside.pid(), others);
        }
    }

    private @Nullable Child open(String role, @Nullable Traffic traffic, Server server) throws IOException {
        if (traffic == null) {
            return null;
        }
        String key = role + " " + traffic.program();
        Child child = children.get(key);
        if (child == null) {
            List<String> prefix = new ArrayList<>(Child.onCpus(cpus));
            if (role.equals(BACKGROUND) && ThreadTimes.canPin()) {
                prefix.addAll(Child.IN_BACKGROUND);
            }
            child = new Child(prefix, "", List.of(traffic.program()));
            children.put(key, child);
        }
        child.ask(traffic.request(server));
        return child;
    }

    private static void begin(@Nullable Child child) throws IOException {
        if (child != null) {
            child.ask("begin");
        }
    }

    private static Answer end(@Nullable Child child) throws IOException {
        return child == null ? Answer.NONE : Answer.parse(child.ask("end"));
    }

    /** Goes on for longer when nothing has come at all, which happens to cold servers on a busy machine. */
    private static Snapshot measure(Server server, Load load, Snapshot before, double seconds) throws IOException {
        pause(seconds);
        Snapshot after = server.snapshot();
        for (int i = 1; i < EMPTY_ROUNDS_MAX && load.hasFrames() && after.since(before, "frames") == 0; i++) {
            pause(seconds);
            after = server.snapshot();
        }
        if (load.hasFrames() && after.since(before, "frames") == 0) {
            throw new IOException(server.name() + " has delivered no frame in " + EMPTY_ROUNDS_MAX * seconds + " s");
        }
        return after;
    }

    private static Map<String, Double> otherCpuNanos(@Nullable Child measured, @Nullable Child beside)
            throws IOException {
        Map<String, Double> nanos = new HashMap<>();
        if (measured != null) {
            nanos.put("load", sum(ThreadTimes.cpuNanos(measured.pid())));
        }
        if (beside != null) {
            nanos.put("beside", sum(ThreadTimes.cpuNanos(beside.pid())));
        }
        return nanos;
    }

    private static double sum(Map<String, Long> byKind) {
        return byKind.values().stream().mapToDouble(Long::doubleValue).sum();
    }

    /** Waits. */
    static void pause(double seconds) {
        long endNanos = System.nanoTime() + (long) (seconds * TimeUnit.SECONDS.toNanos(1));
        long leftNanos = endNanos - System.nanoTime();
        while (leftNanos > 0) {
            LockSupport.parkNanos(leftNanos);
            leftNanos = endNanos - System.nanoTime();
        }
    }

    @Override
    public void close() throws IOException {
        for (Child child : children.values()) {
            child.close();
        }
    }
}
