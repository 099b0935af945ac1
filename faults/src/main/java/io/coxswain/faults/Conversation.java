package io.coxswain.faults;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;

/**
 * One connection through a proxy: two sockets, and a {@link Pipe} each way.
 *
 * <p><b>Threads.</b> The proxy's.
 */
final class Conversation {
    private final SocketChannel client;
    private final SocketChannel server;
    private final SelectionKey clientKey;
    private final SelectionKey serverKey;
    private final Pipe toServer;
    private final Pipe toClient;

    /** Takes two connected sockets over, in non-blocking mode. */
    Conversation(SocketChannel client, SocketChannel server, Selector selector, FaultProxy.Plan plan)
            throws IOException {
        this.client = client;
        this.server = server;
        this.toServer = new Pipe(client, server, plan.toServer());
        this.toClient = new Pipe(server, client, plan.toClient());
        this.clientKey = client.register(selector, 0, this);
        this.serverKey = server.register(selector, 0, this);
    }

    void arm(FaultProxy.Plan plan) {
        toServer.arm(plan.toServer());
        toClient.arm(plan.toClient());
    }

    /** Moves what can be moved; returns whether the connection is over. */
    boolean pump(long nowNanos) {
        try {
            Pipe.Verdict there = toServer.pump(nowNanos);
            Pipe.Verdict back = toClient.pump(nowNanos);
            if (there == Pipe.Verdict.RESET || back == Pipe.Verdict.RESET) {
                reset();
            } else if (there == Pipe.Verdict.TRUNCATED || back == Pipe.Verdict.TRUNCATED) {
                toServer.endSink();
                toClient.endSink();
            }
            if (toServer.isOver() && toClient.isOver()) {
                close();
            }
        } catch (IOException e) {
            // One end has reset the connection: so does the other learn it.
            reset();
        }
        if (!client.isOpen()) {
            return true;
        }
        clientKey.interestOps(interest(toServer, toClient));
        serverKey.interestOps(interest(toClient, toServer));
        return false;
    }

    private static int interest(Pipe from, Pipe into) {
        return (from.wantsRead() ? SelectionKey.OP_READ : 0) | (into.wantsWrite() ? SelectionKey.OP_WRITE : 0);
    }

    long idleNanos(long nowNanos) {
        return Math.min(toServer.idleNanos(nowNanos), toClient.idleNanos(nowNanos));
    }

    /** Whether the faults that this direction has, or the other, have shown. */
    boolean hasStruck() {
        return toServer.hasStruck() || toClient.hasStruck();
    }

    private void reset() {
        for (SocketChannel channel : new SocketChannel[] {client, server}) {
            try {
                if (channel.isOpen()) {
                    channel.setOption(StandardSocketOptions.SO_LINGER, 0);
                }
            } catch (IOException e) {
                // It is reset already.
                assert channel.isOpen();
            }
        }
        close();
    }

    void close() {
        closeQuietly(client);
        closeQuietly(server);
    }

    static void closeQuietly(SocketChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            // What a socket says as it is closed, nobody wants to know here.
            assert !channel.isOpen();
        }
    }

    /** The port that the client has connected from. */
    int clientPort() {
        return client.socket().getPort();
    }

    @Override
    public String toString() {
        return "from port " + clientPort() + ": there " + toServer + "; back " + toClient;
    }
}
