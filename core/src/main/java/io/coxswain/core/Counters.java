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
    private final long[] sendsRefused;
    private final long[] sentBytesByType;
    private final long[] unsentBytesByType;
    private final Histogram[] queueWaits;
    private final Histogram[] jobTimes;
    private final Histogram turnTimes;
    private final TlsCounters tls;
    private final Gauges gauges;
    private final List<WorkerTime> workers;

    /** Copies what the loop has counted. The loop. */
    Counters(EngineCounters source, Gauges gauges, WorkerTime[] workers) {
        this.values = source.copyOfValues();
        this.closed = source.copyOfClosed();
        this.fallbacks = source.copyOfFallbacks();
        this.sendsRefused = source.copyOfSendsRefused();
        this.sentBytesByType = source.sentBytesByType.clone();
        this.unsentBytesByType = source.unsentBytesByType.clone();
        this.queueWaits = source.copyOfQueueWaits();
        this.jobTimes = source.copyOfJobTimes();
        this.turnTimes = source.turnTimes().all().copy();
        this.tls = source.tls().copy();
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

    /** Sends that a link refused, for one reason; 0 for a result that is no refusal. */
    public long sendsRefused(SendResult reason) {
        return sendsRefused[reason.ordinal()];
    }

    /**
     * Bytes of one message type that sockets took. What is received has no type: a framing finds frames and does not
     * know what they mean, so an application that wants received bytes by type counts them in its handler.
     *
     * @param type 0 to 15, as given to {@link Link#send(java.nio.ByteBuffer, int)}
     */
    public long sentBytes(int type) {
        return sentBytesByType[type];
    }

    /**
     * Bytes of one message type that were accepted for sending and that a link's end left unsent.
     *
     * @param type as above
     */
    public long unsentBytes(int type) {
        return unsentBytesByType[type];
    }

    /**
     * How long jobs of one operation waited until a worker began them, or the loop took them back. From the loop's last
     * look at its clock before it offered the job, so up to some microseconds too long.
     */
    public Histogram queueWaits(Operation operation) {
        return queueWaits[operation.ordinal()];
    }

    /**
     * How long workers took for jobs of one operation, of {@link Operation#ACCEPT} for each step of a handshake; what
     * the loop does itself is in {@link #turnTimes()}.
     */
    public Histogram jobTimes(Operation operation) {
        return jobTimes[operation.ordinal()];
    }

    /** How long turns of the loop took that had work, sleep not counted. */
    public Histogram turnTimes() {
        return turnTimes;
    }

    /** What the engine has seen of TLS. */
    public TlsCounters tls() {
        return tls;
    }

    /** What the engine held when the snapshot was taken. */
    public Gauges gauges() {
        return gauges;
    }

    /**
     * The workers that are running, in order, with what they have done for whichever engine shares them; a worker that
     * has retired is gone from the list.
     */
    public List<WorkerTime> workers() {
        return workers;
    }

    /**
     * What the engine holds.
     *
     * @param openLinks links that have not ended, connecting and closing ones included
     * @param jobsOut jobs that workers have or that wait for one
     * @param bufferBytesLent bytes of buffers in use
     * @param bufferBytesHeld bytes of buffers that the engine keeps, in use or not
     * @param isOffloading whether reads and writes go to workers, but for the moments in which an adaptive engine
     *     compares
     * @param loopBusyNanos time that the loop has worked
     * @param loopIdleNanos time that the loop has blocked in select, or looked for work and found none
     * @param loopLagNanos the longest turn of the last second or two: whatever became ready waited no longer than that
     *     for the loop to see it
     */
    public record Gauges(
            int openLinks,
            int jobsOut,
            long bufferBytesLent,
            long bufferBytesHeld,
            boolean isOffloading,
            long loopBusyNanos,
            long loopIdleNanos,
            long loopLagNanos) {}

    /**
     * What one worker has done.
     *
     * @param jobs jobs that it has finished
     * @param busyNanos time that it has worked, looking for work not counted
     * @param parks times that it went to sleep
     */
    public record WorkerTime(long jobs, long busyNanos, long parks) {}
}
