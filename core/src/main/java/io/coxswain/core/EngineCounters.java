package io.coxswain.core;

import java.util.Arrays;

/**
 * The loop's own counts, as plain numbers.
 *
 * <p><b>Threads.</b> The loop.
 */
@SuppressWarnings("EnumOrdinal") // Arrays indexed by enums of our own, never stored or sent.
final class EngineCounters {
    private final long[] values = new long[Counter.values().length];
    private final long[] closed = new long[CloseReason.values().length];
    private final long[] fallbacks = new long[Operation.values().length * FallbackReason.values().length];
    private final long[] sendsRefused = new long[SendResult.values().length];
    private final Histogram[] queueWaits = newHistograms();
    private final Histogram[] jobTimes = newHistograms();
    private final TlsCounters tls = new TlsCounters();
    private final TurnTimes turnTimes = new TurnTimes();

    /** Bytes given to sockets by message type; {@link SendQueue#pop} adds to it. */
    final long[] sentBytesByType = new long[TypeRuns.TYPES];

    /** Bytes that were queued and never sent, by message type; {@link SendQueue#clear} adds to it. */
    final long[] unsentBytesByType = new long[TypeRuns.TYPES];

    void increment(Counter counter) {
        values[counter.ordinal()]++;
    }

    void add(Counter counter, long amount) {
        values[counter.ordinal()] += amount;
    }

    /** Takes over a count that another thread keeps. */
    void set(Counter counter, long value) {
        values[counter.ordinal()] = value;
    }

    long get(Counter counter) {
        return values[counter.ordinal()];
    }

    void closed(CloseReason reason) {
        closed[reason.ordinal()]++;
        increment(Counter.LINKS_CLOSED);
    }

    void refused(RefusalReason reason) {
        increment(reason.counter());
        increment(Counter.LINKS_REFUSED);
    }

    void fallback(Operation operation, FallbackReason reason) {
        fallbacks[fallbackIndex(operation, reason)]++;
    }

    void sendRefused(SendResult reason) {
        sendsRefused[reason.ordinal()]++;
        increment(Counter.SENDS_REFUSED);
    }

    /** How long a job waited for a worker that took it, or for the loop that took it back. */
    void jobWaited(Operation operation, long nanos) {
        queueWaits[operation.ordinal()].record(nanos);
    }

    /** How long a worker took for a job. */
    void jobTook(Operation operation, long nanos) {
        jobTimes[operation.ordinal()].record(nanos);
    }

    /** What is counted of TLS beside its counters here. */
    TlsCounters tls() {
        return tls;
    }

    void handshakeEnded(HandshakeOutcome outcome, boolean isAccepted) {
        tls.ended(outcome, isAccepted);
        increment(outcome.counter());
    }

    void handshakeCompleted(boolean isResumed, long tookNanos) {
        tls.took(tookNanos);
        if (isResumed) {
            increment(Counter.HANDSHAKES_RESUMED);
        }
    }

    TurnTimes turnTimes() {
        return turnTimes;
    }

    /** A copy that does not change any more. */
    Counters snapshot(Counters.Gauges gauges, Counters.WorkerTime[] workers) {
        return new Counters(this, gauges, workers);
    }

    long[] copyOfValues() {
        return values.clone();
    }

    long[] copyOfClosed() {
        return closed.clone();
    }

    long[] copyOfFallbacks() {
        return fallbacks.clone();
    }

    long[] copyOfSendsRefused() {
        return sendsRefused.clone();
    }

    Histogram[] copyOfQueueWaits() {
        return copy(queueWaits);
    }

    Histogram[] copyOfJobTimes() {
        return copy(jobTimes);
    }

    private static Histogram[] newHistograms() {
        Histogram[] histograms = new Histogram[Operation.values().length];
        Arrays.setAll(histograms, i -> new Histogram());
        return histograms;
    }

    private static Histogram[] copy(Histogram[] histograms) {
        Histogram[] copies = new Histogram[histograms.length];
        Arrays.setAll(copies, i -> histograms[i].copy());
        return copies;
    }

    static int fallbackIndex(Operation operation, FallbackReason reason) {
        return operation.ordinal() * FallbackReason.values().length + reason.ordinal();
    }
}
