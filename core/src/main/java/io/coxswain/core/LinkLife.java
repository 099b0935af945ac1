package io.coxswain.core;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/**
 * The life of a link: its state, what holds it, and how it ends.
 *
 * <pre>
 *     CONNECTING ---&gt; HANDSHAKING ---&gt; OPEN ---- close() ----&gt; DRAINING ---&gt; CLOSING ---&gt; CLOSED
 *          |     no TLS  |     |            ^                      ^               ^
 *          |             |     +------------|--- TLS has failed ---+               |
 *          +-------------|------------------+                                      |
 *                        +-------------------- closeNow(), or anything fatal ------+   from any
 * </pre>
 *
 * <p>A link goes from CLOSING to CLOSED when nothing holds it any more: see {@link LinkHolds}. Then the loop, outside
 * of all callbacks, closes the socket, returns the buffers, lets the selector forget the socket and calls
 * {@link LinkHandler#onClose}, once.
 *
 * <p><b>Threads.</b> The loop.
 */
final class LinkLife implements LinkHolds.Listener {
    private enum State {
        /** Not connected yet; what is sent is queued. */
        CONNECTING,
        /** Connected, and TLS not yet agreed on; what is sent is queued. */
        HANDSHAKING,
        /** Both ways are open, as far as the application and the peer have left them so. */
        OPEN,
        /**
         * Closing gracefully: no more frames, no more sends; what is queued goes out, then the peer's end is awaited.
         */
        DRAINING,
        /** Over, as soon as nobody holds it any more. */
        CLOSING,
        /** The socket is closed. */
        CLOSED
    }

    private final Link link;
    private final Loop loop;
    private final SocketChannel channel;
    private final long closeDeadlineNanos;
    private final LinkHolds holds;

    private State state = State.CONNECTING;
    private CloseReason closeReason = CloseReason.LOCAL;
    private @Nullable Throwable closeCause;
    private @Nullable Timer deadline;
    private boolean outputEnds;
    private boolean outputEnded;

    LinkLife(Link link, Loop loop, SocketChannel channel, LinkConfig config) {
        this.link = link;
        this.loop = loop;
        this.channel = channel;
        this.closeDeadlineNanos = config.closeDeadlineNanos();
        this.holds = new LinkHolds(this);
    }

    // ---- opening ----

    /** Begins to connect; goes on in {@link #finishConnect()}, or in a turn of the loop if it was done at once. */
    void connect(SocketAddress address, long deadlineNanos) {
        // Who asks has to hear the answers: if both ends stopped reading when they are full, neither would go on.
        link.writer().writability().neverHoldReadingBack();
        boolean connected;
        try {
            if (address instanceof InetSocketAddress inet && inet.isUnresolved()) {
                throw new UnknownHostException(inet.getHostString());
            }
            connected = channel.connect(address);
        } catch (IOException | IllegalArgumentException e) {
            // The latter is an address of a family that the kernel does not know.
            closeNow(reasonOf(e), e);
            return;
        }
        if (connected) {
            openSoon(Counter.LINKS_CONNECTED);
        } else {
            link.changeInterest(SelectionKey.OP_CONNECT, true);
            deadline = loop.schedule(deadlineNanos, current -> onConnectDeadline());
        }
    }

    private static CloseReason reasonOf(Exception failure) {
        if (failure instanceof UnknownHostException) {
            return CloseReason.CONNECT_UNRESOLVED;
        }
        if (failure instanceof ConnectException) {
            return CloseReason.CONNECT_REFUSED;
        }
        if (failure.getClass() == SocketException.class
                && String.valueOf(failure.getMessage()).contains("reset")) {
            // It was connected, and the peer has left before we have looked. ECONNRESET has no class of its own.
            return CloseReason.IO_ERROR;
        }
        return failure instanceof SocketException ? CloseReason.CONNECT_UNREACHABLE : CloseReason.CONNECT_FAILED;
    }

    /** The selector says that connecting is over, one way or the other. */
    void finishConnect() {
        if (state != State.CONNECTING) {
            return;
        }
        boolean connected;
        try {
            connected = channel.finishConnect();
        } catch (IOException e) {
            closeNow(reasonOf(e), e);
            return;
        }
        if (connected) {
            link.changeInterest(SelectionKey.OP_CONNECT, false);
            openCounted(Counter.LINKS_CONNECTED);
        }
    }

