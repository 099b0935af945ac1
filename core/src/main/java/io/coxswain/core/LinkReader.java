package io.coxswain.core;

import java.nio.channels.ReadableByteChannel;
import org.jspecify.annotations.Nullable;

/**
 * The loop's side of receiving: when a link is read, and how its frames reach the application.
 *
 * <pre>
 *        startRead, startLingering       onJobDone                 last frame
 *     IDLE -----------------&gt; READING -----------------&gt; DELIVERING ------------&gt; IDLE
 *                                                             |
 *                                                             +-- END, or no frame --&gt; ENDED
 * </pre>
 *
 * <p>While a snapshot is undelivered nothing more is read: TCP does the back-pressure. A link whose last byte was
 * delivered holds no segment; it borrows one for each job.
 *
 * <p><b>Threads.</b> The loop.
 */
final class LinkReader implements JobListener, StandstillListener {
    private enum Phase {
        /** Nothing received that is not delivered, except the beginning of a frame. */
        IDLE,
        /** A READ job is out. */
        READING,
        /** A snapshot waits for its turn, or for the application to resume reading. */
        DELIVERING,
        /** Nothing more is read, unless a graceful close reads away what a refused peer still sends. */
        ENDED
    }

    /** Since when a link waits that does not. */
    private static final long NOT_STARVED = Long.MAX_VALUE;

    private final Link link;
    private final Loop loop;
    private final ReceivingHalf half;
    private final Delivery delivery;
    private final ReceiveRoom room;
    private final ReadInterest interest;
    private final ProgressDeadline idleDeadline;
    private final @Nullable LinkTls tls;

    private Phase phase = Phase.IDLE;
    private long starvedSinceNanos = NOT_STARVED;
    private boolean suspended;
    private boolean discarding;
    private boolean waitsForTurn;
    private boolean isDelivering;
    private boolean isLastLook;

    LinkReader(Link link, Loop loop, ReadableByteChannel source, LinkConfig config) {
        this.link = link;
        this.loop = loop;
        this.tls = link.tls();
        Limits limits = loop.limits();
        this.half = new ReceivingHalf(
                this, source, config.framing(), limits.readJobBytesMax(), limits.framesPerSnapshotMax());
        this.interest = new ReadInterest(link, loop);
        this.delivery = new Delivery(link, loop, half, config.byteOrder());
        this.room =
                new ReceiveRoom(loop.pool(), link, half, Math.max(limits.readJobBytesMax(), config.frameBytesMax()));
        this.idleDeadline = new ProgressDeadline(loop, half.progress(), config.readIdleNanos(), this);
    }

    /** The socket is connected: from now on its being readable matters. */
    void open(long nowNanos) {
        half.progress().start(nowNanos);
        if (!suspended) {
            idleDeadline.start();
        }
        interest.set();
        if (tls != null && tls.hasInput()) {
            awaitTurn();
        }
    }

    /** The selector says that the socket is readable. */
    void onReadable() {
        if (isPaused() || phase == Phase.ENDED) {
            interest.clear();
        } else if (phase != Phase.IDLE) {
            interest.onReadableWhileServed();
        } else if (!waitsForTurn
                && (loop.dispatcher().isOffloading() || loop.turns().isFree(link.kind()))) {
            startRead();
        } else {
            // What the loop reads itself it delivers itself, and others have waited longer for that.
            awaitTurn();
        }
    }

    /** This link's turn has come: deliver what is left, or look for what the last job left behind. */
    void onTurn() {
        waitsForTurn = false;
        if (link.life().isClosing()) {
            return;
        }
        if (phase == Phase.DELIVERING) {
            deliver();
        } else if (phase == Phase.IDLE && !isPaused()) {
            startRead();
        } else {
            waiveLease();
        }
    }

    /**
     * Nothing has come for too long, as far as a loop knows that may have been busy: a read that begins now decides.
     */
    @Override
    public void onStandstill() {
        if (link.life().isClosing()) {
            // Closed earlier in this turn, at whose end it goes: it may not be lent any more.
            return;
        }
        if (phase != Phase.IDLE || isPaused()) {
            // Something has come and waits to be delivered, or nothing is asked for: silence proves nothing.
            idleDeadline.start();
            return;
        }
        isLastLook = true;
        if (!waitsForTurn) {
            startRead();
        }
    }

    private void startRead() {
        if (tls != null && !tls.tryTake(Operation.READ)) {
            interest.clear();
            noteIfStarved();
            return;
        }
        if (!room.find()) {
            loop.counts().increment(Counter.READS_STARVED);
            interest.clear();
            loop.onStarved(link);
            if (tls != null) {
                tls.undoTake(Operation.READ);
            }
            noteIfStarved();
            return;
        }
        phase = Phase.READING;
        starvedSinceNanos = NOT_STARVED;
        link.life().holds().retainForJob();
        loop.dispatcher().dispatch(half);
        interest.onDispatched();
    }

