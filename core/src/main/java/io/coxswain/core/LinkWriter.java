package io.coxswain.core;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.GatheringByteChannel;
import java.nio.channels.SelectionKey;
import org.jspecify.annotations.Nullable;

/**
 * The loop's side of sending: what a link has queued, and when a WRITE job takes it to the socket.
 *
 * <pre>
 *              flush                     onJobDone, all written
 *     IDLE -----------------&gt; WRITING ---------------------------&gt; IDLE
 *      ^                         |
 *      |  onSocketWritable       | onJobDone, socket full
 *      +---------------------- BLOCKED
 * </pre>
 *
 * <p>A job that stopped at its budget is followed by the next at once. One that stopped because the socket was full is
 * followed only when the selector says that it is writable again, so a stuck peer costs nothing.
 *
 * <p><b>Threads.</b> The loop.
 *
 * <p><b>Limits.</b> {@link SendBudget}; a message is queued whole or refused whole.
 */
final class LinkWriter implements JobListener, StandstillListener {
    private enum Phase {
        /** No job is out; if anything is queued, it will be flushed in this turn. */
        IDLE,
        /** A WRITE job is out. */
        WRITING,
        /** The socket was full when the last job stopped, or TLS has to read first. */
        BLOCKED
    }

    private final Link link;
    private final Loop loop;
    private final SendQueue queue;
    private final SendingHalf half;
    private final ByteOrder byteOrder;
    private final ProgressDeadline stallDeadline;
    private final SendBudget budget;
    private final Writability writability;
    private final @Nullable LinkTls tls;

    private Phase phase = Phase.IDLE;
    private long jobBytesMax;
    private long backlogAtLastJob;
    private boolean waitsForFlushStage;
    private boolean isInDelivery;
    private long unsentBytes;
    private boolean isStuck;
    private boolean isLastLook;

    LinkWriter(Link link, Loop loop, GatheringByteChannel sink, LinkConfig config) {
        this.link = link;
        this.loop = loop;
        this.tls = link.tls();
        this.queue = new SendQueue(loop.pool(), link);
        this.half = new SendingHalf(this, sink);
        this.byteOrder = config.byteOrder();
        this.stallDeadline = new ProgressDeadline(loop, half.progress(), config.writeStallNanos(), this);
        this.budget = new SendBudget(link, loop, queue, config.receiveBytesMax(loop.limits()));
        this.writability = new Writability(link, loop, budget, config.kind());
        this.jobBytesMax = loop.limits().writeJobBytesMin();
    }

    // ---- for the application ----

    SendResult send(ByteBuffer message, int type) {
        int bytes = message.remaining();
        SendResult refusal = refusal(bytes, queue.segmentBytesToAppend(bytes));
        if (refusal != null) {
            return refused(refusal);
        }
        if (!queue.append(message, type)) {
            return refused(SendResult.ENGINE_FULL);
        }
        return accepted();
    }

    SendResult send(SharedMessage message, int type) {
        SendResult refusal = refusal(message.bytes(), message.segmentBytes());
        if (refusal != null) {
            return refused(refusal);
        }
        queue.append(message, type);
        return accepted();
    }

    @Nullable
    ByteBuffer tryClaim(int bytesMax) {
        SendResult refusal = refusal(bytesMax, queue.segmentBytesToClaim(bytesMax));
        if (refusal != null) {
            refused(refusal);
            return null;
        }
        ByteBuffer claim = queue.claim(bytesMax);
        if (claim == null) {
            refused(SendResult.ENGINE_FULL);
            return null;
        }
        if (!isInDelivery) {
            // At the latest there it is noticed that the claim was left open: in a task, say, or by another link's
            // callback.
            awaitFlushStage();
        }
        return claim.order(byteOrder);
    }

    SendResult commit(int type) {
        if (!link.life().acceptsSends()) {
            // Closed since the claim was opened, perhaps with its end already told to the peer.
            queue.abort();
            return refused(SendResult.CLOSED);
        }
        queue.commit(type);
        return accepted();
    }

    void abort() {
        queue.abort();
    }

    boolean hasClaim() {
        return queue.hasClaim();
    }

    /** A claim may not outlive the callback that opened it: until it is closed, nothing behind it can be sent. */
    void checkClaimClosed() {
        if (queue.hasClaim()) {
            queue.abort();
            link.life()
                    .closeNow(
                            CloseReason.HANDLER_FAILED,
                            new IllegalStateException("a callback returned without commit() or abort() of its claim"));
        }
    }

