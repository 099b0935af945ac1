package io.coxswain.core;

import io.coxswain.tls.TlsTerms;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/**
 * A listening socket: accepts connections and makes a link of each.
 *
 * <p><b>Threads.</b> The loop, except {@link #localAddress()} and {@link #port()}, which are for any thread.
 *
 * <p><b>Limits.</b> {@link Limits#acceptsPerCycleMax()} connections per turn of the loop. A connection above
 * {@link Limits#connectionsMax()} or {@link Limits#connectionsPerAddressMax()} is closed at once and counted by
 * {@link Counters#refused}.
 *
 * <p><b>Errors.</b> When no connection can be accepted, because the process has no descriptor left, say, the selector
 * first lets go of closed sockets, and it is tried once more. If that fails too, the listener backs off,
 * {@value #BACK_OFF_MILLIS_MIN} ms at first and up to {@value #BACK_OFF_MILLIS_MAX} ms after repeated failures: the
 * port stays open, and the kernel's backlog fills. The {@link ErrorHandler} is told once, until accepting has succeeded
 * again; {@link Counter#ACCEPT_ERRORS} counts each failure. All this goes for a server that is run from jars: a class
 * in a folder takes a descriptor to load, and a loop that lacks a class ends.
 */
public final class Listener extends Selectable {
    /** First pause after a failure to accept, in milliseconds. */
    static final int BACK_OFF_MILLIS_MIN = 10;

    /** Longest pause between two attempts to accept, in milliseconds. */
    static final int BACK_OFF_MILLIS_MAX = 1_000;

    private final Loop loop;
    private final ListeningSocket socket;
    private final LinkConfig config;
    private final LinkAcceptor acceptor;
    private final Interest interest;

    // Made beforehand: where no descriptor is left, not even a class can be loaded from its file.
    private final Timer backOffTimer;

    private boolean paused;
    private boolean backingOff;
    private int backOffMillis; // the last pause; 0 while accepting succeeds

    Listener(Loop loop, ListeningSocket socket, LinkConfig config, LinkAcceptor acceptor) {
        this.loop = loop;
        this.socket = socket;
        this.config = config;
        this.acceptor = acceptor;
        this.interest = new Interest(loop.counts());
        this.backOffTimer = loop.timers().prepare(current -> endBackOff());
    }

    /** The address that it listens on, with the port that the kernel chose if none was given. Any thread. */
    public SocketAddress localAddress() {
        return socket.localAddress();
    }

    /**
     * The port of {@link #localAddress()}. Any thread.
     *
     * @throws IllegalStateException if it listens on a Unix-domain socket, which has none
     */
    public int port() {
        if (localAddress() instanceof InetSocketAddress inet) {
            return inet.getPort();
        }
        throw new IllegalStateException("a listener on " + localAddress() + " has no port");
    }

    /**
     * Accepts no more connections until {@link #resume()}. The address stays taken, and connections wait in the kernel
     * as far as {@link LinkConfig#backlog} goes. Idempotent.
     */
    public void pause() {
        loop.checkOwner();
        paused = true;
        updateInterest();
    }

    /**
     * Undoes {@link #pause()}. It does not cut a pause short that a failure to accept has brought about. Idempotent.
     */
    public void resume() {
        loop.checkOwner();
        paused = false;
        updateInterest();
    }

    /** Whether {@link #pause()} holds. */
    public boolean isPaused() {
        loop.checkOwner();
        return paused;
    }

    /** Stops listening, and removes the file of a Unix-domain socket; links that were accepted go on. Idempotent. */
    public void close() {
        loop.checkOwner();
        loop.forget(this);
        try {
            socket.close();
            // Or the port would be free only after the next select, and who listens on it again at once be refused.
            loop.flushCancelledKeys();
        } catch (IOException e) {
            loop.onApplicationError("closing the listener on " + localAddress(), e);
        }
    }

    /** TLS as its links have it, or null for none. */
    @Nullable
    TlsTerms tls() {
        return config.tls();
    }

    void register(SelectionKey newKey) {
        interest.register(newKey);
    }

    @Override
    void onSelected(int readyOps) {
        int left = loop.limits().acceptsPerCycleMax();
        while (left > 0 && isAccepting() && acceptOne()) {
            left--;
        }
    }

    /** Whether connections are wanted; the acceptor, which the application wrote, may have changed that. */
    private boolean isAccepting() {
        return !paused && !backingOff && socket.channel().isOpen();
    }

    private boolean acceptOne() {
        SocketChannel accepted = acceptOrBackOff();
        if (accepted == null) {
            return false;
        }
        try {
            open(accepted);
        } catch (IOException e) {
            // The peer has left already, or the selector would not have it; that socket is lost, the next may be well.
            loop.counts().increment(Counter.ACCEPT_ERRORS);
            loop.closeQuietly(accepted);
        }
        return true;
    }

    private @Nullable SocketChannel acceptOrBackOff() {
        SocketChannel accepted;
        try {
            accepted = socket.channel().accept();
        } catch (IOException first) {
            accepted = acceptAfterFlush();
        }
        if (!backingOff) {
            backOffMillis = 0;
        }
        return accepted;
    }

    private @Nullable SocketChannel acceptAfterFlush() {
        try {
            loop.flushCancelledKeys();
            return socket.channel().accept();
        } catch (IOException second) {
            backOff(second);
            return null;
        }
    }

    private void backOff(IOException error) {
        loop.counts().increment(Counter.ACCEPT_ERRORS);
        boolean isFirst = backOffMillis == 0;
        backOffMillis = isFirst ? BACK_OFF_MILLIS_MIN : Math.min(backOffMillis * 2, BACK_OFF_MILLIS_MAX);
        backingOff = true;
        updateInterest();
        loop.timers().start(backOffTimer, backOffMillis * 1_000_000L);
        if (isFirst) {
            loop.onApplicationError("accepting on " + localAddress(), error);
        }
    }

    private void endBackOff() {
        backingOff = false;
        updateInterest();
    }

    private void updateInterest() {
        interest.change(SelectionKey.OP_ACCEPT, isAccepting());
    }

    private void open(SocketChannel accepted) throws IOException {
        SocketAddress remote = accepted.getRemoteAddress();
        InetAddress from = LinkTable.hostOf(remote);
        RefusalReason refusal = loop.links().refusal(from);
        if (refusal != null) {
            loop.counts().refused(refusal);
            accepted.close();
            return;
        }
        accepted.configureBlocking(false);
        config.socket().applyTo(accepted);
        Link link = loop.addLink(accepted, config, null, remote, from, TlsStream.accepting(config, accepted));
        loop.counts().increment(Counter.LINKS_ACCEPTED);
        link.callbacks().acceptWith(acceptor);
        if (!link.life().isClosing()) {
            link.life().onSocketConnected();
        }
    }
}