    /**
     * Lends the half to a worker that watches the socket for a while, in the selector's place.
     *
     * @return false if that is not worth it, or there is no worker or no buffer
     */
    private boolean startLingering() {
        if (!interest.tryLeaveToWorker(room)) {
            return false;
        }
        phase = Phase.READING;
        link.life().holds().retainForJob();
        interest.onDispatched();
        return true;
    }

    /** Counts the time from the first of a row of attempts that lacked a buffer, while this side holds bytes. */
    private void noteIfStarved() {
        boolean holdsBytes = half.segment() != null || (tls != null && tls.holdsBuffers());
        if (starvedSinceNanos == NOT_STARVED && holdsBytes && link.isStarved()) {
            starvedSinceNanos = loop.clock().nanos();
        }
    }

    /**
     * How long an open link has been waiting for a buffer although it has some of the engine's memory: the beginning of
     * a frame, or ciphertext in either direction; 0 if it does not.
     */
    long starvedNanos(long nowNanos) {
        return starvedSinceNanos == NOT_STARVED || !link.life().isOpen() ? 0 : nowNanos - starvedSinceNanos;
    }

    /** The link's one lease is free again, for which this half has waited. */
    void onLeaseFree() {
        if (phase == Phase.IDLE && !isPaused()) {
            awaitTurn();
        } else {
            waiveLease();
        }
    }

    /** With TLS: a WRITE job has left nothing to write, be it answers or not, and the lease is free. */
    void onWritten() {
        if (phase == Phase.IDLE && !waitsForTurn && !isPaused() && link.life().isOpen()) {
            startLingering();
        }
    }

    /** This half would not read now: it waits neither for the lease any more nor for a buffer. */
    private void waiveLease() {
        starvedSinceNanos = NOT_STARVED;
        if (tls != null) {
            tls.waive(Operation.READ);
        }
    }

    /** There is room in the pool again. */
    void onPoolHasRoom() {
        if (phase == Phase.IDLE && !isPaused() && link.life().isConnected()) {
            startRead();
        } else {
            starvedSinceNanos = NOT_STARVED;
        }
    }

    @Override
    public void onJobDone(boolean offloaded) {
        link.life().holds().releaseForJob();
        if (tls != null) {
            tls.giveBack(Operation.READ);
        }
        phase = Phase.DELIVERING;
        delivery.begin();
        loop.counts().add(Counter.BYTES_RECEIVED, half.bytesRead());
        room.tune();
        if (half.mayLinger()) {
            half.letLinger(false);
            if (offloaded) {
                interest.onLingered(!half.hasFoundNothing() || (tls != null && tls.hasInput()));
            }
        }
        if (isSilent()) {
            continueReading();
            link.life().close(CloseReason.READ_IDLE, null);
        } else if (half.hasFoundNothing() && !discarding && !link.life().isClosing()) {
            // Nothing to deliver, so no turn to wait for before the selector may tell of it again.
            continueReading();
        } else if (offloaded && !link.life().isClosing()) {
            // Not now: first the loop hands out what else is ready, so that the workers go on while it delivers.
            awaitTurn();
        } else {
            deliver();
        }
        if (tls != null) {
            tls.goOn();
        }
    }

    /** Judges the job that is back, if it was a last look; otherwise nobody is silent. */
    private boolean isSilent() {
        boolean isToJudge = isLastLook && !isPaused() && link.life().isOpen();
        isLastLook = false;
        if (!isToJudge) {
            return false;
        }
        boolean hasFoundNothing =
                half.hasFoundNothing() && !wantsAnotherJob() && (tls == null || !tls.takeHasReceived());
        if (!hasFoundNothing) {
            idleDeadline.start();
        }
        return hasFoundNothing;
    }

    private void deliver() {
        if (link.life().isClosing()) {
            return;
        }
        if (discarding) {
            discard();
            return;
        }
        if (!loop.turns().mayDeliver(link.kind())) {
            awaitTurn();
            return;
        }
        link.life().holds().enter();
        isDelivering = true;
        if (delivery.hasFrames()) {
            link.writer().beginDelivery();
            delivery.run();
            link.writer().endDelivery();
        }
        if (!link.life().isClosing()) {
            afterFrames();
        }
        isDelivering = false;
        link.life().leave();
    }

    private void afterFrames() {
        if (discarding) {
            discard();
        } else if (delivery.hasFrames()) {
            if (!isPaused()) {
                loop.counts().increment(Counter.DELIVERIES_CUT_SHORT);
                awaitTurn();
            }
        } else {
            finishSnapshot();
        }
    }

    private void awaitTurn() {
        if (!waitsForTurn) {
            waitsForTurn = true;
            loop.turns().enqueue(this, link.kind());
        }
    }

