package io.coxswain.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * What a peer sends that is no frame: it ends that link after the frames before it, with a last reply, and no other.
 */
class MalformedTest extends EngineSpec {
    private static final byte[] REPLY = TestPeer.frame(40, 99);

    private RecordingHandler replying() {
        RecordingHandler handler = RecordingHandler.echo();
        handler.atMalformed = link -> link.send(ByteBuffer.wrap(REPLY));
        return handler;
    }

    private void expectRefusal(byte[] bad, CloseReason reason, String detail) throws Exception {
        Engine engine = start();
        RecordingHandler handler = replying();
        TestPeer other = connect(listen(engine, RecordingHandler.echo()));
        TestPeer peer = connect(listen(engine, handler));
        byte[] good = TestPeer.join(TestPeer.frame(10, 1), TestPeer.frame(5_000, 2), TestPeer.frame(4, 3));

        peer.write(good, bad);

        peer.expect(good);
        peer.expect(REPLY);
        peer.expectEnd();
        peer.close();
        Throwable cause = assertInstanceOf(MalformedFrameException.class, handler.awaitEnd(reason));
        assertTrue(String.valueOf(cause.getMessage()).contains(detail), cause::toString);
        assertEquals(List.of("open", "frame", "malformed", "close"), handler.events());
        other.write(TestPeer.frame(700, 1)).expect(TestPeer.frame(700, 1));
        assertTrue(engine.counters().gauges().bufferBytesHeld() <= 4L << 20, () -> describe(engine));
        assertEquals(1, engine.counters().closed(reason));
    }

    @Test
    void refusesANegativeLength() throws Exception {
        expectRefusal(TestPeer.header(-1), CloseReason.MALFORMED, "-1");
        expectRefusal(TestPeer.header(Integer.MIN_VALUE), CloseReason.MALFORMED, "-2147483648");
    }

    @Test
    void refusesALengthBelowTheHeader() throws Exception {
        expectRefusal(TestPeer.header(0), CloseReason.MALFORMED, "frame of 0 bytes");
        expectRefusal(TestPeer.header(3), CloseReason.MALFORMED, "frame of 3 bytes");
    }

    @Test
    void refusesAFrameAboveTheMaximumBeforeItHasArrived() throws Exception {
        expectRefusal(
                TestPeer.header(FRAME_BYTES_MAX + 1), CloseReason.FRAME_TOO_LARGE, String.valueOf(FRAME_BYTES_MAX + 1));
        expectRefusal(TestPeer.header(Integer.MAX_VALUE), CloseReason.FRAME_TOO_LARGE, "2147483647");
    }

    @Test
    void readsPastWhatItRefusesUntilThePeerEnds() throws Exception {
        Engine engine = start();
        RecordingHandler handler = replying();
        TestPeer peer = connect(listen(engine, handler));

        peer.write(TestPeer.header(-1), new byte[3_000_000]);
        peer.expect(REPLY);
        peer.expectEnd();
        peer.endOutput();

        handler.awaitEnd(CloseReason.MALFORMED);
        assertEquals(3_000_004, engine.counters().get(Counter.BYTES_RECEIVED));
        awaitQuiet(engine);
    }

    @Test
    void countsNothingTwiceOfWhatItThrowsAwayBehindFramesThatWereDelivered() throws Exception {
        Engine engine = start();
        RecordingHandler handler = replying();
        TestPeer peer = connect(listen(engine, handler));
        peer.write(TestPeer.frame(5_000, 1), TestPeer.header(-1));
        peer.expect(TestPeer.frame(5_000, 1));
        peer.expect(REPLY);
        peer.write(new byte[100]);
        awaitCounters(engine, "bytes", counters -> counters.get(Counter.BYTES_DISCARDED) == 100);

        inTask(engine, handler, Link::closeNow);

        handler.awaitEnd(CloseReason.LOCAL);
        assertEquals(100, engine.counters().get(Counter.BYTES_DISCARDED));
    }

    @Test
    void survivesGarbage() throws Exception {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        Engine engine = start();
        int port = listen(engine, linkConfig(), this::replying);
        TestPeer other = connect(port);
        for (int i = 0; i < 40; i++) {
            byte[] garbage = new byte[1 + random.nextInt(5_000)];
            random.nextBytes(garbage);
            TestPeer peer = connect(port);
            peer.write(garbage).endOutput();
            peer.awaitGone();
            peer.close();
        }

        Await.until(
                "40 ends",
                () -> "seed " + seed + describe(engine),
                () -> handlers.stream()
                                .filter(handler -> handler.ended.getCount() == 0)
                                .count()
                        == 40);
        other.write(TestPeer.frame(700, 1)).expect(TestPeer.frame(700, 1));
        Counters counters = engine.counters();
        long ended = counters.closed(CloseReason.MALFORMED)
                + counters.closed(CloseReason.FRAME_TOO_LARGE)
                + counters.closed(CloseReason.PEER_CLOSED);
        assertEquals(40, ended, () -> "seed " + seed + describe(engine));
    }

    @Test
    void closesForWhatItRefusedAlsoWhenTheHandlerEndsTheOutputItself() throws Exception {
        Engine engine = start();
        RecordingHandler handler = new RecordingHandler();
        handler.atMalformed = Link::shutdownOutput;
        TestPeer peer = connect(listen(engine, handler));

        peer.write(TestPeer.header(-1));
        peer.expectEnd();
        peer.endOutput();

        handler.awaitEnd(CloseReason.MALFORMED);
    }
}
