package io.coxswain.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/**
 * What a link may hold in memory, and what becomes of it, of its peer and of the other links when it holds that much.
 * Payload alone: {@link BackpressureTest}.
 */
class BudgetTest extends EngineSpec {
    private static final int SEGMENT_BYTES = BufferPool.SEGMENT_BYTES_MIN;
    private static final int SOFT_BYTES = 200_000;
    private static final byte[] FIRST_HALF = Arrays.copyOf(TestPeer.frame(200_000, 1), 100_000);
    private static final byte[] SECOND_HALF = Arrays.copyOfRange(TestPeer.frame(200_000, 1), 100_000, 200_000);

    /** Answers each frame with one of so many bytes. */
    private static RecordingHandler answering(int bytes, AtomicLong refused) {
        RecordingHandler handler = new RecordingHandler();
        handler.atFrame = (link, frame) -> {
            if (!link.send(ByteBuffer.wrap(TestPeer.frame(bytes, 1))).isAccepted()) {
                refused.incrementAndGet();
            }
        };
        return handler;
    }

    @Test
    void countsTheSegmentsOfALinkAsLongAsItHoldsThem() throws Exception {
        Engine engine = start();
        RecordingHandler handler = new RecordingHandler();
        TestPeer peer = connect(listen(engine, handler));
        handler.awaitOpen();
        Link link = Objects.requireNonNull(handler.link);
        assertEquals(0, onLoop(engine, loop -> link.heldBytes()).longValue());

        peer.write(TestPeer.header(1_000));
        awaitCounters(engine, "bytes", counters -> counters.get(Counter.BYTES_RECEIVED) == 4);
        awaitOnLoop("a beginning", engine, loop -> link.heldBytes() == SEGMENT_BYTES);
        onLoop(engine, loop -> {
            link.send(ByteBuffer.wrap(TestPeer.frame(SEGMENT_BYTES + 1, 1)));
            assertEquals(3 * SEGMENT_BYTES, link.heldBytes());
            SharedMessage shared = Objects.requireNonNull(loop.share(ByteBuffer.allocate(10)));
            link.send(shared);
            link.send(shared);
            shared.release();
            assertEquals(5 * SEGMENT_BYTES, link.heldBytes());
            assertEquals(SEGMENT_BYTES + 21, link.queuedBytes());
            return true;
        });

        peer.read(SEGMENT_BYTES + 21);
        awaitOnLoop("everything sent", engine, loop -> link.heldBytes() == SEGMENT_BYTES);
    }

    /** Waits until something holds on the loop. */
    private void awaitOnLoop(String what, Engine engine, LoopFunction<Boolean> condition) throws Exception {
        long startNanos = System.nanoTime();
        while (!onLoop(engine, condition)) {
            assertTrue(System.nanoTime() - startNanos < Await.LIMIT.toNanos(), () -> what + ": " + describe(engine));
            LockSupport.parkNanos(200_000);
        }
    }

    @Test
    void refusesSmallMessagesThatHoldMuchMemoryAtTheLimitAndNotBefore() throws Exception {
        Limits limits = new Limits().readJobBytesMax(SEGMENT_BYTES).linkBytesMax(10L * SEGMENT_BYTES);
        Engine engine = start(limits);
        List<SendResult> results = new ArrayList<>();
        RecordingHandler handler = new RecordingHandler();
        // Each claim is as large as a segment, so that the next needs another, and leaves one byte in it.
        handler.atOpen = link -> {
            for (int i = 0; i < 10; i++) {
                ByteBuffer claim = link.tryClaim(SEGMENT_BYTES);
                if (claim == null) {
                    results.add(SendResult.FULL);
                } else {
                    claim.put((byte) i);
                    results.add(link.commit(0));
                }
            }
            assertEquals(9, link.queuedBytes());
            assertEquals(9 * SEGMENT_BYTES, link.heldBytes());
            assertEquals(SendResult.TOO_LARGE, link.send(ByteBuffer.allocate(10 * SEGMENT_BYTES + 1)));
        };
        TestPeer peer = connect(listen(engine, linkConfig(SEGMENT_BYTES), () -> handler));

        peer.expect(new byte[] {0, 1, 2, 3, 4, 5, 6, 7, 8});
        handler.awaitEvent("writable");

        for (int i = 0; i < 10; i++) {
            SendResult expected =
                    i < 4 ? SendResult.ACCEPTED : i < 9 ? SendResult.ACCEPTED_ABOVE_SOFT : SendResult.FULL;
            assertEquals(expected, results.get(i), "message " + i);
        }
    }

