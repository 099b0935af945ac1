package io.coxswain.core;

import io.coxswain.tls.Negotiated;
import io.coxswain.tls.TlsFailure;
import io.coxswain.tls.TlsTerms;
import java.nio.channels.SelectionKey;
import org.jspecify.annotations.Nullable;

/**
 * The handshake of one TLS link, from its socket's being connected to the link's being open.
 *
 * <pre>
 *     accepted                          socket has something             connected, or accepted into a crowd
 *     ---------&gt; AWAITS_SOCKET ------------------------&gt; READY &lt;--------------------------------------------
 *                     ^                                 |  ^
 *                     |                                 v  | a buffer is missing
 *                     +------ the socket blocks ----- STEPPING ---- it is over ----&gt; DONE
 *
 *     FAILED, from any: it has another HandshakeOutcome than COMPLETED
 * </pre>
 *
 * <p>A peer that connects while all turns are taken has most likely spoken by the time of its own, which takes a worker
 * a millisecond and more to come to. So its socket is not watched first, which would cost the loop two changes of
 * interest and a wake-up more. A step that finds nothing to read costs next to nothing.
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
        /** It has come to nothing; the link ends. */
        FAILED
    }

    private final Link link;
    private final Loop loop;
    private final LinkTls tls;
    private final TlsStream stream;
    private final @Nullable TlsTerms terms;
    private final AcceptJob job;
    private final HandshakeDeadline deadline;

    private Phase phase = Phase.AWAITS_SOCKET;
    private boolean hasBegun;
    private long beganNanos;
    private @Nullable HandshakeOutcome outcome;
    private @Nullable Negotiated negotiated;

    /** Makes the handshake of a link that is not connected yet. */
    LinkHandshake(Link link, Loop loop, LinkTls tls, TlsStream stream, LinkConfig config) {
        this.link = link;
        this.loop = loop;
        this.tls = tls;
        this.stream = stream;
        this.terms = config.tls();
        this.job = new AcceptJob(this, tls.passage());
        this.deadline =
                new HandshakeDeadline(loop, config.handshakeDeadlineNanos(), this::lookOnceMore, this::onNotLookedAt);
    }

    /** The socket is connected. */
    void start() {
        hasBegun = true;
        beganNanos = loop.clock().nanos();
        if (terms != null) {
            loop.termsInUse().retain(terms);
        }
        deadline.start();
        if (!loop.handshakes().tryBegin(this)) {
            shed();
        } else if (stream.accepts() && !loop.handshakes().isCrowded()) {
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

    // ---- steps ----

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
        deadline.onStepBegins();
        link.life().holds().retainForJob();
        loop.dispatcher().dispatchHandshake(job);
        return true;
    }

    @Override
    public void onJobDone(boolean offloaded) {
        link.life().holds().releaseForJob();
        loop.handshakes().onStepDone();
        long sentBefore = tls.sentBytes();
        tls.giveBack(Operation.ACCEPT);
        if (link.life().isClosing()) {
            return;
        }
        Throwable thrown = job.error() == null ? job.failure() : job.error();
        TlsStream.Step step = job.step();
        if (thrown != null || step == null) {
            onThrown(thrown);
            return;
        }
        switch (step) {
            case AWAITS_BYTES -> {
                if (tls.sentBytes() > sentBefore) {
                    deadline.onAnswered(nanosAtEndOfStep(offloaded));
                }
                awaitPeer(SelectionKey.OP_READ);
            }
            case AWAITS_ROOM -> awaitPeer(SelectionKey.OP_WRITE);
            case AWAITS_BUFFER -> becomeReady();
            case FINISHED -> finish();
            case FAILED -> fail();
            case LEFT -> leave();
        }
    }

    /** When the step was over that is back: a loop that was busy may have come to hear of it much later. */
    private long nanosAtEndOfStep(boolean offloaded) {
        return offloaded ? job.startedNanos() + job.tookNanos() : loop.clock().refresh();
    }

    private void awaitPeer(int operation) {
        if (deadline.isJudged()) {
            expire();
        } else if (deadline.wantsLook()) {
            becomeReady();
        } else {
            awaitSocket(operation);
        }
    }

    // ---- the deadline ----

    /** The time is up: a step that begins from now on decides. */
    private void lookOnceMore() {
        if (link.life().isHandshaking() && phase == Phase.AWAITS_SOCKET) {
            link.changeInterest(SelectionKey.OP_READ | SelectionKey.OP_WRITE, false);
            becomeReady();
        } else if (phase == Phase.READY) {
            loop.handshakes().onOverdue(this);
        }
    }

    /** The time has passed once more without a look. A turn or a worker will come, a buffer perhaps not. */
    private void onNotLookedAt() {
        if (link.life().isHandshaking() && phase == Phase.READY && link.isStarved()) {
            expire();
        }
    }

    private void expire() {
        end(HandshakeOutcome.EXPIRED, null);
        link.life().closeNow(CloseReason.HANDSHAKE_DEADLINE, null);
    }

    // ---- the end ----

    private void finish() {
        negotiated = stream.negotiated();
        end(HandshakeOutcome.COMPLETED, null);
        link.life().open();
    }

    private void fail() {
        TlsFailure failure = stream.failure();
        end(HandshakeOutcome.FAILED, failure);
        link.life().closeAfterHandshake(CloseReason.HANDSHAKE_FAILED, new TlsException(failure));
    }

    /** The socket has failed, or something that TLS calls and that is no peer's doing. */
    private void onThrown(@Nullable Throwable thrown) {
        if (job.error() != null) {
            end(HandshakeOutcome.IO_ERROR, null);
            link.life().closeNow(CloseReason.IO_ERROR, thrown);
        } else {
            end(
                    HandshakeOutcome.FAILED,
                    new TlsFailure(TlsFailure.Reason.ENGINE, null, String.valueOf(thrown), thrown));
            link.life().closeNow(CloseReason.HANDSHAKE_FAILED, thrown);
        }
    }

    private void leave() {
        end(HandshakeOutcome.LEFT, null);
        link.life().closeNow(CloseReason.PEER_CLOSED, null);
    }

    /** Gives this handshake up for newer ones. */
    void shed() {
        end(HandshakeOutcome.SHED, null);
        link.life().closeNow(CloseReason.HANDSHAKE_SHED, null);
    }

    /** The one way to an outcome. */
    private void end(HandshakeOutcome how, @Nullable TlsFailure failure) {
        assert hasBegun && outcome == null : how + " after " + outcome;
        outcome = how;
        // While it still shows whether it is on the list of those that are ready.
        loop.handshakes().end(this);
        phase = how == HandshakeOutcome.COMPLETED ? Phase.DONE : Phase.FAILED;
        if (phase == Phase.FAILED) {
            tls.onHandshakeFailed();
        }
        deadline.end();
        long tookNanos = loop.clock().refresh() - beganNanos;
        loop.counts().handshakeEnded(how, stream.accepts());
        if (failure != null) {
            loop.counts().tls().failed(failure);
        }
        if (negotiated != null) {
            loop.counts().handshakeCompleted(negotiated.isResumed(), tookNanos);
        }
        EngineEvents.CHOSEN.handshakeEnded(link, how, failure, tookNanos);
    }

    /** The link's end, whatever the handshake has come to. */
    void release() {
        if (!hasBegun) {
            return;
        }
        if (outcome == null) {
            end(HandshakeOutcome.CLOSED, null);
        }
        if (terms != null) {
            loop.termsInUse().release(terms);
        }
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

    /** Whether the last step has lacked a buffer. While no job is out. */
    boolean awaitsBuffer() {
        return job.step() == TlsStream.Step.AWAITS_BUFFER;
    }

    /** What both ends agreed on; null before. */
    @Nullable
    Negotiated negotiated() {
        return negotiated;
    }

    /** When the socket was connected. */
    long beganNanos() {
        return beganNanos;
    }

    /** The job that is a step of it. */
    Job job() {
        return job;
    }

    /** What it waits for, for people. */
    String state() {
        return switch (phase) {
            case AWAITS_SOCKET ->
                job.step() == TlsStream.Step.AWAITS_ROOM ? "awaits the peer, which takes nothing" : "awaits the peer";
            case READY -> link.isStarved() ? "waits for a buffer" : "waits for its turn";
            case STEPPING -> "an ACCEPT job is out";
            case DONE, FAILED -> "is over";
        };
    }

    /** What has come of it, for people. */
    String agreed() {
        Negotiated both = negotiated;
        if (both == null) {
            return outcome == null ? "no handshake yet" : "handshake " + outcome;
        }
        String alpn = both.applicationProtocol();
        return both.protocol() + " " + both.cipherSuite() + ", " + (alpn == null ? "no ALPN" : "ALPN " + alpn) + ", "
                + (both.isResumed() ? "resumed" : "full handshake");
    }

    /** Whether the peer connected to us. */
    boolean isAccepted() {
        return stream.accepts();
    }

    Link link() {
        return link;
    }
}
