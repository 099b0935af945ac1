package io.coxswain.core;

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

    /** A copy that does not change any more. */
    Counters snapshot(Counters.Gauges gauges, Counters.WorkerTime[] workers) {
        return new Counters(
                values.clone(), closed.clone(), fallbacks.clone(), sentBytesByType.clone(), gauges, workers.clone());
    }

    static int fallbackIndex(Operation operation, FallbackReason reason) {
        return operation.ordinal() * FallbackReason.values().length + reason.ordinal();
    }
}
