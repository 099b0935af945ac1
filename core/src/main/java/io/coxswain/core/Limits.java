package io.coxswain.core;

import java.util.ArrayList;
import java.util.List;

/**
 * Every bound of an engine, with its unit in its name. All are finite by default.
 *
 * <p>The setters return {@code this}; each is documented where it is set. {@link Engine#start} reads the limits once
 * and reports every violation at once.
 *
 * <p><b>Threads.</b> One at a time, before the engine is started.
 */
public final class Limits {
    /** Slots of the largest queue: a power of two, and the largest that an array can have. */
    private static final int SLOTS_MAX = 1 << 30;

    private static final long ENGINE_BYTES_MIN = 1 << 20;

    private int inboxSlots = 65_536;
    private int mailboxSlots = 65_536;
    private int completionsPerStageMax = 256;
    private int readJobBytesMax = 256 << 10;
    private int writeJobBytesMin = 256 << 10;
    private int writeJobBytesMax = 1 << 20;
    private int framesPerSnapshotMax = 4_096;
    private int deliveryFramesMax = 256;
    private long deliveryNanosMax = 1_000_000;
    private long sendQueueSoftBytes = 4L << 20;
    private long sendQueueHardBytes = 16L << 20;
    private long linkBytesMax = 64L << 20;
    private long engineBytesMax = Math.max(Runtime.getRuntime().maxMemory() / 4, ENGINE_BYTES_MIN);
    private long memoryWaitNanos = 10_000_000_000L;
    private int connectionsMax = 10_000;
    private int connectionsPerAddressMax = 1_000;
    private int acceptsPerCycleMax = 64;
    private int handshakesMax = 256;
    private int handshakesPerAddressMax = 32;
    private long takeBackNanos = 5_000_000;

    /** Limits as documented on each setter. */
    public Limits() {}

    /** A copy that the caller's later changes do not reach. */
    Limits copy() {
        return new Limits()
                .inboxSlots(inboxSlots)
                .mailboxSlots(mailboxSlots)
                .completionsPerStageMax(completionsPerStageMax)
                .readJobBytesMax(readJobBytesMax)
                .writeJobBytes(writeJobBytesMin, writeJobBytesMax)
                .framesPerSnapshotMax(framesPerSnapshotMax)
                .delivery(deliveryFramesMax, deliveryNanosMax)
                .sendQueueBytes(sendQueueSoftBytes, sendQueueHardBytes)
                .linkBytesMax(linkBytesMax)
                .engineBytesMax(engineBytesMax)
                .memoryWaitNanos(memoryWaitNanos)
                .connections(connectionsMax, connectionsPerAddressMax)
                .acceptsPerCycleMax(acceptsPerCycleMax)
                .handshakes(handshakesMax, handshakesPerAddressMax)
                .takeBackNanos(takeBackNanos);
    }

    /**
     * Jobs that may be out at once, and slots of the inbox that holds them; default 65,536, 64 to 2^30. The ring must
     * be so large that it does not come round within the time that the kernel may keep a worker from running.
     */
    public Limits inboxSlots(int slots) {
        this.inboxSlots = slots;
        return this;
    }

    /** Jobs that may be out at once. */
    public int inboxSlots() {
        return inboxSlots;
    }

    /** Tasks and messages from other threads that may wait for the loop; default 65,536, 2 to 2^30. */
    public Limits mailboxSlots(int slots) {
        this.mailboxSlots = slots;
        return this;
    }

    /** Tasks from other threads that may wait. */
    public int mailboxSlots() {
        return mailboxSlots;
    }

    /** Finished jobs that the loop handles before it looks at anything else; default 256, at least 1. */
    public Limits completionsPerStageMax(int completions) {
        this.completionsPerStageMax = completions;
        return this;
    }

    /** Finished jobs handled per turn of the loop. */
    public int completionsPerStageMax() {
        return completionsPerStageMax;
    }

    /** Bytes that one READ job takes from the socket; default 256 KiB, 16 KiB to 1 GiB. */
    public Limits readJobBytesMax(int bytes) {
        this.readJobBytesMax = bytes;
        return this;
    }

    /** Bytes per READ job. */
    public int readJobBytesMax() {
        return readJobBytesMax;
    }

    /**
     * Bytes that one WRITE job gives to the socket. It begins at {@code bytesMin} and doubles up to {@code bytesMax}
     * while the link's backlog grows, so that a flood drains and a trickle stays fair; default 256 KiB to 1 MiB.
     */
    public Limits writeJobBytes(int bytesMin, int bytesMax) {
        this.writeJobBytesMin = bytesMin;
        this.writeJobBytesMax = bytesMax;
        return this;
    }

    /** Bytes per WRITE job of a link without a growing backlog. */
    public int writeJobBytesMin() {
        return writeJobBytesMin;
    }

    /** Bytes per WRITE job at the most. */
    public int writeJobBytesMax() {
        return writeJobBytesMax;
    }

