package io.coxswain.core;

import io.coxswain.tls.Negotiated;
import io.coxswain.tls.TlsBuffer;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.util.EnumMap;
import org.jspecify.annotations.Nullable;

/**
 * The loop's side of TLS on one link: its handshake, its network buffers, and the one lease that both halves share.
 *
 * <pre>
 *     accepted                          socket has something             connected
 *     ---------&gt; AWAITS_SOCKET ------------------------&gt; READY &lt;------------------------
 *                     ^                                 |  ^
 *                     |                                 v  | a buffer is missing
 *                     +------ the socket blocks ----- STEPPING ---- it is over ----&gt; OPEN
 *
 *     FAILED, from any: the handshake, what came after it, or it was shed
 * </pre>
 *
 * <p><b>The lease.</b> READ, WRITE and ACCEPT jobs of a TLS link exclude each other: whoever would start one takes the lease
 * first, and is told to try again when the other half is home. The half that did not have it last goes first.
 *
 * <p><b>Buffers.</b> What a job needs is attached before it goes out, and what is empty when it is back is returned.
 *
 * <p><b>Threads.</b> The loop. While a job is out, nothing here touches the stream. Lessons: {@code Handshake_01} and
 * {@code Handshake_02}.
 */
final class LinkTls implements JobListener {
    private enum Phase {
        /** The handshake goes on when the socket is readable or writable. */
        AWAITS_SOCKET,
        /** It can go on, and waits for its turn among the {@link Handshakes}. */
        READY,
        /** An ACCEPT job is out. */
        STEPPING,
        /** Application bytes pass. */
        OPEN,
        /** It has failed, or was given up; the link ends. */
        FAILED
    }

    private static final TlsBuffer[] BUFFERS = TlsBuffer.values();

    private final Link link;
    private final Loop loop;
    private final TlsStream stream;
    private final AcceptJob job;
    private final EnumMap<TlsBuffer, ByteBuffer> attached = new EnumMap<>(TlsBuffer.class);
    private final EnumMap<TlsBuffer, Integer> wantedBytes = new EnumMap<>(TlsBuffer.class);

    private Phase phase = Phase.AWAITS_SOCKET;
    private @Nullable Operation holder;
    private @Nullable Operation lastHolder;
    private boolean readWaits;
    private boolean writeWaits;
    private boolean hasInput;
    private boolean hasOutput;
    private boolean readNeedsSpill;
    private long receivedBytes;
    private long judgedReceivedBytes;
    private long sentBytes;
    private long judgedSentBytes;
    private @Nullable Negotiated negotiated;

    /** Makes the TLS side of a link that is not connected yet. */
    LinkTls(Link link, Loop loop, TlsStream stream) {
        this.link = link;
        this.loop = loop;
        this.stream = stream;
        this.job = new AcceptJob(this, stream);
    }

    // ---- the handshake ----

    /** The socket is connected. */
    void start() {
        if (!loop.handshakes().tryBegin(this)) {
            shed();
        } else if (stream.accepts()) {
            awaitSocket(SelectionKey.OP_READ);
        } else {
            becomeReady();
        }
    }

    private void awaitSocket(int operation) {
        phase = Phase.AWAITS_SOCKET;
        link.changeInterest(operation, true);
    }

    private void becomeReady() {
        phase = Phase.READY;
        loop.handshakes().onReady(this);
    }

    /** The selector says that the socket is readable or writable, before the handshake is over. */
    void onSelected() {
        link.changeInterest(SelectionKey.OP_READ | SelectionKey.OP_WRITE, false);
        if (phase == Phase.AWAITS_SOCKET) {
            becomeReady();
        }
    }

    /** There is room in the pool again. */
    void onPoolHasRoom() {
        if (phase == Phase.READY) {
            loop.handshakes().onReady(this);
        }
    }

    /**
     * Dispatches the next step of the handshake; called when it is this link's turn.
     *
     * @return false if nothing was dispatched, because the link is over or there is no buffer for it
     */
    boolean step() {
        if (phase != Phase.READY || link.life().isClosing() || !tryTake(Operation.ACCEPT)) {
            return false;
        }
        phase = Phase.STEPPING;
        link.life().holds().retainForJob();
        loop.dispatcher().dispatchHandshake(job);
        return true;
    }

