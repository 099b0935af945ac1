package io.coxswain.core;

import io.coxswain.tls.TlsBuffer;
import io.coxswain.tls.TlsFailure;

/**
 * The loop's side of TLS on one link: the one lease that both halves and the handshake share, with the buffers that a
 * job needs.
 *
 * <p>Whoever would start a job takes the {@link TlsLease} first, and is told to try again when the other half is home.
 *
 * <p><b>Threads.</b> The loop. While a job is out, nothing here touches the {@link TlsPassage}, but for a hint to a
 * half that lingers. Lessons: {@code Handshake_01} and {@code Handshake_02}.
 */
final class LinkTls {
    private final Link link;
    private final Loop loop;
    private final TlsPassage passage;
    private final TlsRoom room;
    private final LinkHandshake handshake;
    private final TlsLease lease = new TlsLease();

    private boolean hasInput;
    private boolean hasOutput;
    private boolean writeAwaitsBuffer;
    private boolean writeAwaitsRead;
    private boolean readNeedsSpill;
    private boolean hasFailed; // in the handshake or later; kept here, since each flush asks
    private long receivedBytes;
    private long judgedReceivedBytes;
    private long sentBytes;
    private long judgedSentBytes;

    /** Makes the TLS side of a link that is not connected yet. */
    LinkTls(Link link, Loop loop, TlsStream stream, LinkConfig config) {
        this.link = link;
        this.loop = loop;
        this.passage = new TlsPassage(stream);
        this.room = new TlsRoom(link, loop, passage);
        this.handshake = new LinkHandshake(link, loop, this, stream, config);
    }

    /** What comes before the link is open. */
    LinkHandshake handshake() {
        return handshake;
    }

    /** What the halves read from and write to, and the handshake steps. */
    TlsPassage passage() {
        return passage;
    }

    /** Whether bytes of whatever kind have come since this was last asked. */
    boolean takeHasReceived() {
        long before = judgedReceivedBytes;
        judgedReceivedBytes = receivedBytes;
        return receivedBytes != before;
    }

    /** Bytes that the socket had given when the last job was back. */
    long receivedBytes() {
        return receivedBytes;
    }

    /** Bytes that the socket had taken when the last job was back. */
    long sentBytes() {
        return sentBytes;
    }

    /** Whether the socket has taken bytes of whatever kind since this was last asked. */
    boolean takeHasSent() {
        long before = judgedSentBytes;
        judgedSentBytes = sentBytes;
        return sentBytes != before;
    }

    // ---- the lease ----

    /**
     * Takes the lease for a job of one kind, and gives the passage what it needs.
     *
     * @return false if another job is out or its half has been waiting: then the caller's half is told when it may try
     *     again, and a READ job that a WRITE job waits for is called back if it lingers; or if there is no buffer: then
     *     the link is told when there is
     */
    boolean tryTake(Operation operation) {
        if (!lease.tryTake(operation)) {
            if (operation == Operation.WRITE) {
                // A read waits for WRITE and ACCEPT jobs only, which never linger.
                link.reader().half().callBack();
            }
            return false;
        }
        if (!findBuffersFor(operation)) {
            // Not waiting for the other half, but for a buffer, which both halves are told of.
            undoTake(operation);
            if (operation == Operation.READ) {
                loop.counts().increment(Counter.READS_STARVED);
            }
            loop.onStarved(link);
            return false;
        }
        return true;
    }

    /**
     * Whether the lease is free and nobody would have it now: no half waits or has something to do without the socket.
     */
    boolean isUnwanted() {
        return link.writer().isDrained()
                && !lease.isWaiting(Operation.READ)
                && !lease.isWaiting(Operation.WRITE)
                && !hasInput;
    }

    /**
     * Takes the lease, while {@link #isUnwanted()}, for a READ job that is to linger.
     *
     * @return false if there is no buffer for it; nobody is told when there is
     */
    boolean tryTakeToLinger() {
        boolean isTaken = lease.tryTake(Operation.READ);
        assert isTaken : "lingering with a lease that is wanted";
        boolean hasBuffers = findBuffersFor(Operation.READ);
        if (!hasBuffers) {
            undoTake(Operation.READ);
        }
        return hasBuffers;
    }

    /** Says that a half that may have waited for the lease has no use for it; the other may have stood back for it. */
    void waive(Operation operation) {
        if (lease.waive(operation)) {
            if (operation == Operation.READ) {
                link.writer().onLeaseFree();
            } else {
                link.reader().onLeaseFree();
            }
        }
    }

