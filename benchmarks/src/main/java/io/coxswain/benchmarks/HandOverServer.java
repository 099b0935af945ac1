package io.coxswain.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * One server of the experiment, as a process: options {@code --mode} and {@code --work-us}.
 *
 * <p>Prints {@code ready PORT} once it listens, then answers each line on stdin with a line of counters, and ends with its
 * stdin.
 *
 * <p><b>Threads.</b> The main thread talks to the parent process. {@code cox-accept} accepts, apart from the loop, so that
 * accepting is no part of what is compared.
 */
final class HandOverServer {
    static final String NAME = "hand-over-server";

    private static final int BACKLOG = 1024;
    private static final long ANSWER_SECONDS_MAX = 10;

    private HandOverServer() {}

    static int run(List<String> words) throws Exception {
        Options options = new Options(words);
        HandOverMode mode = HandOverMode.parse(options.take("--mode", "jobs=inline"));
        long workMicros = Long.parseLong(options.take("--work-us", "0"));
        options.refuseRest();
        EchoLoop loop = EchoLoop.start(mode, new Work(workMicros * 1_000));
        System.out.println("ready " + listen(loop));
        answer(loop);
        return 0;
    }

    /** Accepts links for a loop from now on, and returns the port. */
    static int listen(EchoLoop loop) throws IOException {
        ServerSocketChannel listener = ServerSocketChannel.open();
        listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), BACKLOG);
        Thread acceptor = new Thread(() -> accept(listener, loop), "cox-accept");
        acceptor.setDaemon(true);
        acceptor.start();
        return listener.socket().getLocalPort();
    }

    private static void accept(ServerSocketChannel listener, EchoLoop loop) {
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

    private static void answer(EchoLoop loop)
            throws IOException, InterruptedException, ExecutionException, TimeoutException {
        BufferedReader requests = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        while (requests.readLine() != null) {
            CompletableFuture<String> counters = new CompletableFuture<>();
            loop.execute(() -> counters.complete(loop.describe()));
            System.out.println(counters.get(ANSWER_SECONDS_MAX, TimeUnit.SECONDS));
        }
    }
}
