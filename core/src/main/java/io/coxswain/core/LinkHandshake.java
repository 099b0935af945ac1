package io.coxswain.core;

import io.coxswain.tls.Negotiated;
import java.nio.channels.SelectionKey;
import org.jspecify.annotations.Nullable;

/**
 * The handshake of one TLS link, from its socket's being connected to the link's being open.
 *
 * <pre>
 *     accepted                          socket has something             connected
 *     ---------&gt; AWAITS_SOCKET ------------------------&gt; READY &lt;------------------------
 *                     ^                                 |  ^
 *                     |                                 v  | a buffer is missing
 *                     +------ the socket blocks ----- STEPPING ---- it is over ----&gt; DONE
 *
 *     FAILED, from any: the handshake has failed, or was shed
 * </pre>
 *
 * <p><b>Threads.</b> The loop. While a job is out, nothing here touches the stream. Lessons: {@code Handshake_01} and
 * {@code Handshake_02}.
 */
final class LinkHandshake implements JobListener {
    private enum Phase {
        /** It goes on when the socket is readable or writable. */
        AWAITS_SOCKET,
        /** It can go on, and waits for its turn among the {@link Handshakes}. */
        READY,
        /** An ACCEPT job is out. */
        STEPPING,
        /** Application bytes pass. */
        DONE,
        /** It has failed, or was given up; the link ends. */
        FAILED
    }

    private final Link link;
    private final Loop loop;
    private final LinkTls tls;
    private final TlsStream stream;
    private final AcceptJob job;

    private Phase phase = Phase.AWAITS_SOCKET;
    private @Nullable Negotiated negotiated;

    /** Makes the handshake of a link that is not connected yet. */
    LinkHandshake(Link link, Loop loop, LinkTls tls, TlsStream stream) {
        this.link = link;
        this.loop = loop;
        this.tls = tls;
        this.stream = stream;
        this.job = new AcceptJob(this, stream);
    }

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

    /** The selector says that the socket is readable or writable. */
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
     * Dispatches the next step; called when it is this link's turn.
     *
     * @return false if nothing was dispatched, because the link is over or there is no buffer for it
     */
    boolean step() {
        if (phase != Phase.READY || link.life().isClosing() || !tls.tryTake(Operation.ACCEPT)) {
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
        tls.giveBack(Operation.ACCEPT);
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
        phase = Phase.DONE;
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

    /** Gives this handshake up for newer ones. */
    void shed() {
        phase = Phase.FAILED;
        loop.counts().increment(Counter.HANDSHAKES_SHED);
        link.life().closeNow(CloseReason.HANDSHAKE_SHED, null);
    }

    /** The link's end, whatever the handshake has come to. */
    void release() {
        loop.handshakes().end(this);
    }

    // ---- questions ----

    /** Whether it waits for its turn among the {@link Handshakes}. */
    boolean isReady() {
        return phase == Phase.READY;
    }

    /** Whether no step is out, so that this handshake can be given up for another. */
    boolean isWaiting() {
        return phase == Phase.AWAITS_SOCKET || phase == Phase.READY;
    }

    /** Whether nothing of the application will ever pass. */
    boolean hasFailed() {
        return phase == Phase.FAILED;
    }

    /** Whether the last step has lacked a buffer. While no job is out. */
    boolean awaitsBuffer() {
        return job.step() == TlsStream.Step.AWAITS_BUFFER;
    }

    /** What both ends agreed on; null before. */
    @Nullable
    Negotiated negotiated() {
        return negotiated;
    }

    Link link() {
        return link;
    }
}
