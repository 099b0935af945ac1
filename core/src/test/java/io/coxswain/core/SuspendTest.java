package io.coxswain.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/**
 * {@link Link#suspendReading()} in every state of a link: nothing is delivered until {@link Link#resumeReading()}, and
 * then everything. While frames flow: {@link BackpressureTest}.
 */
class SuspendTest extends EngineSpec {
    private static final byte[] FRAME = TestPeer.frame(10, 1);

    private static void suspend(Link link) {
        link.suspendReading();
    }

    /** Has the loop turn a few times, so that it would have delivered what it is not to. */
    private void letTheLoopTurn(Engine engine) throws Exception {
        for (int i = 0; i < 20; i++) {
            onLoop(engine, Loop::linkCount);
        }
    }

    private void expectFrameOnlyAfterResuming(Engine engine, RecordingHandler handler, int frames) throws Exception {
        letTheLoopTurn(engine);
        assertEquals(frames - 1, handler.frameCount.get());
        inTask(engine, handler, Link::resumeReading);
        handler.awaitFrames(frames);
    }

    @Test
    void holdsFromBeforeTheLinkIsConnected() throws Exception {
        Engine engine = start();
        ServerSocket server = keep(new ServerSocket(0, 1, loopback(0).getAddress()));
        RecordingHandler handler = new RecordingHandler();
        handlers.add(handler);
        onLoop(engine, loop -> {
            Link link = loop.connect(loopback(server.getLocalPort()), linkConfig(), handler);
            link.suspendReading();
            return link;
        });
        accepted(server.accept()).write(FRAME);
        handler.awaitOpen();

        expectFrameOnlyAfterResuming(engine, handler, 1);
    }

    @Test
    void holdsForWhatAJobBringsThatIsOut() throws Exception {
        Engine engine = start(mode.config().offloadPolicy(OffloadPolicy.ALWAYS), loop -> {});
        CountDownLatch inFraming = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        Framing framing = TestPeer.framing(FRAME_BYTES_MAX);
        LinkConfig config = linkConfig(new ScriptedFraming(FRAME_BYTES_MAX, (bytes, start, end, resume) -> {
            inFraming.countDown();
            if (Thread.currentThread().getName().startsWith("cox-worker-")) {
                Await.open("the test", () -> "a worker inside a framing", goOn);
            }
            return framing.scan(bytes, start, end, resume);
        }));
        RecordingHandler handler = new RecordingHandler();
        TestPeer peer = connect(listen(engine, config, () -> handler));
        handler.awaitOpen();
        peer.write(FRAME);
        Await.open("a job", handler::toString, inFraming);

        inTask(engine, handler, SuspendTest::suspend);
        boolean cameBefore = handler.frameCount.get() > 0;
        goOn.countDown();

        if (!cameBefore) {
            expectFrameOnlyAfterResuming(engine, handler, 1);
        }
    }

    @Test
    void holdsForALinkThatWaitsForMemory() throws Exception {
        Engine engine = start(memory(1));
        RecordingHandler handler = new RecordingHandler();
        TestPeer peer = connect(listen(engine, handler));
        handler.awaitOpen();
        java.util.ArrayDeque<SharedMessage> hoard = new java.util.ArrayDeque<>();
        onLoop(engine, loop -> {
            SharedMessage one = loop.share(ByteBuffer.allocate(1));
            while (one != null) {
                hoard.add(one);
                one = loop.share(ByteBuffer.allocate(1));
            }
            return true;
        });
        peer.write(FRAME);
        awaitCounters(engine, "a starved read", counters -> counters.get(Counter.READS_STARVED) > 0);
        inTask(engine, handler, SuspendTest::suspend);

        onLoop(engine, loop -> {
            hoard.forEach(SharedMessage::release);
            return true;
        });

        expectFrameOnlyAfterResuming(engine, handler, 1);
    }

    @Test
    void holdsForFramesThatAreDeliveredAlready() throws Exception {
        Engine engine = start();
        RecordingHandler handler = new RecordingHandler();
        handler.atFrame = (link, frame) -> link.suspendReading();
        TestPeer peer = connect(listen(engine, handler));
        peer.write(FRAME, FRAME, FRAME);

        handler.awaitFrames(1);
        for (int frames = 2; frames <= 3; frames++) {
            expectFrameOnlyAfterResuming(engine, handler, frames);
        }
        peer.endOutput();
        inTask(engine, handler, Link::resumeReading);

        handler.awaitEnd(CloseReason.PEER_CLOSED);
    }

    @Test
    void isOverWithTheLink() throws Exception {
        Engine engine = start();
        RecordingHandler handler = new RecordingHandler();
        handler.atOpen = SuspendTest::suspend;
        TestPeer peer = connect(listen(engine, handler));
        peer.write(FRAME);

        inTask(engine, handler, Link::close);
        peer.expectEnd();
        peer.endOutput();

        handler.awaitEnd(CloseReason.LOCAL);
        inTask(engine, handler, Link::resumeReading);
        inTask(engine, handler, SuspendTest::suspend);
        assertTrue(!handler.has("frame"));
        assertEquals(10, engine.counters().get(Counter.BYTES_DISCARDED));
    }
}
