package io.coxswain.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/**
 * Accepts connections, registers them with a selector and does nothing with them: what a link costs at least, in
 * memory.
 *
 * <p><b>Threads.</b> {@code cox-loop-0}.
 */
final class BareService implements Service {
    private static final int BACKLOG = 1024;

    private final ServerSocketChannel listener;
    private final Selector selector;

    private BareService(ServerSocketChannel listener, Selector selector) {
        this.listener = listener;
        this.selector = selector;
    }

    static BareService start() throws IOException {
        ServerSocketChannel listener = ServerSocketChannel.open();
        listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), BACKLOG);
        listener.configureBlocking(false);
        BareService service = new BareService(listener, Selector.open());
        listener.register(service.selector, SelectionKey.OP_ACCEPT);
        Thread loop = new Thread(service::serve, "cox-loop-0");
        loop.setDaemon(true);
        loop.start();
        return service;
    }

    private void serve() {
        try {
            while (true) {
                selector.select(this::onFired);
            }
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private void onFired(SelectionKey key) {
        try {
            if (key.channel() == listener) {
                SocketChannel channel = listener.accept();
                channel.configureBlocking(false);
                channel.register(selector, SelectionKey.OP_READ, channel);
            } else {
                // Nothing is ever sent, so this is its end.
                key.channel().close();
            }
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    @Override
    public int port() {
        return listener.socket().getLocalPort();
    }

    @Override
    public String describe() {
        return "nanos " + System.nanoTime() + " frames 0";
    }
}
