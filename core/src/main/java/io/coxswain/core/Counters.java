package io.coxswain.core;

import java.util.List;

/**
 * What an engine has done so far and holds now: a plain snapshot, taken on the loop between two turns.
 *
 * <p><b>Threads.</b> Immutable; any.
 */
@SuppressWarnings("EnumOrdinal") // Arrays indexed by enums of our own, never stored or sent.
public final class Counters {
    private final long[] values;
    private final long[] closed;
    private final long[] fallbacks;
    private final long[] sentBytesByType;
    private final Gauges gauges;
    private final List<WorkerTime> workers;

    Counters(
            long[] values,
            long[] closed,
            long[] fallbacks,
            long[] sentBytesByType,
            Gauges gauges,
            WorkerTime[] workers) {
        this.values = values;
        this.closed = closed;
        this.fallbacks = fallbacks;
        this.sentBytesByType = sentBytesByType;
        this.gauges = gauges;
        this.workers = List.of(workers);
    }

    /** The value of one counter. */
    public long get(Counter counter) {
        return values[counter.ordinal()];
    }

    /** Links that ended for one reason. */
    public long closed(CloseReason reason) {
        return closed[reason.ordinal()];
    }

    /** Connections that listeners accepted and closed at once, for one reason. */
    public long refused(RefusalReason reason) {
        return get(reason.counter());
    }

    /** Operations that the loop did itself although they were meant for a worker, for one reason. */
    public long fallbacks(Operation operation, FallbackReason reason) {
        return fallbacks[EngineCounters.fallbackIndex(operation, reason)];
    }

    /**
     * Bytes of one message type that sockets took.
     *
     * @param type 0 to 15, as given to {@link Link#send(java.nio.ByteBuffer, int)}
     */
    public long sentBytes(int type) {
        return sentBytesByType[type];
    }

    /** What the engine held when the snapshot was taken. */
    public Gauges gauges() {
        return gauges;
    }

    /** The workers that are running, in order; a worker that has retired is gone from the list. */
    public List<WorkerTime> workers() {
        return workers;
    }

    /**
     * What the engine holds.
     *
     * @param openLinks links that have not ended, connecting and closing ones included
     * @param jobsOut jobs that workers have or that wait for one
     * @param bufferBytesLent bytes of buffers in use
     * @param bufferBytesHeld bytes of direct memory that the engine keeps, in use or not
     * @param isOffloading whether reads and writes go to workers now
     * @param loopBusyNanos time that the loop has worked
     * @param loopIdleNanos time that the loop has blocked in select, or looked for work and found none
     */
    public record Gauges(
            int openLinks,
            int jobsOut,
            long bufferBytesLent,
            long bufferBytesHeld,
            boolean isOffloading,
            long loopBusyNanos,
            long loopIdleNanos) {}

    /**
     * What one worker has done.
     *
     * @param jobs jobs that it has finished
     * @param busyNanos time that it has worked, looking for work not counted
     * @param parks times that it went to sleep
     */
    public record WorkerTime(long jobs, long busyNanos, long parks) {}
}