    @Test
    void readsNoFurtherWhileAClientDoesNotTakeItsAnswersAndRefusesNone() throws Exception {
        int requests = 3_000;
        Engine engine = start(new Limits().sendQueueBytes(SOFT_BYTES, 1 << 20));
        AtomicLong refused = new AtomicLong();
        RecordingHandler handler = answering(10_000, refused);
        LinkConfig config =
                linkConfig().socket(new SocketConfig().sendBytes(8_192).receiveBytes(8_192));
        TestPeer peer = connect(listen(engine, config, () -> handler), 4_096);
        TestPeer other = connect(listen(engine, RecordingHandler.echo()));
        ByteBuffer stream = ByteBuffer.allocate(requests * 100);
        for (int i = 0; i < requests; i++) {
            stream.put(TestPeer.frame(100, i));
        }

        CompletableFuture<Void> written = peer.writeAside(stream.array());
        awaitCounters(engine, "a full socket", counters -> counters.get(Counter.WRITES_BLOCKED) > 0);
        Link link = handler.awaitOpen();
        awaitOnLoop("a full queue", engine, loop -> link.queuedBytes() > SOFT_BYTES / 2);
        for (int i = 0; i < 20; i++) {
            other.write(TestPeer.frame(100, i)).expect(TestPeer.frame(100, i));
        }
        long queuedBytes = onLoop(engine, loop -> link.queuedBytes());
        assertTrue(queuedBytes <= SOFT_BYTES + 10_000, handler::toString);
        assertTrue(handler.frameCount.get() < requests, handler::toString);

        for (int i = 0; i < requests; i++) {
            peer.expect(TestPeer.frame(10_000, 1));
        }
        Await.result("writing", handler::toString, written);
        assertEquals(0, refused.get());
        assertTrue(!handler.has("close"));
    }

    @Test
    void readsOnWhenItsOwnOutputIsShutDownWithAFullQueue() throws Exception {
        Engine engine = start(new Limits().sendQueueBytes(SOFT_BYTES, 16 << 20));
        RecordingHandler handler = new RecordingHandler();
        handler.atFrame = (link, frame) -> {
            if (frame.remaining() == 10) {
                link.send(ByteBuffer.wrap(TestPeer.frame(8 << 20, 1)));
            }
        };
        TestPeer peer = connect(listen(engine, handler), 4_096);
        peer.write(TestPeer.frame(10, 1), TestPeer.frame(20, 1));
        awaitCounters(engine, "a full socket", counters -> counters.get(Counter.WRITES_BLOCKED) > 0);
        assertEquals(1, handler.frameCount.get());

        inTask(engine, handler, Link::shutdownOutput);

        handler.awaitFrames(2);
        peer.expect(TestPeer.frame(8 << 20, 1));
    }

    @Test
    void readsPeersAndWhoeverItConnectedToWhileTheirQueuesAreFull() throws Exception {
        Engine engine = start(new Limits().sendQueueBytes(SOFT_BYTES, 64 << 20));
        AtomicLong received = new AtomicLong();
        int messages = 40;
        int port = onLoop(
                engine,
                loop -> loop.listen(loopback(0), linkConfig().kind(LinkKind.PEER), link -> flooding(messages, received))
                        .port());

        onLoop(engine, loop -> loop.connect(loopback(port), linkConfig(), flooding(messages, received)));

        // Both ends send 20 MB before either has read a byte. If being full stopped them from reading, they would
        // stop for good.
        Await.until("all messages of both", () -> describe(engine), () -> received.get() == 2L * messages);
    }

    private RecordingHandler flooding(int messages, AtomicLong received) {
        RecordingHandler handler = new RecordingHandler();
        handler.atOpen = link -> {
            for (int i = 0; i < messages; i++) {
                assertTrue(
                        link.send(ByteBuffer.wrap(TestPeer.frame(500_000, i))).isAccepted());
            }
        };
        handler.atFrame = (link, frame) -> received.incrementAndGet();
        handlers.add(handler);
        return handler;
    }

    @Test
    void finishesTheFramesOfLinksThatHaveBegunThemAllInLittleMemory() throws Exception {
        Engine engine = start(memory(2));
        List<TestPeer> peers = new ArrayList<>();
        List<RecordingHandler> begun = listenAndConnect(engine, 6, peers);
        for (TestPeer peer : peers) {
            peer.write(FIRST_HALF); // the socket has room for it, whether or not it is read
        }
        awaitOnLoop("beginnings", engine, loop -> begun.stream().allMatch(BudgetTest::holdsBytes));

        List<CompletableFuture<Void>> written =
                peers.stream().map(peer -> peer.writeAside(SECOND_HALF)).toList();

        for (RecordingHandler handler : begun) {
            handler.awaitFrames(1);
        }
        for (CompletableFuture<Void> each : written) {
            Await.result("writing", () -> describe(engine), each);
        }
    }