    /** Frames that one READ job finds before it stops looking; default 4,096, at least 1. */
    public Limits framesPerSnapshotMax(int frames) {
        this.framesPerSnapshotMax = frames;
        return this;
    }

    /** Frames per READ job. */
    public int framesPerSnapshotMax() {
        return framesPerSnapshotMax;
    }

    /**
     * Frames, and nanoseconds, of one link that are delivered before other links have their turn; default 256 frames or
     * 1 ms. The time is looked at every eight frames. A shorter time cuts a link's pipelined frames into several jobs,
     * and pays for each.
     */
    public Limits delivery(int framesMax, long nanosMax) {
        this.deliveryFramesMax = framesMax;
        this.deliveryNanosMax = nanosMax;
        return this;
    }

    /** Frames delivered per turn of a link. */
    public int deliveryFramesMax() {
        return deliveryFramesMax;
    }

    /** Nanoseconds of delivery per turn of a link. */
    public long deliveryNanosMax() {
        return deliveryNanosMax;
    }

    /**
     * Payload that a link may have queued for sending, in bytes. Above {@code softBytes} a send says so, and from then
     * on until {@link LinkHandler#onWritable} a link that was accepted or adopted, of kind {@link LinkKind#CLIENT}, is
     * not read: who does not take its answers can ask nothing more. A send that would pass {@code hardBytes} is
     * refused, and a message longer than that is too large. Default 4 MiB and 16 MiB; at least 1, and {@code hardBytes}
     * not below {@code softBytes}.
     */
    public Limits sendQueueBytes(long softBytes, long hardBytes) {
        this.sendQueueSoftBytes = softBytes;
        this.sendQueueHardBytes = hardBytes;
        return this;
    }

    /** Queued bytes of a link from which on a send asks the application to stop. */
    public long sendQueueSoftBytes() {
        return sendQueueSoftBytes;
    }

    /** Queued bytes of a link that a send never passes. */
    public long sendQueueHardBytes() {
        return sendQueueHardBytes;
    }

    /**
     * Memory that one link may hold, in bytes, see {@link Link#heldBytes()}. What receiving may need of it, a segment
     * for the longest frame or read, is set apart; sends that would pass the rest are refused as
     * {@link SendResult#FULL}, or {@link SendResult#TOO_LARGE} where they never fit, and from half of it on a link is
     * above its soft limit. It bounds what {@link #sendQueueBytes} does not: small messages that each hold a segment of
     * 16 KiB or more, because they are shared or were claimed large. The last one may pass it, where the engine's
     * memory is short and cut into larger segments. Default 64 MiB; at least that segment and 16 KiB, which is checked
     * with each {@link LinkConfig}.
     */
    public Limits linkBytesMax(long bytes) {
        this.linkBytesMax = bytes;
        return this;
    }

    /** Bytes of all buffers of one link. */
    public long linkBytesMax() {
        return linkBytesMax;
    }

    /**
     * Direct memory of the engine's buffers, and the heap buffers that TLS links have their ciphertext in, in bytes;
     * default a quarter of {@link Runtime#maxMemory()}, which is also the JVM's own bound on direct memory unless it
     * was told otherwise; at least 1 MiB. Direct memory is taken as it is first needed, in chunks of 1 MiB or of a part
     * of so small a limit, and kept for other links until the engine ends.
     *
     * <p>When half of it is in use, a link may hold a quarter of what is left: a send for which it would have to hold
     * more is refused as {@link SendResult#ENGINE_FULL}. So some is left for links that hold little, and for reading,
     * however much others want. When all of it is in use, every send that needs a buffer is refused, and reading
     * waits, until something is returned; see {@link #memoryWaitNanos(long)}.
     *
     * <p>Where the JVM has less direct memory than this, what it has given is the limit; more is asked for every ten
     * seconds, since each refusal holds the loop up for about half of one. The {@link ErrorHandler} is told of each:
     * give the JVM more with {@code -XX:MaxDirectMemorySize}, or the engine less.
     */
    public Limits engineBytesMax(long bytes) {
        this.engineBytesMax = bytes;
        return this;
    }

    /** Bytes of all buffers of the engine. */
    public long engineBytesMax() {
        return engineBytesMax;
    }

    /**
     * How long a link that has the beginning of a frame waits for memory for its rest, in nanoseconds; default 10 s, at
     * least 1, {@link Long#MAX_VALUE} for ever. Where beginnings have used up {@link #engineBytesMax(long)}, their
     * links wait for each other: so the one that has waited longest is closed with {@link CloseReason#ENGINE_FULL}, and
     * in each tenth of this time that it takes longer, one more. Where that happens, {@code engineBytesMax} is less
     * than what peers have begun at once. A peer that has begun a frame and sends nothing more does not wait, but keeps
     * others waiting: what ends its link is {@link LinkConfig#readIdleNanos(long)}.
     */
    public Limits memoryWaitNanos(long nanos) {
        this.memoryWaitNanos = nanos;
        return this;
    }

