package io.coxswain.samples;

import io.coxswain.core.CloseReason;
import io.coxswain.core.Link;
import io.coxswain.core.LinkHandler;
import io.coxswain.core.Loop;
import io.coxswain.core.SendResult;
import io.coxswain.core.SharedMessage;
import io.coxswain.samples.Clients.DropReason;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * One client of a kv server, as long as its link lasts: runs its requests, and is where messages for it go.
 *
 * <p><b>Threads.</b> The loop.
 */
final class KvClient implements LinkHandler, ClientLink {
    private final Loop loop;
    private final Link link;
    private final SocketAddress listened;
    private final KvState state;
    private final CommandRunner runner;
    private final Reply reply;
    private final Session session;
    private final long startNanos;

    /**
     * Makes the handler of a link.
     *
     * @param listened where the server listens on which it has come
     * @param runner runs the requests of all clients
     * @param reply is used for one request after the other, of all clients
     */
    KvClient(Loop loop, Link link, SocketAddress listened, KvState state, CommandRunner runner, Reply reply) {
        this.loop = loop;
        this.link = link;
        this.listened = listened;
        this.state = state;
        this.runner = runner;
        this.reply = reply;
        this.session = new Session(link.id(), this);
        this.startNanos = loop.nanoTime();
    }

    // ---- what the link tells ----

    @Override
    public void onOpen(Link opened) {
        state.clients().add(session);
    }

    @Override
    public void onFrame(Link from, ByteBuffer frame) {
        runner.run(session, frame, reply);
        sendReply();
        if (session.isEnding()) {
            link.close();
        }
    }

    private void sendReply() {
        if (reply.bytes() > 0 && !Pacing.send(link, reply.message())) {
            state.clients().count(DropReason.NO_BUFFER);
        }
    }

    @Override
    public void onWritable(Link writable) {
        Pacing.resume(link);
    }

    /** The detail is in Redis' words already; the link is closed after this. */
    @Override
    public void onMalformed(Link from, CloseReason reason, String detail) {
        reply.clear();
        reply.error("ERR " + detail);
        sendReply();
    }

    @Override
    public void onClose(Link closed, CloseReason reason, @Nullable Throwable cause) {
        state.clients().remove(session);
        state.pubSub().leave(session);
    }

    // ---- what commands ask for ----

    @Override
    public String address() {
        SocketAddress remote = link.remoteAddress();
        if (remote instanceof InetSocketAddress inet) {
            return inet.getAddress().getHostAddress() + ":" + inet.getPort();
        }
        // The other end of a Unix-domain socket has no name, and Redis tells that of this end.
        return listened + ":0";
    }

    @Override
    public long ageNanos() {
        return loop.nanoTime() - startNanos;
    }

    @Override
    public long idleNanos() {
        return Math.max(0, loop.nanoTime() - link.lastReceivedNanos());
    }

    @Override
    public long queuedBytes() {
        return link.queuedBytes();
    }

    @Override
    public SendResult push(ByteBuffer message) {
        return paced(link.send(message));
    }

    @Override
    public SendResult push(SharedMessage message) {
        return paced(link.send(message));
    }

    /** Whoever does not take what is published is not asked what else it wants either. */
    private SendResult paced(SendResult result) {
        if (result == SendResult.ACCEPTED_ABOVE_SOFT) {
            link.suspendReading();
        }
        return result;
    }

    @Override
    public void closeNow() {
        link.closeNow();
    }
}
