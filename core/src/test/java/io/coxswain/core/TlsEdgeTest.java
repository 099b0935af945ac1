package io.coxswain.core;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Deadlines, budgets and adopting with TLS between a link and its socket. Without it: {@link SilenceTest}, {@link BudgetTest}. */
class TlsEdgeTest extends EngineSpec {
    private static final long LIMIT_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    private LinkConfig tlsConfig() {
        return linkConfig().tls(TlsPeer.terms());
    }

    private TestPeer connectTls(int port) throws Exception {
        return keep(TlsPeer.connect(port));
    }

    @Test
    void closesALinkThatFallsSilent() throws Exception {
        RecordingHandler handler = RecordingHandler.echo();
        TestPeer peer = connectTls(listen(start(), tlsConfig().readIdleNanos(LIMIT_NANOS), () -> handler));
        peer.write(TestPeer.frame(10, 1), TestPeer.header(1_000));

        peer.expect(TestPeer.frame(10, 1));
        peer.awaitGone();
        peer.close();

        handler.awaitEnd(CloseReason.READ_IDLE);
    }

    @Test
    void closesALinkWhosePeerTakesNothing() throws Exception {
        RecordingHandler handler = new RecordingHandler();
        handler.atFrame = (link, frame) -> link.send(ByteBuffer.wrap(TestPeer.frame(16 << 20, 1)));
        Engine engine = start();
        LinkConfig config = tlsConfig().writeStallNanos(LIMIT_NANOS);
        connectTls(listen(engine, config, () -> handler)).write(TestPeer.frame(10, 1));

        handler.awaitEnd(CloseReason.WRITE_STALLED);
        awaitQuiet(engine);
    }

    @Test
    void readsNoFurtherWhileAClientDoesNotTakeItsAnswersAndRefusesNone() throws Exception {
        int requests = 1_000;
        Engine engine = start(new Limits().sendQueueBytes(200_000, 1 << 20));
        AtomicLong refused = new AtomicLong();
        RecordingHandler handler = new RecordingHandler();
        handler.atFrame = (link, frame) -> refused.addAndGet(
                link.send(ByteBuffer.wrap(TestPeer.frame(20_000, 1))).isAccepted() ? 0 : 1);
        TestPeer peer = connectTls(listen(engine, tlsConfig(), () -> handler));
        ByteBuffer stream = ByteBuffer.allocate(requests * 100);
        for (int i = 0; i < requests; i++) {
            stream.put(TestPeer.frame(100, i));
        }

        CompletableFuture<Void> written = peer.writeAside(stream.array());
        awaitCounters(engine, "a full socket", counters -> counters.get(Counter.WRITES_BLOCKED) > 0);

        for (int i = 0; i < requests; i++) {
            peer.expect(TestPeer.frame(20_000, 1));
        }
        Await.result("writing", handler::toString, written);
        assertEquals(0, refused.get());
    }
}
