package io.coxswain.core;

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
 * <p><b>Threads.</b> The loop.
 *
 * <p><b>Limits.</b> {@link Limits#acceptsPerCycleMax()} connections per turn. A connection above
 * {@link Limits#connectionsMax()} or {@link Limits#connectionsPerAddressMax()} is closed at once and counted.
 *
 * <p><b>Errors.</b> When accepting fails (no descriptor is left, say), the {@link ErrorHandler} is told, and the listener
 * pauses for {@value #PAUSE_MILLIS} ms; the port stays open and the kernel's backlog fills meanwhile.
 */
public final class Listener extends Selectable {
    /** Pause after a failure to accept, in milliseconds. */
    static final int PAUSE_MILLIS = 100;

    private final Loop loop;
    private final ListeningSocket socket;
    private final LinkConfig config;
    private final LinkAcceptor acceptor;
    private @Nullable SelectionKey key;

    Listener(Loop loop, ListeningSocket socket, LinkConfig config, LinkAcceptor acceptor) {
        this.loop = loop;
        this.socket = socket;
        this.config = config;
        this.acceptor = acceptor;
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

    void register(SelectionKey newKey) {
        this.key = newKey;
    }

    @Override
    void onSelected(int readyOps) {
        for (int i = 0;
                i < loop.limits().acceptsPerCycleMax() && socket.channel().isOpen();
                i++) {
            if (!acceptOne()) {
                return;
            }
        }
    }

    private boolean acceptOne() {
        SocketChannel accepted;
        try {
            accepted = socket.channel().accept();
        } catch (IOException e) {
            pause(e);
            return false;
        }
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

    private void open(SocketChannel accepted) throws IOException {
        SocketAddress remote = accepted.getRemoteAddress();
        InetAddress from = remote instanceof InetSocketAddress inet ? inet.getAddress() : null;
        if (!loop.links().hasRoom(from)) {
            loop.counts().increment(Counter.LINKS_REFUSED);
            accepted.close();
            return;
        }
        accepted.configureBlocking(false);
        config.socket().applyTo(accepted);
        Link link = new Link(loop, loop.links().takeId(), accepted, config, null);
        link.identify(remote, from);
        link.register(loop.register(accepted, 0, link));
        loop.links().add(link, from);
        loop.counts().increment(Counter.LINKS_ACCEPTED);
        link.callbacks().acceptWith(acceptor);
        if (!link.life().isClosing()) {
            link.life().open();
        }
    }

    private void pause(IOException error) {
        loop.counts().increment(Counter.ACCEPT_ERRORS);
        loop.onApplicationError("accepting on " + localAddress(), error);
        changeInterest(0);
        loop.schedule(PAUSE_MILLIS * 1_000_000L, current -> changeInterest(SelectionKey.OP_ACCEPT));
    }

    private void changeInterest(int operations) {
        SelectionKey current = key;
        if (current != null && current.isValid()) {
            current.interestOps(operations);
        }
    }
}
