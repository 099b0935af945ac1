package io.coxswain.core;

import io.coxswain.tls.TlsBuffer;
import io.coxswain.tls.TlsTerms;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

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
    private long readIdleNanos;
    private long writeStallNanos = 60_000_000_000L;
    private @Nullable TlsTerms tls;
    private long handshakeDeadlineNanos = 10_000_000_000L;
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
                .closeDeadlineNanos(closeDeadlineNanos)
                .readIdleNanos(readIdleNanos)
                .writeStallNanos(writeStallNanos);
        copy.tls = tls;
        copy.handshakeDeadlineNanos = handshakeDeadlineNanos;
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

    /**
     * Connections that the kernel keeps for a listener until it accepts them; default 1,024, at least 1. The kernel has
     * a bound of its own, {@code net.core.somaxconn} on Linux. Above it a TCP client waits and tries again, and one
     * that connects to a Unix-domain socket without blocking is turned away.
     */
    public LinkConfig backlog(int connections) {
        this.backlog = connections;
        return this;
    }

    /**
     * How long connecting may take before the link is closed with {@link CloseReason#CONNECT_DEADLINE}, in nanoseconds;
     * default 5 s, at least 1.
     */
    public LinkConfig connectDeadlineNanos(long nanos) {
        this.connectDeadlineNanos = nanos;
        return this;
    }

    /**
     * TLS between these links and their peers; default none. A link is open when its handshake is over. One that is
     * connected insists on the host of the address that it was given, or on {@code localhost} for a Unix-domain socket,
     * unless the terms say otherwise. One that is adopted is taken for accepted.
     */
    public LinkConfig tls(TlsTerms terms) {
        this.tls = terms;
        return this;
    }

    /** How long a TLS handshake may take, in nanoseconds; default 10 s, at least 1. */
    public LinkConfig handshakeDeadlineNanos(long nanos) {
        this.handshakeDeadlineNanos = nanos;
        return this;
    }

    /**
     * How long a graceful close may take, from the call to the peer's own end, in nanoseconds; default 5 s, at least 1.
     * Then the link is closed at once: as intended if the peer has taken everything and only keeps its end open,
     * otherwise with {@link CloseReason#CLOSE_DEADLINE}.
     */
    public LinkConfig closeDeadlineNanos(long nanos) {
        this.closeDeadlineNanos = nanos;
        return this;
    }

    /**
     * How long a peer may send nothing before its link is closed with {@link CloseReason#READ_IDLE}, in nanoseconds;
     * default 0, which is for ever, and for servers whose clients come and go with their connections open. A beginning
     * of a frame is no excuse: every byte counts, and nothing else.
     *
     * <p>While reading is suspended, by the application or for a full queue, the time stands still, and begins anew
     * afterwards. A loop that was busy closes nobody: what decides is a read that begins after the time was up. The
     * link is closed within twice this time, as a rule within a few milliseconds of it.
     */
    public LinkConfig readIdleNanos(long nanos) {
        this.readIdleNanos = nanos;
        return this;
    }

    /**
     * How long a peer may take nothing, while bytes are queued for it, before its link is closed with
     * {@link CloseReason#WRITE_STALLED}, in nanoseconds; default 60 s, and 0 is for ever. A peer that reads slowly is
     * not closed as long as the kernel can take some bytes in that time, which it does when a part of its buffers is
     * free again. With 0, a peer that reads nothing keeps its link's memory, {@link Limits#sendQueueBytes} at the most,
     * for as long as it likes.
     */
    public LinkConfig writeStallNanos(long nanos) {
        this.writeStallNanos = nanos;
        return this;
    }

    Framing framing() {
        return framing;
    }

    /** Longest frame of the framing. */
    int frameBytesMax() {
        return frameBytesMax;
    }

    /** The largest segment that a link of this configuration receives into, in bytes. */
    int receiveBytesMax(Limits limits) {
        return BufferPool.segmentBytesFor(Math.max(limits.readJobBytesMax(), frameBytesMax));
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

    long readIdleNanos() {
        return readIdleNanos;
    }

    long writeStallNanos() {
        return writeStallNanos;
    }

    /** TLS, or null for none. */
    @Nullable
    TlsTerms tls() {
        return tls;
    }

    /** How long a TLS handshake may take. */
    public long handshakeDeadlineNanos() {
        return handshakeDeadlineNanos;
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
        } else if (engineBytesFor(longestBytes) > limits.engineBytesMax()) {
            found.add("frameBytesMax of " + longestBytes + " needs " + engineBytesFor(longestBytes)
                    + " bytes of buffers while such a frame comes in, above engineBytesMax " + limits.engineBytesMax());
        }
        long linkBytes = (long) BufferPool.segmentBytesFor(
                        Math.min(BufferPool.SEGMENT_BYTES_MAX, Math.max(limits.readJobBytesMax(), longestBytes)))
                + BufferPool.SEGMENT_BYTES_MIN;
        if (linkBytes > limits.linkBytesMax()) {
            found.add("linkBytesMax of " + limits.linkBytesMax() + " is below " + linkBytes
                    + ", what receiving frames of " + longestBytes + " bytes and reads of "
                    + limits.readJobBytesMax() + " takes, and one segment to answer");
        }
        socket.addViolations(found);
        atLeast(found, "backlog", backlog, 1);
        atLeast(found, "connectDeadlineNanos", connectDeadlineNanos, 1);
        atLeast(found, "closeDeadlineNanos", closeDeadlineNanos, 1);
        atLeast(found, "readIdleNanos", readIdleNanos, 0);
        atLeast(found, "writeStallNanos", writeStallNanos, 0);
        atLeast(found, "handshakeDeadlineNanos", handshakeDeadlineNanos, 1);
        if (!found.isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", found));
        }
    }

    /**
     * What one link may hold of the engine's memory while the longest frame comes in: the segment for it, the one
     * before of half that size, whose bytes move over, and with TLS each of the network buffers.
     */
    private long engineBytesFor(int frameBytes) {
        long segmentBytes = BufferPool.segmentBytesFor(frameBytes);
        long smallerBytes = segmentBytes > BufferPool.SEGMENT_BYTES_MIN ? segmentBytes / 2 : 0;
        return segmentBytes
                + smallerBytes
                + (tls == null ? 0 : (long) TlsBuffer.values().length * NetworkBuffers.BYTES);
    }

    private static void atLeast(List<String> found, String name, long value, long min) {
        if (value < min) {
            found.add(name + " of " + value + " is below " + min);
        }
    }
}