    @Override
    public void onJobDone(boolean offloaded) {
        link.life().holds().releaseForJob();
        loop.handshakes().onStepDone();
        giveBack(Operation.ACCEPT);
        if (link.life().isClosing()) {
            return;
        }
        Throwable thrown = job.error() == null ? job.failure() : job.error();
        TlsStream.Step step = job.step();
        if (thrown != null || step == null) {
            phase = Phase.FAILED;
            loop.counts().increment(Counter.HANDSHAKES_FAILED);
            link.life().closeNow(job.error() == null ? CloseReason.HANDSHAKE_FAILED : CloseReason.IO_ERROR, thrown);
            return;
        }
        switch (step) {
            case AWAITS_BYTES -> awaitSocket(SelectionKey.OP_READ);
            case AWAITS_ROOM -> awaitSocket(SelectionKey.OP_WRITE);
            case AWAITS_BUFFER -> becomeReady();
            case FINISHED -> finish();
            case FAILED -> fail();
            case LEFT -> leave();
        }
    }

    private void finish() {
        phase = Phase.OPEN;
        negotiated = stream.negotiated();
        loop.handshakes().end(this);
        loop.counts().increment(Counter.HANDSHAKES_COMPLETED);
        link.life().open();
    }

    private void fail() {
        phase = Phase.FAILED;
        loop.handshakes().end(this);
        loop.counts().increment(Counter.HANDSHAKES_FAILED);
        link.life().closeAfterHandshake(CloseReason.HANDSHAKE_FAILED, new TlsException(stream.failure()));
    }

    private void leave() {
        phase = Phase.FAILED;
        loop.counts().increment(Counter.HANDSHAKES_LEFT);
        link.life().closeNow(CloseReason.PEER_CLOSED, null);
    }

    /** Whether it waits for its turn among the {@link Handshakes}. */
    boolean isReady() {
        return phase == Phase.READY;
    }

    /** Whether bytes of whatever kind have come since this was last asked. */
    boolean takeHasReceived() {
        long before = judgedReceivedBytes;
        judgedReceivedBytes = receivedBytes;
        return receivedBytes != before;
    }

    /** Whether the socket has taken bytes of whatever kind since this was last asked. */
    boolean takeHasSent() {
        long before = judgedSentBytes;
        judgedSentBytes = sentBytes;
        return sentBytes != before;
    }

    /** Whether no step is out, so that this handshake can be given up for another. */
    boolean isWaiting() {
        return phase == Phase.AWAITS_SOCKET || phase == Phase.READY;
    }

    /** Gives this handshake up for newer ones. */
    void shed() {
        phase = Phase.FAILED;
        loop.counts().increment(Counter.HANDSHAKES_SHED);
        link.life().closeNow(CloseReason.HANDSHAKE_SHED, null);
    }

    // ---- the lease ----

    /**
     * Takes the lease for a job of one kind, and attaches what it needs.
     *
     * @return false if another job is out or its half has been waiting, in which case the caller's half is told when it may
     *     try again; or if there is no buffer, in which case the link is told when there is
     */
    boolean tryTake(Operation operation) {
        if (holder != null || (lastHolder == operation && isOtherWaiting(operation))) {
            setWaiting(operation, true);
            return false;
        }
        // Not waiting for the other half any more: with the lease, or for a buffer, which both halves are told of.
        setWaiting(operation, false);
        if (!attachFor(operation)) {
            giveBackEmpty(false);
            loop.onStarved(link);
            return false;
        }
        holder = operation;
        return true;
    }

    private void setWaiting(Operation operation, boolean waits) {
        if (operation == Operation.READ) {
            readWaits = waits;
        } else if (operation == Operation.WRITE) {
            writeWaits = waits;
        }
    }

    private boolean isOtherWaiting(Operation operation) {
        return operation == Operation.READ ? writeWaits : operation == Operation.WRITE && readWaits;
    }

    /** Says that a half that may have waited for the lease has no use for it; the other may have stood back for it. */
    void waive(Operation operation) {
        boolean hasWaited = operation == Operation.READ ? readWaits : writeWaits;
        setWaiting(operation, false);
        if (!hasWaited || holder != null) {
            return;
        }
        if (operation == Operation.READ && writeWaits) {
            link.writer().onLeaseFree();
        } else if (operation == Operation.WRITE && readWaits) {
            link.reader().onLeaseFree();
        }
    }

    /** Gives up a lease with which nothing was done, for want of something else. */
    void undoTake(Operation operation) {
        assert holder == operation : "undoTake() by " + operation + " of what " + holder + " has";
        holder = null;
        giveBackEmpty(false);
        if (operation == Operation.READ && writeWaits) {
            // It may have stood back for this half. Not so the half that gives up: it waits for memory now, and with
            // input at hand would try again at once, and again.
            link.writer().onLeaseFree();
        }
    }

    /** Ends the lease: the job is home. */
    void giveBack(Operation operation) {
        assert holder == operation : "giveBack() by " + operation + " of what " + holder + " has";
        holder = null;
        lastHolder = operation;
        // Looked at now, because the next job may be out when the halves' sides ask.
        hasInput = stream.hasInput();
        hasOutput = stream.hasOutput();
        receivedBytes = stream.receivedBytes();
        sentBytes = stream.sentBytes();
        noteMissing(operation);
        giveBackEmpty(true);
    }