    /** How long a link waits for memory for the rest of a frame. */
    public long memoryWaitNanos() {
        return memoryWaitNanos;
    }

    /**
     * Links that are open at once, in total and accepted or adopted from one address; default 10,000 and 1,000, each at
     * least 1. A connection that a listener accepts above either is closed at once and counted by
     * {@link Counters#refused}; {@link Loop#connect} and {@link Loop#adopt} throw {@link LinkRefusedException}. Peers
     * of a Unix-domain socket have no address, and count in the total alone.
     */
    public Limits connections(int max, int perAddressMax) {
        this.connectionsMax = max;
        this.connectionsPerAddressMax = perAddressMax;
        return this;
    }

    /** Links open at once. */
    public int connectionsMax() {
        return connectionsMax;
    }

    /** Accepted links from one address. */
    public int connectionsPerAddressMax() {
        return connectionsPerAddressMax;
    }

    /**
     * Connections that one listener accepts per turn of the loop; default 64, at least 1. The rest waits in the kernel,
     * see {@link LinkConfig#backlog}, so that a storm of connections keeps no open link waiting.
     */
    public Limits acceptsPerCycleMax(int accepts) {
        this.acceptsPerCycleMax = accepts;
        return this;
    }

    /** Connections accepted per turn of the loop and listener. */
    public int acceptsPerCycleMax() {
        return acceptsPerCycleMax;
    }

    /**
     * TLS handshakes in progress at once, in total and of links accepted from one address; default 256 and 32, at least
     * 1. Above the first the oldest is given up, above the second the newest, with {@link CloseReason#HANDSHAKE_SHED}.
     */
    public Limits handshakes(int max, int perAddressMax) {
        this.handshakesMax = max;
        this.handshakesPerAddressMax = perAddressMax;
        return this;
    }

    /** TLS handshakes in progress. */
    public int handshakesMax() {
        return handshakesMax;
    }

    /** TLS handshakes in progress of links accepted from one address. */
    public int handshakesPerAddressMax() {
        return handshakesPerAddressMax;
    }

    /** How long a job waits for a worker before the loop takes it back, in nanoseconds; default 5 ms, at least 1. */
    public Limits takeBackNanos(long nanos) {
        this.takeBackNanos = nanos;
        return this;
    }

    /** How long a job waits before the loop takes it back. */
    public long takeBackNanos() {
        return takeBackNanos;
    }

    /** Everything that is wrong with these limits, one sentence each; empty if nothing is. */
    List<String> violations() {
        List<String> found = new ArrayList<>();
        atLeast(found, "inboxSlots", inboxSlots, 64);
        atMost(found, "inboxSlots", inboxSlots, SLOTS_MAX);
        atLeast(found, "mailboxSlots", mailboxSlots, 2);
        atMost(found, "mailboxSlots", mailboxSlots, SLOTS_MAX);
        atLeast(found, "completionsPerStageMax", completionsPerStageMax, 1);
        atLeast(found, "readJobBytesMax", readJobBytesMax, BufferPool.SEGMENT_BYTES_MIN);
        atMost(found, "readJobBytesMax", readJobBytesMax, BufferPool.SEGMENT_BYTES_MAX);
        atLeast(found, "writeJobBytesMin", writeJobBytesMin, 1);
        atLeast(found, "writeJobBytesMax", writeJobBytesMax, writeJobBytesMin);
        atLeast(found, "framesPerSnapshotMax", framesPerSnapshotMax, 1);
        atLeast(found, "deliveryFramesMax", deliveryFramesMax, 1);
        atLeast(found, "deliveryNanosMax", deliveryNanosMax, 1);
        atLeast(found, "sendQueueSoftBytes", sendQueueSoftBytes, 1);
        atLeast(found, "sendQueueHardBytes", sendQueueHardBytes, sendQueueSoftBytes);
        atLeast(found, "linkBytesMax", linkBytesMax, 2L * BufferPool.SEGMENT_BYTES_MIN);
        atLeast(found, "engineBytesMax", engineBytesMax, ENGINE_BYTES_MIN);
        atLeast(found, "memoryWaitNanos", memoryWaitNanos, 1);
        atLeast(found, "connectionsMax", connectionsMax, 1);
        atLeast(found, "connectionsPerAddressMax", connectionsPerAddressMax, 1);
        atLeast(found, "acceptsPerCycleMax", acceptsPerCycleMax, 1);
        atLeast(found, "handshakesMax", handshakesMax, 1);
        atLeast(found, "handshakesPerAddressMax", handshakesPerAddressMax, 1);
        atLeast(found, "takeBackNanos", takeBackNanos, 1);
        return found;
    }

    private static void atLeast(List<String> found, String name, long value, long min) {
        if (value < min) {
            found.add(name + " of " + value + " is below " + min);
        }
    }

    private static void atMost(List<String> found, String name, long value, long max) {
        if (value > max) {
            found.add(name + " of " + value + " is above " + max);
        }
    }
}
