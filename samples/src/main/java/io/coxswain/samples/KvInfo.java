package io.coxswain.samples;

import io.coxswain.core.CloseReason;
import io.coxswain.core.Counter;
import io.coxswain.core.Counters;
import io.coxswain.core.FallbackReason;
import io.coxswain.core.Limits;
import io.coxswain.core.Loop;
import io.coxswain.core.Operation;
import io.coxswain.samples.Clients.DropReason;
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
    private final KvState state;
    private final KvStore store;
    private final Limits limits;
    private final long startNanos;

    KvInfo(Loop loop, KvState state, Limits limits) {
        this.loop = loop;
        this.state = state;
        this.store = state.store();
        this.limits = limits;
        this.startNanos = loop.nanoTime();
    }

    /** The sections, in their order. */
    List<InfoSection> sections() {
        return List.of(
                new InfoSection("Server", this::server),
                new InfoSection("Clients", this::clients),
                new InfoSection("Memory", this::memory),
                new InfoSection("Stats", this::stats),
                new InfoSection("IO", this::io),
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
        long subscribers = 0;
        long queuedBytes = 0;
        for (Session session : state.clients().all()) {
            subscribers += session.subscriptionCount() > 0 ? 1 : 0;
            queuedBytes += session.link().queuedBytes();
        }
        lines.put("connected_clients", state.clients().count())
                .put("maxclients", limits.connectionsMax())
                .put("blocked_clients", 0)
                .put("pubsub_clients", subscribers)
                .put("client_output_bytes", queuedBytes);
    }

    private void memory(Lines lines) {
        Runtime runtime = Runtime.getRuntime();
        long usedBytes = runtime.totalMemory() - runtime.freeMemory();
        lines.put("used_memory", usedBytes)
                .put("used_memory_human", String.format(Locale.ROOT, "%.2fM", usedBytes / 1_048_576.0))
                .put("maxmemory", runtime.maxMemory())
                .put("buffer_bytes_lent", loop.counters().gauges().bufferBytesLent())
                .put("buffer_bytes_held", loop.counters().gauges().bufferBytesHeld())
                .put("buffer_bytes_max", limits.engineBytesMax());
    }

    private void stats(Lines lines) {
        Counters counters = loop.counters();
        lines.put("total_connections_received", counters.get(Counter.LINKS_ACCEPTED))
                .put("total_commands_processed", counters.get(Counter.FRAMES_DELIVERED))
                .put("total_net_input_bytes", counters.get(Counter.BYTES_RECEIVED))
                .put("total_net_output_bytes", counters.get(Counter.BYTES_SENT))
                .put("rejected_connections", counters.get(Counter.LINKS_REFUSED))
                .put("expired_keys", store.expiredCount())
                .put("pubsub_channels", state.pubSub().channels().size())
                .put("pubsub_patterns", state.pubSub().patternCount())
                .put("pubsub_messages_delivered", state.pubSub().deliveredCount())
                .put("slowlog_len", state.slowLog().count());
        for (DropReason reason : DropReason.values()) {
            lines.put("clients_dropped_" + lowerCase(reason), state.clients().droppedCount(reason));
        }
    }

    private void io(Lines lines) {
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
