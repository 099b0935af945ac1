package io.coxswain.core;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteOrder;
import java.nio.channels.SocketChannel;
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
    private boolean noDelay = true;
    private int receiveSocketBytes;
    private int sendSocketBytes;
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
                .noDelay(noDelay)
                .receiveSocketBytes(receiveSocketBytes)
                .sendSocketBytes(sendSocketBytes)
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

    /** TCP_NODELAY; default on. The loop sends what a callback wrote in one piece, so Nagle's delay has nothing to add. */
    public LinkConfig noDelay(boolean on) {
        this.noDelay = on;
        return this;
    }

    /** SO_RCVBUF in bytes; default 0, which leaves it to the kernel's own tuning. */
    public LinkConfig receiveSocketBytes(int bytes) {
        this.receiveSocketBytes = bytes;
        return this;
    }

    /** SO_SNDBUF in bytes; default 0, which leaves it to the kernel's own tuning. */
    public LinkConfig sendSocketBytes(int bytes) {
        this.sendSocketBytes = bytes;
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

    int receiveSocketBytes() {
        return receiveSocketBytes;
    }

    /** How long connecting may take. */
    public long connectDeadlineNanos() {
        return connectDeadlineNanos;
    }

    /** How long a graceful close may take. */
    public long closeDeadlineNanos() {
        return closeDeadlineNanos;
    }

    /** Sets the socket options on a new channel and makes it non-blocking. */
    void applyTo(SocketChannel channel) throws IOException {
        channel.configureBlocking(false);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, noDelay);
        if (receiveSocketBytes > 0) {
            channel.setOption(StandardSocketOptions.SO_RCVBUF, receiveSocketBytes);
        }
        if (sendSocketBytes > 0) {
            channel.setOption(StandardSocketOptions.SO_SNDBUF, sendSocketBytes);
        }
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
        atLeast(found, "receiveSocketBytes", receiveSocketBytes, 0);
        atLeast(found, "sendSocketBytes", sendSocketBytes, 0);
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
