package io.coxswain.core;

import io.coxswain.tls.Negotiated;
import java.net.InetAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/**
 * One connection to one peer or client: where the application sends, and what it closes.
 *
 * <pre>
 *     CONNECTING ---&gt; [HANDSHAKING] ---&gt; OPEN ---- close() ----&gt; DRAINING ---&gt; CLOSING ---&gt; CLOSED
 *          |            with TLS       |                                      ^
 *          +---------------------------+---- closeNow(), or anything fatal ---+
 * </pre>
 *
 * <p>A link that is closed while a job of it is out, or from inside one of its callbacks, ends when those are over.
 * Then its socket is closed, its buffers are returned and {@link LinkHandler#onClose} is called, once, and never from
 * inside a call of the application.
 *
 * <p><b>Threads.</b> The loop, except {@link #id()}, {@link #kind()}, {@link #lastReceivedNanos()} and
 * {@link #lastSentNanos()}, which are for any thread.
 *
 * <p><b>Limits.</b> See {@link Limits#sendQueueBytes}. Nothing blocks.
 */
public final class Link extends Selectable {
    private final Loop loop;
    private final long id;
    private final LinkKind kind;
    private final @Nullable LinkTls tls;
    private final LinkLife life;
    private final LinkCallbacks callbacks;
    private final LinkReader reader;
    private final LinkWriter writer;
    private final Interest interest;
    private @Nullable SocketAddress remoteAddress;
    private @Nullable InetAddress acceptedFrom;
    private @Nullable Object attachment;
    private boolean starved;

    Link(
            Loop loop,
            long id,
            SocketChannel channel,
            LinkConfig config,
            @Nullable LinkHandler handler,
            @Nullable TlsStream stream) {
        this.loop = loop;
        this.id = id;
        this.kind = config.kind();
        this.tls = stream == null ? null : new LinkTls(this, loop, stream, config);
        this.interest = new Interest(loop.counts());
        this.life = new LinkLife(this, loop, channel, config);
        this.callbacks = new LinkCallbacks(this, loop, handler);
        this.reader = new LinkReader(this, loop, tls == null ? channel : tls.passage(), config);
        this.writer = new LinkWriter(this, loop, tls == null ? channel : tls.passage(), config);
    }

    // ---- for the application ----

    /** Number of this link, unique within its engine. Any thread. */
    public long id() {
        return id;
    }

    /** Whom this link serves. Any thread. */
    public LinkKind kind() {
        return kind;
    }

    /** The peer's address; null while it is not known. */
    public @Nullable SocketAddress remoteAddress() {
        return remoteAddress;
    }

    /** What both ends of a TLS link agreed on in their handshake; null without TLS, and before. */
    public @Nullable Negotiated negotiated() {
        return tls == null ? null : tls.handshake().negotiated();
    }

    /** Whether the link is connected, with TLS its handshake is over, and it has not begun to close. */
    public boolean isOpen() {
        return life.isOpen();
    }

    /** Queues a message of type 0; see {@link #send(ByteBuffer, int)}. */
    public SendResult send(ByteBuffer message) {
        return send(message, 0);
    }

    /**
     * Queues a message. It goes out when the callback that calls this has returned, packed together with others, or at
     * {@link #flush()}.
     *
     * @param message the bytes between position and limit, copied; the position moves to the limit if they were
     *     accepted, and stays otherwise. The buffer is the caller's again at once
     * @param type 0 to 15, for {@link Counters#sentBytes}
     */
    public SendResult send(ByteBuffer message, int type) {
        loop.checkOwner();
        checkSend(type);
        return writer.send(message, type);
    }

    /** Queues a shared message of type 0; see {@link #send(SharedMessage, int)}. */
    public SendResult send(SharedMessage message) {
        return send(message, 0);
    }

    /**
     * Queues a message that other links send too, without copying it. The link takes a reference of its own.
     *
     * @param type 0 to 15, for {@link Counters#sentBytes}
     */
    public SendResult send(SharedMessage message, int type) {
        loop.checkOwner();
        checkSend(type);
        return writer.send(message, type);
    }

    /**
     * Opens room in the send queue for a message that is encoded in place. Must be followed by {@link #commit} or
     * {@link #abort} before the callback returns.
     *
     * @param bytesMax the most that the message can need, in bytes, at least 1
     * @return a direct buffer to write to, between its position and limit; or null, where {@link #send(ByteBuffer)}
     *     would have refused a message of that length
     */
    public @Nullable ByteBuffer tryClaim(int bytesMax) {
        loop.checkOwner();
        checkSend(0);
        if (bytesMax < 1) {
            throw new IllegalArgumentException("claim of " + bytesMax + " bytes is below 1");
        }
        return writer.tryClaim(bytesMax);
    }

    /**
     * Queues what has been written to the claim, up to the position of its buffer.
     *
     * @param type 0 to 15, for {@link Counters#sentBytes}
     */
    public SendResult commit(int type) {
        loop.checkOwner();
        checkType(type);
        if (!writer.hasClaim()) {
            throw new IllegalStateException("commit() without tryClaim()");
        }
        return writer.commit(type);
    }

    /** Forgets the claim and what has been written to it. */
    public void abort() {
        loop.checkOwner();
        if (!writer.hasClaim()) {
            throw new IllegalStateException("abort() without tryClaim()");
        }
        writer.abort();
    }