    /** All frames of the snapshot are delivered: now for what came behind them. */
    private void finishSnapshot() {
        Throwable failure = half.failure();
        if (failure != null) {
            end();
            link.life().closeNow(half.isSocketFailure() ? CloseReason.IO_ERROR : CloseReason.FRAMING_FAILED, failure);
            return;
        }
        switch (half.outcome()) {
            case OK -> continueReading();
            case END -> {
                end();
                link.life().onInputEnd();
            }
            case ERROR -> {
                end();
                if (half.error() instanceof TlsException tlsFailure) {
                    link.life().onTlsFailure(tlsFailure);
                } else {
                    link.life().closeNow(CloseReason.IO_ERROR, half.error());
                }
            }
            case MALFORMED -> endMalformed(CloseReason.MALFORMED);
            case TOO_LARGE -> endMalformed(CloseReason.FRAME_TOO_LARGE);
        }
    }

    private void continueReading() {
        phase = Phase.IDLE;
        // Now, since settleTail() forgets them. A half without any is not lent again: it may have lingered in vain.
        boolean hadFrames = half.frameCount() > 0;
        delivery.end();
        room.settleTail();
        if (isPaused()) {
            return;
        }
        if (wantsAnotherJob()) {
            awaitTurn();
        } else if (!hadFrames || !startLingering()) {
            interest.set();
        }
    }

    /** Whether another job would find something that the selector does not know of. */
    private boolean wantsAnotherJob() {
        return half.wantsAnotherJob() || (tls != null && tls.hasInput());
    }

    private void endMalformed(CloseReason reason) {
        String detail = link.callbacks().describeFailure(half);
        end();
        link.life().onMalformed(reason, detail);
    }

    private void end() {
        phase = Phase.ENDED;
        idleDeadline.end();
        room.giveBack();
        interest.clear();
    }

    // ---- a link that is closing gracefully: what still comes is read and thrown away, until the peer's own end ----

    /** From now on everything received is thrown away, what the application has seen excepted. */
    void startDiscarding() {
        discarding = true;
        suspended = false;
        idleDeadline.end();
        if (phase == Phase.DELIVERING) {
            goOnDelivering();
        } else if (phase == Phase.IDLE) {
            loop.counts().add(Counter.BYTES_DISCARDED, half.tailBytes());
            room.giveBackAndDiscard();
            interest.set();
        } else if (phase == Phase.ENDED && half.isRefused()) {
            // Nothing is looked at any more, so what was objected to does not matter: read on until the peer's end.
            room.giveBackAndDiscard();
            phase = Phase.IDLE;
            interest.set();
        }
    }

    private void discard() {
        loop.counts().add(Counter.BYTES_DISCARDED, delivery.undeliveredBytes());
        boolean isOver = half.failure() != null
                || half.outcome() == ReceivingHalf.Outcome.END
                || half.outcome() == ReceivingHalf.Outcome.ERROR;
        room.giveBackAndDiscard();
        if (half.error() instanceof TlsException tlsFailure) {
            end();
            link.life().onTlsFailure(tlsFailure);
        } else if (isOver) {
            phase = Phase.ENDED;
            interest.clear();
            link.life().onInputEnd();
        } else {
            phase = Phase.IDLE;
            interest.set();
        }
    }

    // ---- for the application ----

    void suspend() {
        if (!discarding) {
            suspended = true;
            isLastLook = false;
            idleDeadline.stop();
        }
    }

    void resume() {
        if (suspended) {
            suspended = false;
            goOn();
        }
    }

    /** What the link is answered has room again, or will not be sent at all. */
    void onReleased() {
        goOn();
    }

    private void goOn() {
        if (isPaused() || phase == Phase.ENDED) {
            return;
        }
        if (link.life().isOpen()) {
            isLastLook = false;
            idleDeadline.start();
        }
        if (phase == Phase.DELIVERING) {
            goOnDelivering();
        } else if (phase == Phase.IDLE) {
            if (wantsAnotherJob()) {
                awaitTurn();
            }
            interest.set();
        }
    }

    /** Whether frames wait and nothing is read, for the application's sake or for want of room for the answers. */
    boolean isPaused() {
        return suspended || link.writer().writability().holdsReadingBack();
    }

    /**
     * Asks for a turn, unless this is called from inside the delivery, which looks at the new state when it is back.
     */
    private void goOnDelivering() {
        if (!isDelivering) {
            awaitTurn();
        }
    }

    // ---- the end ----

    /** Gives back what this side holds, when the link is finished and no job of it is out. */
    void release() {
        loop.counts().add(Counter.BYTES_DISCARDED, delivery.undeliveredBytes());
        phase = Phase.ENDED;
        idleDeadline.end();
        room.giveBack();
    }

    /** Whether the peer has sent its last byte. */
    boolean isEnded() {
        return phase == Phase.ENDED && !half.isRefused();
    }

    /** Bytes of the segment that this side holds. */
    int heldBytes() {
        return room.heldBytes();
    }

    /** What receiving waits for, for people. */
    String state() {
        if (phase == Phase.READING || phase == Phase.ENDED) {
            return phase == Phase.ENDED ? "ended" : "a READ job is out";
        }
        if (isPaused()) {
            return suspended ? "suspended by the application" : "paused until its answers are sent";
        }
        return waitsForTurn ? "waits for its turn" : link.isStarved() ? "waits for a buffer" : "waits for the socket";
    }

    ReceivingHalf half() {
        return half;
    }
}
