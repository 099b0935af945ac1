package io.coxswain.core;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.channels.ServerSocketChannel;
import org.jspecify.annotations.Nullable;

/**
 * A server socket that is bound and listens, of either family, and the file of one that has one.
 *
 * <p><b>Threads.</b> The loop.
 */
final class ListeningSocket {
    private final ServerSocketChannel channel;
    private final @Nullable SocketFile file;
    private final SocketAddress localAddress;

    private ListeningSocket(ServerSocketChannel channel, @Nullable SocketFile file) throws IOException {
        this.channel = channel;
        this.file = file;
        this.localAddress = channel.getLocalAddress();
    }

    /**
     * Opens a socket and binds it.
     *
     * @throws IOException naming the address and what is wrong with it; nothing is left open
     */
    static ListeningSocket open(SocketAddress address, LinkConfig config) throws IOException {
        ServerSocketChannel channel = null;
        try {
            channel = openChannel(address);
            return bind(channel, address, config);
        } catch (IOException | IllegalArgumentException | UnsupportedOperationException e) {
            // The second, of channels, are addresses of a kind that they do not know; the third, a system without
            // Unix-domain sockets.
            if (channel != null) {
                channel.close();
            }
            throw new IOException("cannot listen on " + address + ": " + e.getMessage(), e);
        }
    }

    private static ServerSocketChannel openChannel(SocketAddress address) throws IOException {
        if (address instanceof InetSocketAddress inet && inet.isUnresolved()) {
            throw new UnknownHostException(inet.getHostString());
        }
        return address instanceof UnixDomainSocketAddress
                ? ServerSocketChannel.open(StandardProtocolFamily.UNIX)
                : ServerSocketChannel.open();
    }

    private static ListeningSocket bind(ServerSocketChannel channel, SocketAddress address, LinkConfig config)
            throws IOException {
        channel.configureBlocking(false);
        config.socket().applyToServer(channel);
        if (address instanceof UnixDomainSocketAddress unix) {
            return new ListeningSocket(channel, SocketFile.bind(channel, unix, config.backlog()));
        }
        channel.bind(address, config.backlog());
        return new ListeningSocket(channel, null);
    }

    ServerSocketChannel channel() {
        return channel;
    }

    SocketAddress localAddress() {
        return localAddress;
    }

    /** Closes the socket and removes its file. Idempotent. */
    void close() throws IOException {
        SocketFile ownFile = file;
        // The file goes first: once nobody listens any more it would look stale to others.
        try (channel) {
            if (ownFile != null && channel.isOpen()) {
                ownFile.delete();
            }
        }
    }
}
