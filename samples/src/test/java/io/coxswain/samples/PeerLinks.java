package io.coxswain.samples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.coxswain.core.CloseReason;
import io.coxswain.core.Counter;
import io.coxswain.core.Counters;
import io.coxswain.core.Engine;
import io.coxswain.core.EngineConfig;
import io.coxswain.core.LengthFieldFraming;
import io.coxswain.core.Limits;
import io.coxswain.core.Link;
import io.coxswain.core.LinkConfig;
import io.coxswain.core.LinkHandler;
import io.coxswain.core.LinkKind;
import io.coxswain.core.Loop;
import io.coxswain.core.OffloadPolicy;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * An engine that has dialed echo servers in other processes, and numbers the frames that it sends them.
 *
 * <p><b>Threads.</b> The test's; handlers on the loop.
 */
final class PeerLinks implements AutoCloseable {
    private static final long LIMIT_NANOS = TimeUnit.SECONDS.toNanos(60);

    private final Engine engine;
    private final LinkConfig config;
    private final AtomicLong acceptedBytes = new AtomicLong();

    private PeerLinks(Engine engine, LinkConfig config) {
        this.engine = engine;
        this.config = config;
    }

    static PeerLinks start(OffloadPolicy policy, boolean overTls, long stallNanos) throws IOException {
        Limits limits = new Limits().sendQueueBytes(64 << 20, 64 << 20);
        EngineConfig engineConfig = new EngineConfig()
                .offloadPolicy(policy)
                .workerCount(1)
                .limits(limits)
                .debug(true);
        LengthFieldFraming framing =
                LengthFieldFraming.countingFrame(0, 4, ByteOrder.LITTLE_ENDIAN, EchoServer.FRAME_BYTES_MAX);
        LinkConfig config = new LinkConfig(framing).kind(LinkKind.PEER).writeStallNanos(stallNanos);
        return new PeerLinks(
                Engine.start(engineConfig, loop -> {}), overTls ? config.tls(TlsForTests.terms()) : config);
    }

    /** One link, and what has come on it. */
    static final class Dialed implements LinkHandler {
        private final CompletableFuture<Link> opened = new CompletableFuture<>();
        private final CompletableFuture<CloseReason> ended = new CompletableFuture<>();
        private final AtomicInteger receivedFrames = new AtomicInteger();
        private final AtomicInteger wrongFrames = new AtomicInteger();
        private int sentFrames;

        @Override
        public void onOpen(Link link) {
            opened.complete(link);
        }

        @Override
        public void onFrame(Link link, ByteBuffer frame) {
            if (frame.order(ByteOrder.LITTLE_ENDIAN).getInt(frame.position() + 4) != receivedFrames.get()) {
                wrongFrames.incrementAndGet();
            }
            receivedFrames.incrementAndGet();
        }

        @Override
        public void onClose(Link link, CloseReason reason, @Nullable Throwable cause) {
            ended.complete(reason);
        }

        /** Waits until so many have come back in all, in the order in which they were sent. */
        void awaitFrames(int count) {
            await(count + " frames", () -> receivedFrames.get() >= count, this);
            assertEquals(0, wrongFrames.get(), "frames out of order");
        }

        CloseReason awaitEnd() throws Exception {
            return ended.get(LIMIT_NANOS, TimeUnit.NANOSECONDS);
        }

        @Override
        public String toString() {
            return receivedFrames + " of " + sentFrames + " frames came, end " + ended;
        }
    }

    private static void await(String what, BooleanSupplier condition, Object state) {
        long startNanos = System.nanoTime();
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() - startNanos < LIMIT_NANOS, () -> what + ": " + state);
            LockSupport.parkNanos(500_000);
        }
    }

    Dialed connect(int port) throws Exception {
        Dialed dialed = new Dialed();
        engine.execute(loop -> loop.connect(
                new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port), config, dialed));
        dialed.opened.get(LIMIT_NANOS, TimeUnit.NANOSECONDS);
        return dialed;
    }

    /** Sends frames, all of which the link takes. */
    void send(Dialed to, int frames, int bytes) throws Exception {
        CompletableFuture<Boolean> sent = new CompletableFuture<>();
        Link link = to.opened.get();
        engine.execute(loop -> sent.complete(sendAll(link, to, frames, bytes)));
        assertTrue(sent.get(LIMIT_NANOS, TimeUnit.NANOSECONDS), "a send was refused");
    }

    private boolean sendAll(Link link, Dialed to, int frames, int bytes) {
        ByteBuffer frame = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
        boolean accepted = true;
        for (int i = 0; i < frames && accepted; i++) {
            frame.clear().putInt(0, bytes).putInt(4, to.sentFrames);
            accepted = link.send(frame).isAccepted();
            to.sentFrames += accepted ? 1 : 0;
            acceptedBytes.addAndGet(accepted ? bytes : 0);
        }
        return accepted;
    }

    void awaitFullSocket() {
        await("a full socket", () -> engine.counters().get(Counter.WRITES_BLOCKED) > 0, engine);
    }

    /** What was accepted is sent, or queued, or was dropped by a link's end. */
    void checkAccounts() throws Exception {
        CompletableFuture<String> accounts = new CompletableFuture<>();
        engine.execute(loop -> accounts.complete(accounts(loop)));
        assertEquals("" + acceptedBytes, accounts.get(LIMIT_NANOS, TimeUnit.NANOSECONDS));
    }

    private static String accounts(Loop loop) {
        long[] queuedBytes = new long[1];
        loop.forEachLink(link -> queuedBytes[0] += link.queuedBytes());
        Counters counters = loop.counters();
        return "" + (counters.get(Counter.BYTES_SENT) + counters.get(Counter.BYTES_UNSENT) + queuedBytes[0]);
    }

    @Override
    public void close() {
        engine.close();
        Counters.Gauges left = engine.counters().gauges();
        assertEquals(0, left.openLinks() + left.jobsOut() + left.bufferBytesLent(), left::toString);
    }
}