    private @Nullable SendResult refusal(int bytes, long moreSegmentBytes) {
        return link.life().acceptsSends() ? budget.refusal(bytes, moreSegmentBytes) : SendResult.CLOSED;
    }

    private SendResult refused(SendResult reason) {
        loop.counts().sendRefused(reason);
        if (reason == SendResult.FULL || reason == SendResult.ENGINE_FULL) {
            writability.owe();
        }
        if (reason == SendResult.ENGINE_FULL) {
            loop.onStarved(link);
        }
        return reason;
    }

    private SendResult accepted() {
        awaitFlush();
        if (budget.isAboveSoft()) {
            writability.owe();
            return SendResult.ACCEPTED_ABOVE_SOFT;
        }
        return SendResult.ACCEPTED;
    }

    /** What the application is told about room to send. */
    Writability writability() {
        return writability;
    }

    long segmentBytes() {
        return queue.segmentBytes();
    }

    long queuedBytes() {
        return queue.queuedBytes();
    }

    /** Whether everything queued has been taken by the socket. */
    boolean isDrained() {
        return phase == Phase.IDLE
                && queuedForSocketBytes() == 0
                && (tls == null || (tls.isFree() && !tls.hasOutput()));
    }

    /** What the socket is to get of what is queued: nothing if TLS has failed. */
    private long queuedForSocketBytes() {
        return tls != null && tls.hasFailed() ? 0 : queue.queuedBytes();
    }

    // ---- moving it out ----

    private void awaitFlush() {
        if (phase == Phase.IDLE && !isInDelivery) {
            awaitFlushStage();
        }
    }

    /** This link's own frames are about to be delivered: what is sent meanwhile goes out at {@link #endDelivery}. */
    void beginDelivery() {
        isInDelivery = true;
    }

    /** Its frames are delivered, and what was sent in answer goes out, if it can. */
    void endDelivery() {
        isInDelivery = false;
        flush();
        if (queue.queuedBytes() > 0) {
            awaitFlush();
        }
    }

    /** The socket is connected: from now on what is queued may go out. */
    void open(long nowNanos) {
        half.progress().start(nowNanos);
        if (writability.isOwed()) {
            awaitFlushStage();
        }
    }

    /** Puts this link on the list of those that are looked at near the end of the turn. */
    void awaitFlushStage() {
        if (!waitsForFlushStage) {
            waitsForFlushStage = true;
            loop.onAwaitsFlush(this);
        }
    }

    /** Near the end of the turn, outside of all callbacks. */
    void onFlushStage() {
        waitsForFlushStage = false;
        checkClaimClosed();
        flush();
        link.life().endOutputIfDrained();
        writability.tell();
    }

    /** Sends what is queued, unless a job is out, the socket is full, or the link is not connected yet. */
    void flush() {
        if (phase != Phase.IDLE || !link.life().isConnected()) {
            return;
        }
        long bytes = queuedForSocketBytes();
        if (bytes == 0 && (tls == null || !tls.hasOutput())) {
            if (tls != null) {
                tls.waive(Operation.WRITE);
            }
            return;
        }
        if (tls != null && !tls.tryTake(Operation.WRITE)) {
            return;
        }
        queue.drawBoundary(half, Math.min(jobBytesMax, bytes));
        phase = Phase.WRITING;
        link.life().holds().retainForJob();
        loop.dispatcher().dispatch(half);
    }

    /** The link's one lease is free again, for which this half has waited or has something to say of its own. */
    void onLeaseFree() {
        awaitFlush();
    }

    /** The selector says that the socket takes bytes again. */
    void onSocketWritable() {
        link.changeInterest(SelectionKey.OP_WRITE, false);
        if (phase == Phase.BLOCKED) {
            phase = Phase.IDLE;
            flush();
        }
    }

    /** The socket has taken nothing for too long, as far as the loop knows. What decides is a write that begins now. */
    @Override
    public void onStandstill() {
        if (phase == Phase.BLOCKED) {
            isLastLook = true;
            onSocketWritable();
        } else {
            // A job is out, and may be moving bytes.
            stallDeadline.start();
        }
    }

