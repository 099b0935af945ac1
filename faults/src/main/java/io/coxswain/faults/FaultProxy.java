package io.coxswain.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * Passes connections on to a server on this host, with a {@link Fault} in each direction.
 *
 * <p><b>Threads.</b> Any may call it; one of its own does the work, and calls wait for that, {@value
 * #ANSWER_SECONDS_MAX} seconds at most.
 *
 * <p><b>Memory.</b> 128 KiB for each connection.
 */
public final class FaultProxy implements AutoCloseable {
    private static final long ANSWER_SECONDS_MAX = 10;
    private static final int BACKLOG = 200;

    /** The faults of both directions of a connection. */
    record Plan(Fault toServer, Fault toClient) {}

    private final InetSocketAddress target;
    private final ServerSocketChannel listener;
    private final Selector selector;
    private final Thread thread;
    private final ConcurrentLinkedQueue<Runnable> requests = new ConcurrentLinkedQueue<>();

    // ---- the proxy's thread ----
    private final List<Conversation> conversations = new ArrayList<>();
    private Plan plan = new Plan(Fault.none(), Fault.none());
    private int acceptedCount;
    private boolean closing;

    private FaultProxy(InetSocketAddress target) throws IOException {
        this.target = target;
        this.selector = Selector.open();
        this.listener = ServerSocketChannel.open();
        listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), BACKLOG);
        listener.configureBlocking(false);
        listener.register(selector, SelectionKey.OP_ACCEPT);
        this.thread = new Thread(this::run, "fault-proxy");
        thread.setDaemon(true);
    }

    /** Starts a proxy for a server on a port of the loopback address, with no faults for now. */
    public static FaultProxy start(int port) throws IOException {
        FaultProxy proxy = new FaultProxy(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        proxy.thread.start();
        return proxy;
    }

    /** Where clients connect to. */
    public int port() {
        return listener.socket().getLocalPort();
    }

    /** Sets the faults of connections that are accepted from now on. */
    public void plan(Fault toServer, Fault toClient) {
        ask(() -> plan = new Plan(toServer, toClient));
    }

    /**
     * Sets the faults of an open connection. Their bytes are counted from now on, those that the proxy holds among
     * them.
     *
     * @param clientPort the local port of the client's socket
     * @throws IllegalStateException if there is no such connection
     */
    public void arm(int clientPort, Fault toServer, Fault toClient) {
        ask(() -> {
            Conversation conversation = find(clientPort);
            conversation.arm(new Plan(toServer, toClient));
            return conversation;
        });
    }

    /** Sets the faults of all open connections, and of those to come; as {@link #arm}. */
    public void armAll(Fault toServer, Fault toClient) {
        ask(() -> {
            plan = new Plan(toServer, toClient);
            conversations.forEach(conversation -> conversation.arm(plan));
            return plan;
        });
    }

    /** Whether a fault of an open connection has shown since it was set. */
    public boolean hasStruck(int clientPort) {
        return ask(() -> find(clientPort).hasStruck());
    }

    /** Connections that are open. */
    public int openCount() {
        return ask(conversations::size);
    }

    /** Connections accepted so far. */
    public int acceptedCount() {
        return ask(() -> acceptedCount);
    }

    /** What each connection is about, for a message. */
    public String describe() {
        return ask(conversations::toString);
    }

    private Conversation find(int clientPort) {
        return conversations.stream()
                .filter(conversation -> conversation.clientPort() == clientPort)
                .findFirst()
                .orElseThrow(() ->
                        new IllegalStateException("no connection from port " + clientPort + " among " + conversations));
    }

    private <T> T ask(Supplier<T> question) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        requests.add(() -> answer.completeAsync(question, Runnable::run));
        selector.wakeup();
        try {
            return answer.get(ANSWER_SECONDS_MAX, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } catch (TimeoutException | InterruptedException e) {
            throw new IllegalStateException("no answer of " + thread + ", which is " + thread.getState(), e);
        }
    }

    // ---- the proxy's thread ----

    private void run() {
        try {
            while (!closing) {
                turn();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            conversations.forEach(Conversation::close);
            closeSelf();
        }
    }

    private void turn() throws IOException {
        long idleNanos = idleNanos();
        if (idleNanos == 0) {
            selector.selectNow();
        } else {
            selector.select(idleNanos == Long.MAX_VALUE ? 0 : 1 + idleNanos / 1_000_000);
        }
        selector.selectedKeys().clear();
        Runnable request = requests.poll();
        while (request != null) {
            request.run();
            request = requests.poll();
        }
        accept();
        long nowNanos = System.nanoTime();
        conversations.removeIf(conversation -> conversation.pump(nowNanos));
    }

    private long idleNanos() {
        long nowNanos = System.nanoTime();
        long idleNanos = Long.MAX_VALUE;
        for (Conversation conversation : conversations) {
            idleNanos = Math.min(idleNanos, conversation.idleNanos(nowNanos));
        }
        return idleNanos;
    }

    private void accept() throws IOException {
        SocketChannel client = listener.accept();
        while (client != null) {
            acceptedCount++;
            converse(client);
            client = listener.accept();
        }
    }

    private void converse(SocketChannel client) {
        SocketChannel server = null;
        try {
            // Blocks, for no longer than a loopback listener's kernel takes.
            server = SocketChannel.open(target);
            for (SocketChannel channel : List.of(client, server)) {
                channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
                channel.configureBlocking(false);
            }
            conversations.add(new Conversation(client, server, selector, plan));
        } catch (IOException e) {
            // Nobody listens: the client sees its connection end.
            Conversation.closeQuietly(client);
            if (server != null) {
                Conversation.closeQuietly(server);
            }
        }
    }

    private void closeSelf() {
        try {
            listener.close();
            selector.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends the proxy and all its connections. Idempotent. */
    @Override
    public void close() {
        requests.add(() -> closing = true);
        selector.wakeup();
        try {
            thread.join(TimeUnit.SECONDS.toMillis(ANSWER_SECONDS_MAX));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (thread.isAlive()) {
            throw new IllegalStateException("the proxy does not end: " + thread.getState());
        }
    }
}
