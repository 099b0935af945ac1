package io.coxswain.core;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/**
 * What goes in comes out: frames of all lengths, in order, whole, on one link and on many. What happens when one side
 * does not keep up is in {@code BackpressureTest}, what is no frame in {@code MalformedTest}.
 */
class EchoTest extends EngineSpec {
    private static final int TINY_BYTES = 16 << 10;

    @Test
    void echoesFramesOfEveryLength() throws Exception {
        TestPeer peer = connect(listenWithEcho());
        ByteArrayOutputStream stream = new ByteArrayOutputStream();
        for (int frameBytes = TestPeer.HEADER_BYTES; frameBytes < 600; frameBytes++) {
            stream.write(TestPeer.frame(frameBytes, frameBytes));
        }
        for (int shift = 10; shift <= 20; shift++) {
            for (int off = -1; off <= 1; off++) {
                int frameBytes = Math.min(FRAME_BYTES_MAX, (1 << shift) + off);
                stream.write(TestPeer.frame(frameBytes, frameBytes));
            }
        }

        CompletableFuture<Void> written = peer.writeAside(stream.toByteArray());

        peer.expect(stream.toByteArray());
        Await.result("writing", () -> "", written);
    }

    @Test
    void echoesOneFrameOfEachLengthAlone() throws Exception {
        TestPeer peer = connect(listenWithEcho());
        for (int frameBytes : new int[] {4, 5, 16_383, 16_384, 16_385, 262_143, 262_144, 262_145, FRAME_BYTES_MAX}) {
            byte[] frame = TestPeer.frame(frameBytes, frameBytes);

            CompletableFuture<Void> written = peer.writeAside(frame);

            peer.expect(frame);
            Await.result("writing", () -> "", written);
        }
    }

    @Test
    void echoesFramesThatArriveByteByByte() throws Exception {
        TestPeer peer = connect(listenWithEcho());
        byte[] frames = TestPeer.join(TestPeer.frame(4, 1), TestPeer.frame(700, 2), TestPeer.frame(5, 3));

        for (byte one : frames) {
            peer.write(new byte[] {one});
        }

        peer.expect(frames);
    }

    @Test
    void echoesThousandsOfPipelinedFramesInOrder() throws Exception {
        TestPeer peer = connect(listenWithEcho());
        ByteArrayOutputStream stream = new ByteArrayOutputStream();
        for (int i = 0; i < 20_000; i++) {
            stream.write(TestPeer.frame(8 + i % 120, i));
        }

        CompletableFuture<Void> written = peer.writeAside(stream.toByteArray());

        peer.expect(stream.toByteArray());
        Await.result("writing", () -> "", written);
    }

    @Test
    void echoesOnManyLinksAtOnce() throws Exception {
        int port = listenWithEcho();
        List<TestPeer> links = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            links.add(connect(port));
        }
        for (int round = 0; round < 30; round++) {
            for (int i = 0; i < links.size(); i++) {
                links.get(i).write(TestPeer.frame(100 + i, round), TestPeer.frame(4, round));
            }
            for (int i = 0; i < links.size(); i++) {
                assertArrayEquals(TestPeer.frame(100 + i, round), links.get(i).readFrame());
                assertArrayEquals(TestPeer.frame(4, round), links.get(i).readFrame());
            }
        }
        assertEquals(60, handlers.size());
        for (RecordingHandler handler : handlers) {
            assertEquals(60, handler.frameCount.get());
        }
    }

    @Test
    void carriesLargeTransfersBothWaysAtOnce() throws Exception {
        List<TestPeer> links = new ArrayList<>();
        List<CompletableFuture<Void>> written = new ArrayList<>();
        byte[] frame = TestPeer.frame(100_000, 42);
        byte[] stream = new byte[frame.length * 60];
        for (int i = 0; i < 60; i++) {
            System.arraycopy(frame, 0, stream, i * frame.length, frame.length);
        }
        int port = listenWithEcho();
        for (int i = 0; i < 3; i++) {
            links.add(connect(port));
            written.add(links.get(i).writeAside(stream));
        }

        for (int i = 0; i < 3; i++) {
            links.get(i).expect(stream);
            Await.result("writing", () -> "", written.get(i));
        }
    }

    /**
     * Neither end can be rid of its bytes unless the other takes some: who waits for one direction alone waits for
     * ever.
     */
    @Test
    void carriesMegabytesBothWaysAtOnceThroughTinyBuffers() throws Exception {
        Engine engine = start(new Limits().sendQueueBytes(20_000, 40_000));
        // Not as tiny as can be: below what the kernel sends at once it waits for its probes, 0.2 s for 2 KB.
        LinkConfig tiny =
                linkConfig().socket(new SocketConfig().sendBytes(TINY_BYTES).receiveBytes(TINY_BYTES));
        TestPeer peer = connect(listen(engine, tiny, RecordingHandler::echo), TINY_BYTES);
        byte[] stream = new byte[3 << 20];
        for (int i = 0; i < stream.length; i += 1 << 10) {
            System.arraycopy(TestPeer.frame(1 << 10, i), 0, stream, i, 1 << 10);
        }

        CompletableFuture<Void> written = peer.writeAside(stream);

        peer.expect(stream);
        Await.result("writing", () -> describe(engine), written);
        awaitCounters(engine, "no buffer lent", now -> now.gauges().bufferBytesLent() == 0);
    }

    @Test
    void holdsNoBufferForALinkThatIsQuiet() throws Exception {
        Engine engine = start();
        int port = listen(engine, linkConfig(), RecordingHandler::echo);
        for (int i = 0; i < 20; i++) {
            TestPeer peer = connect(port);
            peer.write(TestPeer.frame(1_000, i));
            peer.expect(TestPeer.frame(1_000, i));
        }

        Counters counters =
                awaitCounters(engine, "no buffer lent", now -> now.gauges().bufferBytesLent() == 0);

        assertEquals(20, counters.gauges().openLinks());
        assertEquals(20_000, counters.get(Counter.BYTES_RECEIVED));
        assertEquals(20_000, counters.get(Counter.BYTES_SENT));
        assertEquals(20_000, counters.sentBytes(0));
    }
}
