package io.coxswain.core;

import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * How links of one listener, or one connected link, are set up. The setters return {@code this}.
 *
 * <p><b>Threads.</b> One at a time; {@link Loop#listen} and {@link Loop#connect} read it once.
 */
public final class LinkConfig {
    private final Framing framing;
    private LinkKind kind = LinkKind.CLIENT;
    private ByteOrder byteOrder = ByteOrder.BIG_ENDIAN;
    private SocketConfig socket = new SocketConfig();
    private int backlog = 1_024;
    private long connectDeadlineNanos = 5_000_000_000L;
    private long closeDeadlineNanos = 5_000_000_000L;
    private int frameBytesMax; // set by copy()

    /**
     * A configuration with the defaults that each setter documents.
     *
     * @param framing where frames end; shared by all links of this configuration, and called by workers
     */
    public LinkConfig(Framing framing) {
        this.framing = framing;
    }

    /** A copy that the caller's later changes do not reach. */
    LinkConfig copy() {
        LinkConfig copy = new LinkConfig(framing)
                .kind(kind)
                .byteOrder(byteOrder)
                .socket(socket.copy())
                .backlog(backlog)
                .connectDeadlineNanos(connectDeadlineNanos)
                .closeDeadlineNanos(closeDeadlineNanos);
        // Asked once, where what a framing throws reaches its owner, and not for each link that is accepted.
        copy.frameBytesMax = framing.frameBytesMax();
        return copy;
    }

    /** Whom these links serve; default {@link LinkKind#CLIENT}. */
    public LinkConfig kind(LinkKind linkKind) {
        this.kind = linkKind;
        return this;
    }

    /** Order of the buffers that callbacks and claims get; default big-endian, the network's. */
    public LinkConfig byteOrder(ByteOrder order) {
        this.byteOrder = order;
        return this;
    }

    /** The kernel's settings of the sockets; default {@code new SocketConfig()}. Read when this configuration is. */
    public LinkConfig socket(SocketConfig settings) {
        this.socket = settings;
        return this;
    }

    /** Connections that the kernel keeps for a listener until it accepts them; default 1,024, at least 1. */
    public LinkConfig backlog(int connections) {
        this.backlog = connections;
        return this;
    }

    /** How long connecting may take, in nanoseconds; default 5 s, at least 1. */
    public LinkConfig connectDeadlineNanos(long nanos) {
        this.connectDeadlineNanos = nanos;
        return this;
    }

    /** How long a graceful close may take, from the call to the peer's own end, in nanoseconds; default 5 s, at least 1. */
    public LinkConfig closeDeadlineNanos(long nanos) {
        this.closeDeadlineNanos = nanos;
        return this;
    }

    Framing framing() {
        return framing;
    }

    /** Longest frame of the framing. */
    int frameBytesMax() {
        return frameBytesMax;
    }

    LinkKind kind() {
        return kind;
    }

    ByteOrder byteOrder() {
        return byteOrder;
    }

    int backlog() {
        return backlog;
    }

    SocketConfig socket() {
        return socket;
    }

    /** How long connecting may take. */
    public long connectDeadlineNanos() {
        return connectDeadlineNanos;
    }

    /** How long a graceful close may take. */
    public long closeDeadlineNanos() {
        return closeDeadlineNanos;
    }

    /**
     * Checks everything.
     *
     * @param limits those of the engine, whose buffers must hold the longest frame
     * @throws IllegalArgumentException naming every violation, with value and bound
     */
    void validate(Limits limits) {
        List<String> found = new ArrayList<>();
        int longestBytes = framing.frameBytesMax();
        atLeast(found, "frameBytesMax", longestBytes, 1);
        if (longestBytes > BufferPool.SEGMENT_BYTES_MAX) {
            found.add("frameBytesMax of " + longestBytes + " is above " + BufferPool.SEGMENT_BYTES_MAX);
        } else if (BufferPool.segmentBytesFor(longestBytes) > limits.engineBytesMax()) {
            found.add("frameBytesMax of " + longestBytes + " needs a buffer of "
                    + BufferPool.segmentBytesFor(longestBytes) + ", above engineBytesMax " + limits.engineBytesMax());
        }
        socket.addViolations(found);
        atLeast(found, "backlog", backlog, 1);
        atLeast(found, "connectDeadlineNanos", connectDeadlineNanos, 1);
        atLeast(found, "closeDeadlineNanos", closeDeadlineNanos, 1);
        if (!found.isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", found));
        }
    }

    private static void atLeast(List<String> found, String name, long value, long min) {
        if (value < min) {
            found.add(name + " of " + value + " is below " + min);
        }
    }
}
