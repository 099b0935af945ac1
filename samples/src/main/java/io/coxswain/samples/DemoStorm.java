package io.coxswain.samples;

import io.coxswain.core.CloseReason;
import io.coxswain.core.LineFraming;
import io.coxswain.core.Link;
import io.coxswain.core.LinkConfig;
import io.coxswain.core.LinkHandler;
import io.coxswain.core.Loop;
import io.coxswain.tls.TlsConfig;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * A storm of new TLS connections: so many a second, whatever becomes of those before. Each of them is a link that
 * dials, makes a handshake, has itself counted by an {@code INCR} and leaves.
 *
 * <p>That is also how a client is written with Coxswain: its handshakes are jobs of a worker too.
 *
 * <p><b>Threads.</b> The loop of the clients' engine; {@link #outcome()}: any.
 */
final class DemoStorm {
    /** The key that the connections count in. */
    static final String KEY = "visits";

    private static final ByteBuffer REQUEST =
            StandardCharsets.US_ASCII.encode("INCR " + KEY + "\r\n").asReadOnlyBuffer();
    private static final int REPLY_BYTES_MAX = 64;

    /** The server has deadlines; a client that gave up before would hide what they do. */
    private static final long PATIENCE_NANOS = 60_000_000_000L;

    /**
     * What has become of the connections.
     *
     * @param answered that got a number
     * @param turnedAway that the server ended before
     * @param wrong that got something else
     */
    record Outcome(int answered, int turnedAway, int wrong) {}

    private final SocketAddress address;
    private final LinkConfig config;
    private final int connections;
    private final long periodNanos;
    private final CompletableFuture<Outcome> outcome = new CompletableFuture<>();
    private int begun;
    private int answered;
    private int turnedAway;
    private int wrong;

    /**
     * Makes one ready.
     *
     * @param address whom to dial
     * @param context trusts whoever answers there
     * @param connections to be made
     * @param perSecond how many of them in a second
     */
    DemoStorm(SocketAddress address, SSLContext context, int connections, int perSecond) {
        this.address = address;
        this.connections = connections;
        this.periodNanos = 1_000_000_000 / perSecond;
        // An engine that does not know whom it dials finds no session to go on with: every visitor is a stranger, who
        // costs the server a whole handshake. It cannot insist on the server's name either; the certificate is enough.
        TlsConfig tls = new TlsConfig((host, port) -> context.createSSLEngine()).endpointIdentification(false);
        this.config = new LinkConfig(new LineFraming(REPLY_BYTES_MAX))
                .tls(tls.terms())
                .connectDeadlineNanos(PATIENCE_NANOS)
                .handshakeDeadlineNanos(PATIENCE_NANOS);
    }

    /** Complete when the last connection has ended. */
    CompletableFuture<Outcome> outcome() {
        return outcome;
    }

    /** Begins. */
    void begin(Loop loop) {
        dial(loop, loop.nanoTime());
    }

    private void dial(Loop loop, long startNanos) {
        long due = Math.min(connections, 1 + (loop.nanoTime() - startNanos) / periodNanos);
        for (; begun < due; begun++) {
            try {
                loop.connect(address, config, new Visitor());
            } catch (IOException e) {
                outcome.completeExceptionally(e);
                return;
            }
        }
        if (begun < connections) {
            loop.schedule(startNanos + begun * periodNanos - loop.nanoTime(), later -> dial(later, startNanos));
        }
    }

    /** One of the connections. */
    private final class Visitor implements LinkHandler {
        private boolean hasReply;

        @Override
        public void onOpen(Link link) {
            link.send(REQUEST.duplicate());
        }

        @Override
        public void onFrame(Link link, ByteBuffer reply) {
            hasReply = true;
            boolean isNumber = reply.get(reply.position()) == ':';
            answered += isNumber ? 1 : 0;
            wrong += isNumber ? 0 : 1;
            link.close();
        }

        @Override
        public void onClose(Link link, CloseReason reason, @Nullable Throwable cause) {
            turnedAway += hasReply ? 0 : 1;
            if (answered + wrong + turnedAway == connections) {
                outcome.complete(new Outcome(answered, turnedAway, wrong));
            }
        }
    }
}