    @Override
    public void onJobDone(boolean offloaded) {
        link.life().holds().releaseForJob();
        phase = Phase.IDLE;
        if (tls != null) {
            tls.giveBack(Operation.WRITE);
        }
        queue.pop(half.bytesWritten(), loop.counts().sentBytesByType);
        loop.counts().add(Counter.BYTES_SENT, half.bytesWritten());
        Throwable failure = half.error() == null ? half.failure() : half.error();
        if (failure instanceof TlsException tlsFailure) {
            link.life().onTlsFailure(tlsFailure);
        } else if (failure != null) {
            link.life().closeNow(CloseReason.IO_ERROR, failure);
        } else if (isLastLook && isStill()) {
            link.life().closeNow(CloseReason.WRITE_STALLED, null);
        } else if (!link.life().isClosing()) {
            watchStall();
            afterJob(offloaded);
        }
        if (tls != null) {
            tls.goOn();
        }
    }

    /** Whether the last look has found the socket as it was. */
    private boolean isStill() {
        boolean isUnfinished = half.boundaryBytes() > 0 || (tls != null && tls.hasOutput());
        boolean hasTaken = half.bytesWritten() > 0 || (tls != null && tls.takeHasSent());
        return isUnfinished && !hasTaken && !awaitsBuffer();
    }

    /** Watches the socket from the first job that it did not take whole to the next that it did. */
    private void watchStall() {
        boolean wasStuck = isStuck;
        boolean wasLastLook = isLastLook;
        isLastLook = false;
        isStuck = half.bytesWritten() < half.boundaryBytes() || (tls != null && tls.hasOutput());
        if (isStuck && (!wasStuck || wasLastLook)) {
            stallDeadline.start();
        } else if (wasStuck && !isStuck) {
            stallDeadline.stop();
        }
    }

    private void afterJob(boolean offloaded) {
        tuneJobBytes();
        if (isStuck) {
            onUnfinished();
        } else if (queuedForSocketBytes() == 0) {
            link.life().onDrained();
        } else if (offloaded) {
            flush();
        } else {
            awaitFlush();
        }
        writability.awaitRoom();
    }

    /** Whether the last job stopped for want of a buffer to encrypt into, which is not the peer's doing. */
    private boolean awaitsBuffer() {
        return tls != null && tls.writeAwaitsBuffer();
    }

    /** The last job stopped before its boundary. */
    private void onUnfinished() {
        if (awaitsBuffer()) {
            awaitFlush();
            return;
        }
        phase = Phase.BLOCKED;
        if (tls == null || !tls.writeAwaitsRead()) {
            loop.counts().increment(Counter.WRITES_BLOCKED);
            link.changeInterest(SelectionKey.OP_WRITE, true);
        }
    }

    private void tuneJobBytes() {
        long backlog = queue.queuedBytes();
        if (backlog > backlogAtLastJob) {
            jobBytesMax = Math.min(jobBytesMax * 2, loop.limits().writeJobBytesMax());
        } else if (backlog == 0) {
            jobBytesMax = loop.limits().writeJobBytesMin();
        }
        backlogAtLastJob = backlog;
    }

    /** There is room in the pool again. */
    void onPoolHasRoom() {
        if (tls != null) {
            awaitFlushStage();
        }
        writability.awaitRoom();
    }

    // ---- the end ----

    /** Drops what is still queued, when the link is finished and no job of it is out. */
    void release() {
        stallDeadline.end();
        unsentBytes = queue.queuedBytes();
        loop.counts().add(Counter.BYTES_UNSENT, unsentBytes);
        queue.clear(loop.counts().unsentBytesByType);
    }

    /** What was dropped by {@link #release()}, or would be by now. */
    long unsentBytes() {
        return unsentBytes + queue.queuedBytes();
    }

    // ---- for a dump ----

    /** What sending waits for, for people. */
    String state() {
        return switch (phase) {
            case IDLE -> {
                if (queue.queuedBytes() == 0) {
                    yield "idle";
                }
                yield link.life().isConnected() ? "waits for the end of the turn" : "waits to be connected";
            }
            case WRITING -> half.isLent() ? "a WRITE job is out" : "writes";
            case BLOCKED -> "waits for the socket, which is full";
        };
    }

    SendingHalf half() {
        return half;
    }

    Progress progress() {
        return half.progress();
    }
}