    /** Sends what is queued now, rather than when the callback has returned. */
    public void flush() {
        loop.checkOwner();
        writer.flush();
    }

    /** Bytes accepted for sending that the socket has not yet taken. */
    public long queuedBytes() {
        return writer.queuedBytes();
    }

    /**
     * Memory of the engine that this link holds, in bytes: the segments into which it receives, at home or out with a
     * job, and those in which its queue is. A shared message's segment counts on every link that has it queued. It is
     * more than {@link #queuedBytes()}, which is payload, because a segment is held as a whole. The buffers in which
     * TLS has its ciphertext, while there is some, count for the engine alone.
     */
    public long heldBytes() {
        return reader.heldBytes() + writer.segmentBytes();
    }

    /** Delivers no more frames, and soon reads no more, until {@link #resumeReading()}: TCP slows the peer down. */
    public void suspendReading() {
        loop.checkOwner();
        reader.suspend();
    }

    /** Undoes {@link #suspendReading()}. */
    public void resumeReading() {
        loop.checkOwner();
        if (!life.isClosing()) {
            reader.resume();
        }
    }

    /** Ends the sending half once what is queued has gone out; frames still arrive. Idempotent. */
    public void shutdownOutput() {
        loop.checkOwner();
        life.shutdownOutput();
    }

    /** Whatever the application wants to find again. */
    public @Nullable Object attachment() {
        return attachment;
    }

    /** Keeps one object with this link. */
    public void attach(@Nullable Object object) {
        this.attachment = object;
    }

    /**
     * When bytes were last received, by {@link Loop#nanoTime()}'s clock; true even while the loop is busy. Any thread.
     */
    public long lastReceivedNanos() {
        return reader.half().progress().stampNanos();
    }

    /**
     * When the socket last took bytes, by {@link Loop#nanoTime()}'s clock; true even while the loop is busy. Any
     * thread.
     */
    public long lastSentNanos() {
        return writer.progress().stampNanos();
    }

    /**
     * Closes gracefully: no more frames are delivered, what is queued goes out, the peer is told, and its own end is
     * awaited until {@link LinkConfig#closeDeadlineNanos()}. Idempotent, in every state.
     */
    public void close() {
        loop.checkOwner();
        life.close(CloseReason.LOCAL, null);
    }

    /** Closes at once; what is queued is dropped. Idempotent, in every state, also after {@link #close()}. */
    public void closeNow() {
        loop.checkOwner();
        life.closeNow(CloseReason.LOCAL, null);
    }

    private void checkSend(int type) {
        checkType(type);
        if (writer.hasClaim()) {
            throw new IllegalStateException("a claim is open: commit() or abort() it first");
        }
    }

    private static void checkType(int type) {
        if (type < 0 || type >= TypeRuns.TYPES) {
            throw new IllegalArgumentException("message type " + type + " is not in 0.." + (TypeRuns.TYPES - 1));
        }
    }

    // ---- for the loop ----

    /** Takes the key by which the selector knows this link. */
    void register(SelectionKey newKey) {
        interest.register(newKey);
    }

    /** Takes the peer's address and, of an accepted link, the host that it is counted under. */
    void identify(@Nullable SocketAddress remote, @Nullable InetAddress countedUnder) {
        this.remoteAddress = remote;
        this.acceptedFrom = countedUnder;
    }

    @Override
    void onSelected(int readyOps) {
        if (life.isClosing()) {
            // Nobody reads it any more: found again in each turn, it would keep the loop awake until its job is home.
            changeInterest(readyOps, false);
            return;
        }
        if ((readyOps & SelectionKey.OP_CONNECT) != 0) {
            life.finishConnect();
            return;
        }
        if (tls != null && life.isHandshaking()) {
            tls.handshake().onSelected();
            return;
        }
        if ((readyOps & SelectionKey.OP_WRITE) != 0) {
            writer.onSocketWritable();
        }
        if ((readyOps & SelectionKey.OP_READ) != 0 && !life.isClosing()) {
            reader.onReadable();
        }
    }

    /** See {@link Interest#change}. */
    void changeInterest(int operations, boolean on) {
        interest.change(operations, on);
    }

    /** There is room in the pool again, for which this link has waited. */
    void onPoolHasRoom() {
        if (tls != null && life.isHandshaking()) {
            tls.handshake().onPoolHasRoom();
        } else {
            reader.onPoolHasRoom();
            writer.onPoolHasRoom();
        }
    }

    /** Whether this link is on the list of those that wait for a buffer. */
    boolean isStarved() {
        return starved;
    }

    void starved(boolean waits) {
        starved = waits;
    }

    /** The TLS side; null without TLS. */
    @Nullable
    LinkTls tls() {
        return tls;
    }

    LinkLife life() {
        return life;
    }

    LinkReader reader() {
        return reader;
    }

    LinkWriter writer() {
        return writer;
    }

    LinkCallbacks callbacks() {
        return callbacks;
    }

    /** The address that this link is counted under, if it was accepted. */
    @Nullable
    InetAddress acceptedFrom() {
        return acceptedFrom;
    }

    @Override
    public String toString() {
        return "link " + id + " (" + kind + ", " + remoteAddress + ", " + life + ", " + queuedBytes()
                + " bytes queued)";
    }
}
