package io.coxswain.core;

import io.coxswain.tls.TlsAlert;
import io.coxswain.tls.TlsFailure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.jspecify.annotations.Nullable;

/**
 * Shows an engine in JMX, on request. An application that does not ask for it needs no module {@code java.management}.
 *
 * <p><b>Threads.</b> Any. Callers of one bean wait for each other, none for longer than the first waits for the loop.
 */
public final class EngineBean implements EngineMXBean {
    /** How long a snapshot is shown before the loop is asked for another, and how long it may take to answer. */
    private static final long SNAPSHOT_NANOS = 250_000_000;

    private final Engine engine;
    private final LongSupplier clock;
    private final LongSupplier wallClock;

    // ---- under the lock ----
    private @Nullable Counters snapshot;
    private long snapshotNanos;
    private long askedNanos;

    /**
     * Makes a bean that is registered nowhere.
     *
     * @param clock the time in nanoseconds
     * @param wallClock the time in milliseconds since 1970
     */
    EngineBean(Engine engine, LongSupplier clock, LongSupplier wallClock) {
        this.engine = engine;
        this.clock = clock;
        this.wallClock = wallClock;
        this.askedNanos = clock.getAsLong() - SNAPSHOT_NANOS;
    }

    /**
     * Registers an engine with the platform's MBean server, until the engine ends.
     *
     * @return {@code io.coxswain:type=Engine,id=N}, with {@link Engine#id()}
     * @throws IllegalStateException if it is registered already
     */
    public static ObjectName register(Engine engine) {
        MBeanServer server = ManagementFactory.getPlatformMBeanServer();
        try {
            ObjectName name = new ObjectName("io.coxswain:type=Engine,id=" + engine.id());
            server.registerMBean(new EngineBean(engine, Engine.clock(), wallClock()), name);
            engine.atEnd(() -> unregister(server, name));
            return name;
        } catch (JMException e) {
            throw new IllegalStateException("cannot register engine " + engine.id() + ": " + e.getMessage(), e);
        }
    }

    @SuppressForbidden("A certificate expires by the calendar, and a console asks for how long it is still good.")
    private static LongSupplier wallClock() {
        return System::currentTimeMillis;
    }

    private static void unregister(MBeanServer server, ObjectName name) {
        try {
            if (server.isRegistered(name)) {
                server.unregisterMBean(name);
            }
        } catch (JMException e) {
            throw new IllegalStateException("cannot unregister " + name, e);
        }
    }

    private synchronized Counters counters() {
        long nowNanos = clock.getAsLong();
        if (nowNanos - askedNanos >= SNAPSHOT_NANOS) {
            Counters fresh = engine.tryCounters(SNAPSHOT_NANOS);
            // After the answer: whoever waited for this lock meanwhile does not ask again.
            askedNanos = clock.getAsLong();
            if (fresh != null) {
                snapshot = fresh;
                snapshotNanos = askedNanos;
            }
        }
        Counters latest = snapshot;
        if (latest == null) {
            throw new IllegalStateException("the loop has not answered yet; dump() says where it is");
        }
        return latest;
    }

    private Counters.Gauges gauges() {
        return counters().gauges();
    }

    @Override
    public synchronized long getSnapshotAgeMillis() {
        counters();
        return (clock.getAsLong() - snapshotNanos) / 1_000_000;
    }

    @Override
    public int getOpenLinks() {
        return gauges().openLinks();
    }

    @Override
    public int getJobsOut() {
        return gauges().jobsOut();
    }

    @Override
    public long getBufferBytesLent() {
        return gauges().bufferBytesLent();
    }

    @Override
    public long getBufferBytesHeld() {
        return gauges().bufferBytesHeld();
    }

    @Override
    public boolean isOffloading() {
        return gauges().isOffloading();
    }

    @Override
    public long getLoopBusyNanos() {
        return gauges().loopBusyNanos();
    }

    @Override
    public long getLoopIdleNanos() {
        return gauges().loopIdleNanos();
    }

    @Override
    public long getLoopLagNanos() {
        return gauges().loopLagNanos();
    }

    @Override
    public long[] getWorkerBusyNanos() {
        return counters().workers().stream()
                .mapToLong(Counters.WorkerTime::busyNanos)
                .toArray();
    }