    /** Remembers which buffer, how large, the job that is back has lacked: the next to ask may be of the other half. */
    private void noteMissing(Operation operation) {
        boolean misses = switch (operation) {
            case READ -> stream.readAwaitsBuffer();
            case WRITE -> stream.writeAwaitsBuffer();
            case ACCEPT -> job.step() == TlsStream.Step.AWAITS_BUFFER;
        };
        if (operation == Operation.READ) {
            readNeedsSpill = misses && stream.missing() == TlsBuffer.SPILL;
        }
        if (misses) {
            wantedBytes.merge(stream.missing(), stream.missingBytes(), Math::max);
        }
    }

    /** Lets the half that has waited go on. After {@link #giveBack}, when the caller has nothing more to do first. */
    void goOn() {
        if (holder != null) {
            return;
        }
        if ((readWaits || hasInput) && (lastHolder != Operation.READ || !writeWaits)) {
            link.reader().onLeaseFree();
        }
        if (lastHolder == Operation.READ && stream.writeAwaitsRead()) {
            link.writer().onSocketWritable();
        }
        if (writeWaits || hasOutput) {
            link.writer().onLeaseFree();
        }
        link.life().endOutputIfDrained();
    }

    private boolean attachFor(Operation operation) {
        boolean needsSpill = operation == Operation.ACCEPT || (operation == Operation.READ && readNeedsSpill);
        return (operation == Operation.WRITE || ensure(TlsBuffer.INBOUND))
                && (operation == Operation.READ || ensure(TlsBuffer.OUTBOUND))
                && (!needsSpill || ensure(TlsBuffer.SPILL));
    }

    /** Attaches a buffer where there is none, or a larger one where that is what the machine has asked for. */
    private boolean ensure(TlsBuffer which) {
        ByteBuffer present = attached.get(which);
        int bytes = Math.max(NetworkBuffers.BYTES, wantedBytes.getOrDefault(which, 0));
        if (present != null && present.capacity() >= bytes) {
            return true;
        }
        ByteBuffer borrowed = loop.networkBuffers().borrow(bytes);
        if (borrowed == null) {
            return false;
        }
        attached.put(which, borrowed);
        ByteBuffer replaced = stream.attach(which, borrowed);
        if (replaced != null) {
            loop.networkBuffers().giveBack(replaced, true);
        }
        return true;
    }

    /** Returns what is empty; used by a job, or attached for one that did not go out. */
    private void giveBackEmpty(boolean isUsed) {
        for (TlsBuffer which : BUFFERS) {
            if (attached.containsKey(which)) {
                ByteBuffer detached = stream.detach(which);
                if (detached != null) {
                    attached.remove(which);
                    loop.networkBuffers().giveBack(detached, isUsed);
                }
            }
        }
    }

    // ---- questions of the halves' sides, while no job is out ----

    /** Whether a WRITE job has something to do even if nothing is queued. */
    boolean hasOutput() {
        return holder == null && hasOutput;
    }

    /** Whether no job is out. */
    boolean isFree() {
        return holder == null;
    }

    /** Whether a READ job would find something without the socket. */
    boolean hasInput() {
        return hasInput;
    }

    /** Whether the last WRITE job goes on without the socket, as soon as it has its buffer. */
    boolean writeAwaitsBuffer() {
        return stream.writeAwaitsBuffer();
    }

    /** Whether the last WRITE job goes on after a READ job only. */
    boolean writeAwaitsRead() {
        return stream.writeAwaitsRead();
    }

    /**
     * Begins to end our direction.
     *
     * @return whether a WRITE job has to say so to the peer first; false once it has, or cannot
     */
    boolean endOutput() {
        assert holder == null : "endOutput() while a job is out";
        stream.endOutput();
        hasOutput = stream.hasOutput();
        return hasOutput;
    }

    /** Whether TLS has failed, so that nothing of the application can be sent any more. */
    boolean hasFailed() {
        return phase == Phase.FAILED;
    }

    /** TLS has failed after the handshake. */
    void onFailure() {
        phase = Phase.FAILED;
    }

    /** What both ends agreed on; null before. */
    @Nullable
    Negotiated negotiated() {
        return negotiated;
    }

    Link link() {
        return link;
    }

    /** The link's end, when no job of it is out: closes the engine and returns what is attached. */
    void release() {
        loop.handshakes().end(this);
        try {
            stream.release();
        } catch (Throwable thrown) {
            // The provider's engine, or the application's EngineFactory that is told of its end.
            loop.onApplicationError("releasing the TLS engine of " + link, thrown);
        } finally {
            giveBackEmpty(true);
        }
    }
}
