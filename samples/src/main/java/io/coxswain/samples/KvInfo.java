package io.coxswain.samples;

import io.coxswain.core.CloseReason;
import io.coxswain.core.Counter;
import io.coxswain.core.Counters;
import io.coxswain.core.FallbackReason;
import io.coxswain.core.Loop;
import io.coxswain.core.Operation;
import io.coxswain.samples.InfoSection.Lines;
import java.util.List;
import java.util.Locale;

/**
 * What a kv server tells by {@code INFO}: what tools made for Redis look for, and everything that the engine counts.
 *
 * <p><b>Threads.</b> The loop.
 */
final class KvInfo {
    private final Loop loop;
    private final KvStore store;
    private final long startNanos;

    KvInfo(Loop loop, KvStore store) {
        this.loop = loop;
        this.store = store;
        this.startNanos = loop.nanoTime();
    }

    /** The sections, in their order. */
    List<InfoSection> sections() {
        return List.of(
                new InfoSection("Server", this::server),
                new InfoSection("Clients", this::clients),
                new InfoSection("Memory", this::memory),
                new InfoSection("Stats", this::stats),
                new InfoSection("Engine", this::engine),
                new InfoSection("Keyspace", this::keyspace));
    }

    private void server(Lines lines) {
        lines.put("redis_version", ConnectionCommands.REDIS_VERSION)
                .put("redis_mode", "standalone")
                .put("server_name", "coxswain-kv")
                .put("java_version", Runtime.version())
                .put("process_id", ProcessHandle.current().pid())
                .put("uptime_in_seconds", (loop.nanoTime() - startNanos) / 1_000_000_000);
    }

    private void clients(Lines lines) {
        lines.put("connected_clients", loop.linkCount());
    }

    private void memory(Lines lines) {
        Runtime runtime = Runtime.getRuntime();
        long usedBytes = runtime.totalMemory() - runtime.freeMemory();
        lines.put("used_memory", usedBytes)
                .put("used_memory_human", String.format(Locale.ROOT, "%.2fM", usedBytes / 1_048_576.0))
                .put("maxmemory", runtime.maxMemory());
    }

    private void stats(Lines lines) {
        Counters counters = loop.counters();
        lines.put("total_connections_received", counters.get(Counter.LINKS_ACCEPTED))
                .put("total_commands_processed", counters.get(Counter.FRAMES_DELIVERED))
                .put("total_net_input_bytes", counters.get(Counter.BYTES_RECEIVED))
                .put("total_net_output_bytes", counters.get(Counter.BYTES_SENT))
                .put("rejected_connections", counters.get(Counter.LINKS_REFUSED))
                .put("expired_keys", store.expiredCount());
    }

    private void engine(Lines lines) {
        Counters counters = loop.counters();
        lines.put("offload", ServerOptions.wordOf(loop.offloadPolicy())).put("workers", loop.workerCount());
        for (Counter counter : Counter.values()) {
            lines.put(lowerCase(counter), counters.get(counter));
        }
        for (CloseReason reason : CloseReason.values()) {
            lines.put("links_closed_" + lowerCase(reason), counters.closed(reason));
        }
        for (Operation operation : Operation.values()) {
            for (FallbackReason reason : FallbackReason.values()) {
                lines.put(
                        lowerCase(operation) + "_fallbacks_" + lowerCase(reason),
                        counters.fallbacks(operation, reason));
            }
        }
        gauges(lines, counters.gauges());
        for (int i = 0; i < counters.workers().size(); i++) {
            Counters.WorkerTime worker = counters.workers().get(i);
            lines.put(
                    "worker" + i,
                    "jobs=" + worker.jobs() + ",busy_nanos=" + worker.busyNanos() + ",parks=" + worker.parks());
        }
    }

    private static void gauges(Lines lines, Counters.Gauges gauges) {
        lines.put("jobs_out", gauges.jobsOut())
                .put("buffer_bytes_lent", gauges.bufferBytesLent())
                .put("buffer_bytes_held", gauges.bufferBytesHeld())
                .put("is_offloading", gauges.isOffloading() ? 1 : 0)
                .put("loop_busy_nanos", gauges.loopBusyNanos())
                .put("loop_idle_nanos", gauges.loopIdleNanos());
    }

    private static String lowerCase(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    private void keyspace(Lines lines) {
        if (store.count() > 0) {
            lines.put("db0", "keys=" + store.count() + ",expires=" + store.expiringCount() + ",avg_ttl=0");
        }
    }
}