    @Override
    public Map<String, Long> getCounters() {
        Counters counters = counters();
        Map<String, Long> values = new TreeMap<>();
        for (Counter counter : Counter.values()) {
            values.put(counter.name(), counters.get(counter));
        }
        return values;
    }

    @Override
    public Map<String, Long> getClosed() {
        Counters counters = counters();
        Map<String, Long> values = new TreeMap<>();
        for (CloseReason reason : CloseReason.values()) {
            putUnlessNone(values, reason.name(), counters.closed(reason));
        }
        return values;
    }

    @Override
    public Map<String, Long> getFallbacks() {
        Counters counters = counters();
        Map<String, Long> values = new TreeMap<>();
        for (Operation operation : Operation.values()) {
            for (FallbackReason reason : FallbackReason.values()) {
                putUnlessNone(values, operation + " " + reason, counters.fallbacks(operation, reason));
            }
        }
        return values;
    }

    @Override
    public Map<String, Long> getSendsRefused() {
        Counters counters = counters();
        Map<String, Long> values = new TreeMap<>();
        for (SendResult reason : SendResult.values()) {
            putUnlessNone(values, reason.name(), counters.sendsRefused(reason));
        }
        return values;
    }

    @Override
    public int getHandshakesInProgress() {
        return counters().tls().handshakesInProgress();
    }

    @Override
    public int getHandshakesWaiting() {
        return counters().tls().handshakesWaiting();
    }

    @Override
    public long getCertificateExpirySeconds() {
        return counters().tls().certificateExpirySeconds(wallClock.getAsLong());
    }

    @Override
    public Map<String, Long> getHandshakes() {
        TlsCounters tls = counters().tls();
        Map<String, Long> values = new TreeMap<>();
        for (HandshakeOutcome outcome : HandshakeOutcome.values()) {
            putUnlessNone(values, "ACCEPTED " + outcome, tls.handshakesAccepted(outcome));
            putUnlessNone(values, "DIALED " + outcome, tls.handshakesDialed(outcome));
        }
        return values;
    }

    @Override
    public Map<String, Long> getTlsFailures() {
        TlsCounters tls = counters().tls();
        Map<String, Long> values = new TreeMap<>();
        for (TlsFailure.Reason reason : TlsFailure.Reason.values()) {
            putUnlessNone(values, "HANDSHAKE " + reason, tls.handshakeFailures(reason));
            putUnlessNone(values, "LATER " + reason, tls.laterFailures(reason));
        }
        return values;
    }

    @Override
    public Map<String, Long> getTlsAlerts() {
        TlsCounters tls = counters().tls();
        Map<String, Long> values = new TreeMap<>();
        for (TlsAlert alert : TlsAlert.values()) {
            putUnlessNone(values, "SENT " + alert, tls.alertsSent(alert));
            putUnlessNone(values, "RECEIVED " + alert, tls.alertsReceived(alert));
        }
        return values;
    }

    private static void putUnlessNone(Map<String, Long> values, String name, long value) {
        if (value != 0) {
            values.put(name, value);
        }
    }

    @Override
    public long[] getSentBytes() {
        Counters counters = counters();
        long[] bytes = new long[TypeRuns.TYPES];
        for (int type = 0; type < bytes.length; type++) {
            bytes[type] = counters.sentBytes(type);
        }
        return bytes;
    }

    @Override
    public Map<String, Map<String, Long>> getTimes() {
        Counters counters = counters();
        Map<String, Map<String, Long>> times = new TreeMap<>();
        for (Operation operation : Operation.values()) {
            times.put("queueWait " + operation, summary(counters.queueWaits(operation)));
            times.put("jobTime " + operation, summary(counters.jobTimes(operation)));
        }
        times.put("turn", summary(counters.turnTimes()));
        times.put("handshake", summary(counters.tls().handshakeTimes()));
        return times;
    }

    private static Map<String, Long> summary(Histogram histogram) {
        return new TreeMap<>(Map.of(
                "count", histogram.count(),
                "mean", histogram.meanNanos(),
                "p50", histogram.percentileNanos(50),
                "p99", histogram.percentileNanos(99),
                "p99.9", histogram.percentileNanos(99.9),
                "max", histogram.maxNanos()));
    }

    @Override
    public String dump() {
        StringBuilder text = new StringBuilder();
        try {
            engine.dump(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }
}