    private static boolean holdsBytes(RecordingHandler handler) {
        return handler.link != null && handler.link.heldBytes() > 0;
    }

    /** Each frame would fit, and the beginnings of all of them leave no room for the rest of any. */
    @Test
    void endsSomeOfTheLinksWhoseBeginningsOfFramesWaitForEachOthersMemory() throws Exception {
        Engine engine = start(memory(1).memoryWaitNanos(200_000_000));
        List<TestPeer> peers = new ArrayList<>();
        List<RecordingHandler> begun = listenAndConnect(engine, transport() == Transport.PLAIN ? 12 : 16, peers);
        for (TestPeer peer : peers) {
            peer.write(FIRST_HALF); // the socket has room for it, whether or not it is read
        }
        awaitCounters(engine, "a starved read", counters -> counters.get(Counter.READS_STARVED) > 0);

        List<CompletableFuture<Void>> written =
                peers.stream().map(peer -> peer.writeAside(SECOND_HALF)).toList();

        int served = 0;
        for (RecordingHandler handler : begun) {
            Await.until("a frame or the end", handler::toString, () -> handler.has("frame") || handler.has("close"));
            served += handler.has("frame") ? 1 : 0;
        }
        long ended = engine.counters().closed(CloseReason.ENGINE_FULL);
        // With TLS a close needs memory too, to say so, and may have to wait for it.
        long endedLate = engine.counters().closed(CloseReason.CLOSE_DEADLINE);
        assertTrue(served > 0, () -> describe(engine));
        assertTrue(ended > 0, () -> describe(engine));
        assertEquals(begun.size(), served + ended + endedLate, () -> describe(engine));
        Await.until("writers", () -> describe(engine), () -> written.stream().allMatch(CompletableFuture::isDone));
    }

    @Test
    void waitsForMemoryForEverIfToldSo() throws Exception {
        Engine engine = start(memory(1).memoryWaitNanos(Long.MAX_VALUE));
        List<TestPeer> peers = new ArrayList<>();
        List<RecordingHandler> begun = listenAndConnect(engine, transport() == Transport.PLAIN ? 12 : 16, peers);
        for (TestPeer peer : peers) {
            peer.write(FIRST_HALF); // the socket has room for it, whether or not it is read
        }
        awaitCounters(engine, "a starved read", counters -> counters.get(Counter.READS_STARVED) > 10);

        assertTrue(begun.stream().noneMatch(handler -> handler.has("close")), () -> describe(engine));
    }

    private List<RecordingHandler> listenAndConnect(Engine engine, int count, List<TestPeer> peers) throws Exception {
        List<RecordingHandler> accepted = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            RecordingHandler handler = new RecordingHandler();
            accepted.add(handler);
            LinkConfig config = linkConfig().closeDeadlineNanos(300_000_000);
            peers.add(connect(listen(engine, config, () -> handler)));
            handler.awaitOpen();
        }
        return accepted;
    }

    @Test
    void keepsAPartOfTheEnginesMemoryForLinksThatHoldLittle() throws Exception {
        Engine engine = start(new Limits().engineBytesMax(8 << 20).sendQueueBytes(1 << 20, 16 << 20));
        List<RecordingHandler> greedy = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            RecordingHandler handler = new RecordingHandler();
            handler.atOpen = link -> {
                SendResult result = SendResult.ACCEPTED;
                while (result.isAccepted()) {
                    result = link.send(ByteBuffer.wrap(TestPeer.frame(10_000, 1)));
                    link.flush();
                }
            };
            LinkConfig config = linkConfig().socket(new SocketConfig().sendBytes(8_192));
            connect(listen(engine, config, () -> handler), 4_096);
            handler.awaitOpen();
            greedy.add(handler);
        }
        assertTrue(engine.counters().gauges().bufferBytesLent() < 7 << 20, () -> describe(engine));
        assertTrue(engine.counters().get(Counter.SENDS_REFUSED) >= 6, () -> describe(engine));

        TestPeer other = connect(listen(engine, RecordingHandler.echo()));
        for (int i = 0; i < 50; i++) {
            other.write(TestPeer.frame(10_000, i)).expect(TestPeer.frame(10_000, i));
        }

        assertEquals(0, engine.counters().get(Counter.READS_STARVED), () -> describe(engine));
        for (RecordingHandler handler : greedy) {
            assertTrue(!handler.has("close"), handler::toString);
        }
    }
}
