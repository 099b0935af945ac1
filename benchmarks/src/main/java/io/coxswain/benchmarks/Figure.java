package io.coxswain.benchmarks;

import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * One number that comes out of every round, with a name: what columns and goals are made of.
 *
 * <p><b>Threads.</b> Immutable.
 *
 * @param title for a heading, without the unit
 * @param unit in which it is written
 * @param of the number; NaN where a server has none
 */
record Figure(String title, Unit unit, ToDoubleFunction<Figures> of) {
    static final Figure THROUGHPUT = new Figure("msg/s", Unit.WHOLE, Figures::framesPerSecond);
    static final Figure MEASURED = new Figure("measured msg/s", Unit.WHOLE, Figures::measuredPerSecond);
    static final Figure P50 = latency("p50", 0.5);
    static final Figure P90 = latency("p90", 0.9);
    static final Figure P99 = latency("p99", 0.99);
    static final Figure P999 = latency("p99.9", 0.999);
    static final Figure MAX = latency("max", 1);

    /** Of the server, all its threads; where a server ends threads while it is measured, what the process tells. */
    static final Figure CPU =
            new Figure("CPU/msg", Unit.MICROS, figures -> figures.serverCpuNanos() / figures.frames());

    /** Of that, what the kernel spent: the system calls, which nobody who makes as many can save. */
    static final Figure KERNEL_CPU =
            new Figure("kernel CPU/msg", Unit.MICROS, figures -> figures.perFrame("kernelNanos"));

    /** The same as a part of all of it. */
    static final Figure KERNEL_SHARE = new Figure(
            "CPU in the kernel", Unit.PERCENT, figures -> figures.counter("kernelNanos") / figures.serverCpuNanos());

    static final Figure LOOP_CPU = cpuPerFrame("loop CPU/msg", "loop");
    static final Figure WORKER_CPU = cpuPerFrame("workers CPU/msg", "worker");
    static final Figure LOAD_CPU = cpuPerFrame("load CPU/msg", "load");
    static final Figure LOOP_BYTES = new Figure("loop B/msg", Unit.BYTES, figures -> figures.perFrame("loopBytes"));
    static final Figure WORKER_BYTES =
            new Figure("workers B/msg", Unit.BYTES, figures -> figures.perFrame("workerBytes"));
    static final Figure FRAMES_PER_CPU_SECOND = new Figure("msg/CPU s", Unit.WHOLE, Figures::framesPerCpuSecond);
    static final Figure COMPILING = new Figure("compiling", Unit.PERCENT, Figures::compilingShare);

    static final Figure NET_TAX = new Figure("net tax", Unit.MICROS, Figures::netTaxNanos);

    /**
     * Part of the time in which the loop spun or was blocked; above 2 % it was not the bottleneck, and its tax says
     * little.
     */
    static final Figure LOOP_IDLE =
            new Figure("loop idle", Unit.PERCENT, figures -> figures.counter("idleNanos") / figures.elapsedNanos());

    /** Part of the time in which the loop had a processor; for a loop that does not tell when it is idle. */
    static final Figure LOOP_SHARE =
            new Figure("loop busy", Unit.PERCENT, figures -> figures.cpuNanos("loop") / figures.elapsedNanos());

    /** Part of the server's processor time that was the loop's. */
    static final Figure LOOP_SHARE_OF_CPU = new Figure(
            "loop's share of CPU", Unit.PERCENT, figures -> figures.cpuNanos("loop") / figures.serverCpuNanos());

    static final Figure SERVER_SHARE = new Figure(
            "server CPU, of one core", Unit.PERCENT, figures -> figures.serverCpuNanos() / figures.elapsedNanos());
    static final Figure CONNECTIONS = new Figure("new/s", Unit.WHOLE, Figures::connectionsPerSecond);
    static final Figure FAILED = new Figure("failed", Unit.WHOLE, Figures::failedVisits);
    static final Figure VISIT_P50 = new Figure("connect p50", Unit.MICROS, figures -> visit(figures, 50));
    static final Figure VISIT_P99 = new Figure("connect p99", Unit.MICROS, figures -> visit(figures, 99));
    static final Figure LOOP_CPU_PER_CONNECTION = perConnection("loop CPU/connection", "loop");
    static final Figure WORKER_CPU_PER_CONNECTION = perConnection("workers CPU/connection", "worker");
    static final Figure BESIDE_CPU_PER_CONNECTION = perConnection("clients CPU/connection", "beside");
    static final Figure RESIDENT = new Figure("resident", Unit.MEBIBYTES, figures -> figures.counter("now.resident"));
    static final Figure BUFFERS = new Figure("buffers held", Unit.MEBIBYTES, figures -> figures.counter("now.buffers"));

    private static Figure latency(String title, double share) {
        return new Figure(title, Unit.MICROS, figures -> figures.latencyNanos(share));
    }

    private static double visit(Figures figures, double percentile) {
        return figures.connections() == 0 ? Double.NaN : figures.visits().getValueAtPercentile(percentile);
    }

    private static Figure cpuPerFrame(String title, String kind) {
        return new Figure(title, Unit.MICROS, figures -> figures.cpuNanos(kind) / figures.frames());
    }

    private static Figure perConnection(String title, String kind) {
        return new Figure(title, Unit.MICROS, figures -> figures.cpuNanos(kind) / figures.connections());
    }

    /** One of the server's counters for each frame. */
    static Figure perFrame(String title, String counter) {
        return new Figure(title, Unit.DECIMAL, figures -> figures.perFrame(counter));
    }

    /** Growth of the server's memory for each link of the load. */
    static Figure perLink(String title, String counter, int links) {
        return new Figure(title, Unit.BYTES, figures -> figures.counter(counter) / links);
    }

    /** One of which more is better, turned round, so that a limit is an upper one. */
    Figure inverse() {
        return new Figure("1 / " + title, Unit.DECIMAL, figures -> 1 / of.applyAsDouble(figures));
    }

    /** One value for each round. */
    double[] values(List<Figures> rounds) {
        return rounds.stream().mapToDouble(of).toArray();
    }
}