    /** A loop that was busy may not have come to hear of a connection that has long been there: look once more. */
    private void onConnectDeadline() {
        finishConnect();
        if (state == State.CONNECTING) {
            closeNow(CloseReason.CONNECT_DEADLINE, null);
        }
    }

    /** The socket is connected already: opens in a turn of the loop, and not inside the call that made the link. */
    void openSoon(Counter opened) {
        loop.schedule(0, current -> openCounted(opened));
    }

    private void openCounted(Counter opened) {
        if (state == State.CONNECTING) {
            loop.counts().increment(opened);
            onSocketConnected();
        }
    }

    /** The socket is connected; with TLS, the handshake comes before the link is open. */
    void onSocketConnected() {
        assert state == State.CONNECTING : "connected while " + state;
        LinkTls tls = link.tls();
        if (tls == null) {
            open();
            return;
        }
        state = State.HANDSHAKING;
        cancelDeadline();
        tls.handshake().start();
    }

    /** Bytes of the application may pass. */
    void open() {
        assert state == State.CONNECTING || state == State.HANDSHAKING : "open() of a link that is " + state;
        state = State.OPEN;
        cancelDeadline();
        link.reader().open(loop.clock().nanos());
        link.writer().open(loop.clock().nanos());
        EngineEvents.CHOSEN.linkOpened(link);
        link.callbacks().onOpen();
        if (state == State.OPEN) {
            link.writer().flush();
            endOutputIfDrained();
        }
    }

    @Override
    public void onUnheld() {
        // Left to the end of the loop's turn: never from inside a call of the application, which might be in the middle
        // of something.
        loop.onUnheld(link);
    }

    /** What keeps this link from ending. */
    LinkHolds holds() {
        return holds;
    }

    /** The loop is back from the application; notices a claim that was left open. */
    void leave() {
        link.writer().checkClaimClosed();
        holds.leave();
    }

    // ---- closing, in steps: close, onDrained, onInputEnd, closeNow, finish, tellClosed ----

    /** Begins to close gracefully. */
    void close(CloseReason reason, @Nullable Throwable cause) {
        if (state == State.CONNECTING || state == State.HANDSHAKING) {
            closeNow(reason, cause);
        } else if (state == State.OPEN) {
            drain(reason, cause);
        }
    }

    /** The handshake has failed: the alert that says so goes out like the last bytes of any link. */
    void closeAfterHandshake(CloseReason reason, TlsException cause) {
        assert state == State.HANDSHAKING : "no handshake, but " + state;
        cancelDeadline();
        link.reader().open(loop.clock().nanos());
        drain(reason, cause);
    }

    /** TLS has failed; everything that came before was delivered. */
    void onTlsFailure(TlsException failure) {
        LinkTls tls = link.tls();
        assert tls != null : "a TLS failure without TLS";
        tls.onFailure(failure.failure());
        if (state == State.OPEN) {
            drain(failure.isTruncation() ? CloseReason.TLS_TRUNCATED : CloseReason.TLS_FAILED, failure);
        } else {
            closeNow(closeReason, closeCause);
        }
    }

    private void drain(CloseReason reason, @Nullable Throwable cause) {
        state = State.DRAINING;
        closeReason = reason;
        closeCause = cause;
        outputEnds = true;
        deadline = loop.schedule(closeDeadlineNanos, current -> onCloseDeadline());
        link.reader().startDiscarding();
        link.writer().flush();
        endOutputIfDrained();
    }

    /** Ends the sending half once what is queued has gone out. */
    void shutdownOutput() {
        if (state == State.OPEN || state == State.CONNECTING || state == State.HANDSHAKING) {
            boolean heldBack = link.writer().writability().holdsReadingBack();
            outputEnds = true;
            if (heldBack) {
                link.reader().onReleased();
            }
            endOutputIfDrained();
        }
    }