    /** Gives up a lease with which nothing was done, for want of something else. */
    void undoTake(Operation operation) {
        lease.undo(operation);
        room.giveBackEmpty(false);
        if (operation == Operation.READ && lease.isWaiting(Operation.WRITE)) {
            // It may have stood back for this half. Not so the half that gives up: it waits for memory now, and with
            // input at hand would try again at once, and again.
            link.writer().onLeaseFree();
        }
    }

    /** Ends the lease: the job is home. */
    void giveBack(Operation operation) {
        lease.giveBack(operation);
        // Looked at now, because the next job may be out when the halves' sides ask.
        hasInput = passage.hasInput();
        hasOutput = passage.hasOutput();
        writeAwaitsBuffer = passage.writeAwaitsBuffer();
        writeAwaitsRead = passage.writeAwaitsRead();
        receivedBytes = passage.receivedBytes();
        sentBytes = passage.sentBytes();
        noteMissing(operation);
        room.giveBackEmpty(true);
    }

    /** Remembers which buffer, how large, the job that is back has lacked: the next to ask may be of the other half. */
    private void noteMissing(Operation operation) {
        boolean misses = switch (operation) {
            case READ -> passage.readAwaitsBuffer();
            case WRITE -> writeAwaitsBuffer;
            case ACCEPT -> handshake.awaitsBuffer();
        };
        if (operation == Operation.READ) {
            readNeedsSpill = misses && passage.missing() == TlsBuffer.SPILL;
        }
        if (misses) {
            room.want(passage.missing(), passage.missingBytes());
        }
    }

    /** Lets the half that has waited go on. After {@link #giveBack}, when the caller has nothing more to do first. */
    void goOn() {
        if (!lease.isFree()) {
            return;
        }
        if ((lease.isWaiting(Operation.READ) || hasInput) && !lease.standsBack(Operation.READ)) {
            link.reader().onLeaseFree();
        }
        if (lease.wasLast(Operation.READ) && writeAwaitsRead) {
            link.writer().onSocketWritable();
        }
        if (lease.isWaiting(Operation.WRITE) || hasOutput) {
            link.writer().onLeaseFree();
        } else if (lease.wasLast(Operation.WRITE)) {
            link.reader().onWritten();
        }
        link.life().endOutputIfDrained();
    }

    private boolean findBuffersFor(Operation operation) {
        boolean needsSpill = operation == Operation.ACCEPT || (operation == Operation.READ && readNeedsSpill);
        return (operation == Operation.WRITE || room.ensure(TlsBuffer.INBOUND))
                && (operation == Operation.READ || room.ensure(TlsBuffer.OUTBOUND))
                && (!needsSpill || room.ensure(TlsBuffer.SPILL));
    }

    // ---- questions of the halves' sides, while no job is out ----

    /** Whether network buffers are borrowed: those of the job that is out, or else those with bytes in them. */
    boolean holdsBuffers() {
        return !room.isEmpty();
    }

    /** Whether a WRITE job has something to do even if nothing is queued. */
    boolean hasOutput() {
        return lease.isFree() && hasOutput;
    }

    /** Whether no job is out. */
    boolean isFree() {
        return lease.isFree();
    }

    /** Whether a READ job would find something without the socket. */
    boolean hasInput() {
        return hasInput;
    }

    /** Whether the last WRITE job goes on without the socket, as soon as it has its buffer. */
    boolean writeAwaitsBuffer() {
        return writeAwaitsBuffer;
    }

    /** Whether the last WRITE job goes on after a READ job only. */
    boolean writeAwaitsRead() {
        return writeAwaitsRead;
    }

    /**
     * Begins to end our direction.
     *
     * @return whether a WRITE job has to say so to the peer first; false once it has, or cannot
     */
    boolean endOutput() {
        assert lease.isFree() : "endOutput() while a job is out";
        passage.endOutput();
        hasOutput = passage.hasOutput();
        return hasOutput;
    }

    /** Whether TLS has failed, so that nothing of the application can be sent any more. */
    boolean hasFailed() {
        return hasFailed;
    }

    /** The handshake has come to nothing. */
    void onHandshakeFailed() {
        hasFailed = true;
    }

    /** TLS has failed after the handshake. */
    void onFailure(TlsFailure failure) {
        hasFailed = true;
        loop.counts().tls().failedLater(failure);
    }

    /** The link's end, when no job of it is out: closes the engine and returns what is borrowed. */
    void release() {
        handshake.release();
        try {
            passage.release();
        } catch (Throwable thrown) {
            // The provider's engine, or the application's EngineFactory that is told of its end.
            loop.onApplicationError("releasing the TLS engine of " + link, thrown);
        } finally {
            room.giveBackEmpty(true);
        }
    }
}
