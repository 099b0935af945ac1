package io.coxswain.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The experiment's own server, on raw channels.
 *
 * <p><b>Threads.</b> {@code cox-accept} accepts, apart from the loop, so that accepting is no part of what is compared.
 */
final class ExperimentService implements Service {
    private static final int BACKLOG = 1024;
    private static final long ANSWER_SECONDS_MAX = 10;

    private final EchoLoop loop;
    private final ServerSocketChannel listener;

    private ExperimentService(EchoLoop loop, ServerSocketChannel listener) {
        this.loop = loop;
        this.listener = listener;
    }

    static ExperimentService start(HandOverMode mode, Work work) throws IOException {
        ServerSocketChannel listener = ServerSocketChannel.open();
        listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), BACKLOG);
        ExperimentService service = new ExperimentService(EchoLoop.start(mode, work), listener);
        Thread acceptor = new Thread(service::accept, "cox-accept");
        acceptor.setDaemon(true);
        acceptor.start();
        return service;
    }

    private void accept() {
        try {
            while (true) {
                SocketChannel channel = listener.accept();
                channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
                EchoLink link = new EchoLink(channel);
                loop.execute(() -> loop.add(link));
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
    public String describe() throws InterruptedException, ExecutionException, TimeoutException {
        CompletableFuture<String> counters = new CompletableFuture<>();
        loop.execute(() -> counters.complete(loop.describe()));
        return counters.get(ANSWER_SECONDS_MAX, TimeUnit.SECONDS);
    }
}