    /** Goes on to end our direction, if that is wanted and nothing is left to send. */
    void endOutputIfDrained() {
        if (outputEnds && !outputEnded && isConnected() && link.writer().isDrained()) {
            onDrained();
        }
    }

    /** Everything queued has been taken by the socket: if nothing more may be sent, tell the peer. */
    void onDrained() {
        if (!outputEnds || outputEnded) {
            return;
        }
        LinkTls tls = link.tls();
        if (tls != null && tls.endOutput()) {
            // The peer must be told in TLS first; then this is called again.
            link.writer().flush();
            return;
        }
        outputEnded = true;
        try {
            channel.shutdownOutput();
        } catch (IOException e) {
            closeNow(CloseReason.IO_ERROR, e);
            return;
        }
        if (link.reader().isEnded()) {
            closeNow(state == State.DRAINING ? closeReason : CloseReason.PEER_CLOSED, closeCause);
        }
    }

    /** The peer has sent its last byte, and everything before it was delivered. */
    void onInputEnd() {
        if (state == State.DRAINING) {
            if (outputEnded) {
                closeNow(closeReason, closeCause);
            }
            return;
        }
        boolean keepOpen = link.callbacks().onInputEnd();
        if (state != State.OPEN) {
            return;
        }
        if (outputEnded) {
            closeNow(CloseReason.PEER_CLOSED, null);
        } else if (!keepOpen) {
            close(CloseReason.PEER_CLOSED, null);
        }
    }

    /** The framing objects to what the peer has sent; everything before it was delivered. */
    void onMalformed(CloseReason reason, String detail) {
        link.callbacks().onMalformed(reason, detail);
        close(reason, new MalformedFrameException(detail));
    }

    private void onCloseDeadline() {
        // If the peer has everything and only keeps its end open, that is a close like any other.
        closeNow(outputEnded ? closeReason : CloseReason.CLOSE_DEADLINE, closeCause);
    }

    /** Ends the link: now, or when the last job of it is back and the loop has left its callbacks. */
    void closeNow(CloseReason reason, @Nullable Throwable cause) {
        if (isClosing()) {
            return;
        }
        state = State.CLOSING;
        closeReason = reason;
        closeCause = cause;
        cancelDeadline();
        holds.end();
    }

    /** Closes the socket and returns the buffers. The loop, outside of all callbacks. */
    void finish() {
        assert state == State.CLOSING && holds.isUnheld() : "finish() of a link that is held";
        state = State.CLOSED;
        try {
            channel.close();
        } catch (IOException e) {
            loop.onApplicationError("closing the socket of " + link, e);
        }
        link.reader().release();
        link.writer().release();
        LinkTls tls = link.tls();
        if (tls != null) {
            tls.release();
        }
        loop.onLinkFinished(link, closeReason);
    }

    /**
     * Ends a link whose job does not come back, at the end of the engine: the worker still has its segment, which is
     * therefore not returned.
     */
    void abandon() {
        state = State.CLOSED;
        loop.closeQuietly(channel);
        loop.onLinkFinished(link, closeReason);
        tellClosed();
    }

    /** Tells the application; the last that happens to a link. The loop, once the selector has let go of the socket. */
    void tellClosed() {
        assert state == State.CLOSED : "tellClosed() of a link that is " + state;
        link.callbacks().onClose(closeReason, closeCause);
    }

    private void cancelDeadline() {
        Timer current = deadline;
        deadline = null;
        if (current != null) {
            current.cancel();
        }
    }

    // ---- questions ----

    boolean isOpen() {
        return state == State.OPEN;
    }

    /** Whether the TLS handshake is under way. */
    boolean isHandshaking() {
        return state == State.HANDSHAKING;
    }

    /** Whether bytes may go to the socket. */
    boolean isConnected() {
        return state == State.OPEN || state == State.DRAINING;
    }

    boolean acceptsSends() {
        return (state == State.OPEN || state == State.CONNECTING || state == State.HANDSHAKING) && !outputEnds;
    }

    /** Whether the link only waits for its last holder, or is over. */
    boolean isClosing() {
        return state == State.CLOSING || state == State.CLOSED;
    }

    /** The state's name, for people. */
    @Override
    public String toString() {
        return state.name();
    }
}
