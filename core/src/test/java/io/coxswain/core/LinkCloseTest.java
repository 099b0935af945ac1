package io.coxswain.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * Closing a link, by either side, in every state and from everywhere: one {@code onClose} with the right reason, never
 * from inside a call that the application made on the link, and nothing after it. Closing while a worker has a job of
 * the link is in {@link JobInFlightTest}, closing of an engine in {@link EngineCloseTest}.
 */
class LinkCloseTest extends EngineSpec {
    private static final List<RecordingHandler.Step> CLOSES = List.of(Link::close, Link::closeNow);

    /** Where a handler may close its link. */
    private enum Place {
        OPEN,
        FRAME,
        WRITABLE,
        INPUT_END,
        MALFORMED
    }

    @Test
    void closesFromEveryCallback() throws Exception {
        Engine engine = start(new Limits().sendQueueBytes(100_000, 1 << 20));
        for (Place place : Place.values()) {
            for (RecordingHandler.Step close : CLOSES) {
                RecordingHandler handler = closingAt(place, close);
                TestPeer peer = connect(listen(engine, handler));
                if (place != Place.WRITABLE) {
                    peer.write(TestPeer.frame(10, 1), TestPeer.frame(20, 1));
                }
                if (place == Place.MALFORMED) {
                    peer.write(TestPeer.header(-1));
                }
                if (place == Place.INPUT_END) {
                    peer.endOutput();
                }
                peer.awaitGone();
                peer.close();
                assertNull(handler.awaitEnd(CloseReason.LOCAL), place::toString);
                assertEquals("close", handler.events().get(handler.events().size() - 1));
            }
        }
        awaitQuiet(engine);
    }

    private static RecordingHandler closingAt(Place place, RecordingHandler.Step close) {
        RecordingHandler handler = new RecordingHandler();
        RecordingHandler.Step twice = link -> {
            close.on(link);
            close.on(link);
            assertEquals(SendResult.CLOSED, link.send(ByteBuffer.allocate(1)));
            assertTrue(!link.isOpen());
        };
        switch (place) {
            case OPEN -> handler.atOpen = twice;
            case FRAME -> handler.atFrame = (link, frame) -> twice.on(link);
            case WRITABLE -> {
                handler.atOpen = link -> assertEquals(
                        SendResult.ACCEPTED_ABOVE_SOFT, link.send(ByteBuffer.wrap(TestPeer.frame(200_000, 1))));
                handler.atWritable = twice;
            }
            case INPUT_END -> handler.atInputEnd = twice;
            case MALFORMED -> handler.atMalformed = twice;
        }
        return handler;
    }

    @Test
    void closesFromTheLastCallbackOnceMoreToNoEffect() throws Exception {
        Engine engine = start();
        RecordingHandler handler = RecordingHandler.echo();
        handler.atClose = link -> {
            link.close();
            link.closeNow();
            link.shutdownOutput();
            link.suspendReading();
            link.resumeReading();
            link.flush();
            assertEquals(SendResult.CLOSED, link.send(ByteBuffer.allocate(1)));
            assertNull(link.tryClaim(1));
        };
        TestPeer peer = connect(listen(engine, handler));
        peer.write(TestPeer.frame(10, 1)).expect(TestPeer.frame(10, 1));

        peer.endOutput().expectEnd();

        handler.awaitEnd(CloseReason.PEER_CLOSED);
        assertEquals(List.of("open", "frame", "inputEnd", "close"), handler.events());
    }

    @Test
    void closesFromATaskInEveryState() throws Exception {
        Engine engine = start();
        for (RecordingHandler.Step first : CLOSES) {
            for (RecordingHandler.Step second : CLOSES) {
                RecordingHandler handler = RecordingHandler.echo();
                TestPeer peer = connect(listen(engine, handler));
                peer.write(TestPeer.frame(10, 1)).expect(TestPeer.frame(10, 1));

                inTask(engine, handler, link -> {
                    first.on(link);
                    second.on(link);
                });
                inTask(engine, handler, second);
                peer.awaitGone();
                peer.close();
                handler.awaitEnd(CloseReason.LOCAL);
                inTask(engine, handler, first);
                inTask(engine, handler, second);
            }
        }
    }

    @Test
    void closesALinkThatIsStillConnecting() throws Exception {
        Engine engine = start();
        int port = listen(engine, linkConfig(), RecordingHandler::echo);
        for (RecordingHandler.Step close : CLOSES) {
            RecordingHandler handler = new RecordingHandler();
            onLoop(engine, loop -> {
                Link link = loop.connect(loopback(port), linkConfig(), handler);
                link.send(ByteBuffer.wrap(TestPeer.frame(10, 1)));
                close.on(link);
                close.on(link);
                return link;
            });

            handler.awaitEnd(CloseReason.LOCAL);
            assertEquals(List.of("close"), handler.events());
        }
    }

    @Test
    void sendsWhatIsQueuedBeforeItClosesGracefully() throws Exception {
        byte[] large = TestPeer.frame(3_000_000, 7);
        Engine engine = start();
        RecordingHandler handler = new RecordingHandler();
        handler.atFrame = (link, frame) -> {
            assertTrue(link.send(ByteBuffer.wrap(large)).isAccepted());
            assertTrue(link.send(ByteBuffer.wrap(TestPeer.frame(4, 1))).isAccepted());
            link.close();
        };
        TestPeer peer = connect(listen(engine, handler), 4_096);

        peer.write(TestPeer.frame(10, 1));

        peer.expect(large);
        peer.expect(TestPeer.frame(4, 1));
        peer.expectEnd();
        peer.close();
        handler.awaitEnd(CloseReason.LOCAL);
        assertEquals(3_000_004, engine.counters().get(Counter.BYTES_SENT));
        assertEquals(0, engine.counters().get(Counter.BYTES_UNSENT));
    }

    @Test
    void deliversNothingThatComesAfterItsClose() throws Exception {
        Engine engine = start();
        RecordingHandler handler = new RecordingHandler();
        handler.atFrame = (link, frame) -> link.close();
        TestPeer peer = connect(listen(engine, handler));

        peer.write(TestPeer.frame(10, 1), TestPeer.frame(20, 1), TestPeer.frame(30, 1));
        peer.expectEnd();
        peer.write(TestPeer.frame(100_000, 1)).endOutput();

        handler.awaitEnd(CloseReason.LOCAL);
        assertEquals(1, handler.frameCount.get());
        Counters counters = engine.counters();
        assertEquals(100_060, counters.get(Counter.BYTES_RECEIVED));
        assertEquals(100_050, counters.get(Counter.BYTES_DISCARDED));
    }

    @Test
    void endsAtItsDeadlineWhenThePeerDoesNotRead() throws Exception {
        Engine engine = start();
        RecordingHandler handler = new RecordingHandler();
        handler.atFrame = (link, frame) -> {
            link.send(ByteBuffer.wrap(TestPeer.frame(16 << 20, 1)));
            link.close();
        };
        LinkConfig config = linkConfig().closeDeadlineNanos(TimeUnit.MILLISECONDS.toNanos(50));
        TestPeer peer = connect(listen(engine, config, () -> handler), 4_096);

        peer.write(TestPeer.frame(10, 1));

        handler.awaitEnd(CloseReason.CLOSE_DEADLINE);
        assertTrue(engine.counters().get(Counter.BYTES_UNSENT) > 0);
        awaitQuiet(engine);
    }

    @Test
    void endsAtItsDeadlineAsIntendedWhenThePeerKeepsItsEndOpen() throws Exception {
        Engine engine = start();
        RecordingHandler handler = new RecordingHandler();
        handler.atFrame = (link, frame) -> link.close();
        LinkConfig config = linkConfig().closeDeadlineNanos(TimeUnit.MILLISECONDS.toNanos(50));
        TestPeer peer = connect(listen(engine, config, () -> handler));

        peer.write(TestPeer.frame(10, 1));
        peer.expectEnd();

        handler.awaitEnd(CloseReason.LOCAL);
    }

    @Test
    void closesGracefullyWhenThePeerHasEnded() throws Exception {
        Engine engine = start();
        RecordingHandler handler = new RecordingHandler();
        handler.atInputEnd = link -> link.send(ByteBuffer.wrap(TestPeer.frame(500_000, 1)));
        TestPeer peer = connect(listen(engine, handler));

        peer.write(TestPeer.frame(10, 1)).endOutput();

        peer.expect(TestPeer.frame(500_000, 1));
        peer.expectEnd();
        handler.awaitEnd(CloseReason.PEER_CLOSED);
        assertEquals(List.of("open", "frame", "inputEnd", "close"), handler.events());
    }

    @Test
    void keepsItsOutputOpenWhenThePeerHasEndedAndItIsTold() throws Exception {
        Engine engine = start();
        RecordingHandler handler = new RecordingHandler();
        handler.keepsOpen = true;
        TestPeer peer = connect(listen(engine, handler));
        peer.endOutput();
        handler.awaitEvent("inputEnd");

        inTask(engine, handler, link -> {
            assertTrue(link.isOpen());
            link.send(ByteBuffer.wrap(TestPeer.frame(10, 1)));
        });
        peer.expect(TestPeer.frame(10, 1));
        inTask(engine, handler, Link::close);

        peer.expectEnd();
        handler.awaitEnd(CloseReason.LOCAL);
    }

    @Test
    void goesOnReceivingAfterItsOwnOutputHasEnded() throws Exception {
        Engine engine = start();
        RecordingHandler handler = new RecordingHandler();
        handler.atOpen = link -> {
            link.send(ByteBuffer.wrap(TestPeer.frame(300_000, 1)));
            link.shutdownOutput();
            link.shutdownOutput();
            assertEquals(SendResult.CLOSED, link.send(ByteBuffer.allocate(1)));
        };
        TestPeer peer = connect(listen(engine, handler));

        peer.expect(TestPeer.frame(300_000, 1));
        peer.expectEnd();
        peer.write(TestPeer.frame(200_000, 1), TestPeer.frame(10, 1));
        handler.awaitFrames(2);
        peer.endOutput();

        handler.awaitEnd(CloseReason.PEER_CLOSED);
    }

    @Test
    void deliversTheWholeFramesBeforeAnEndInTheMiddleOfOne() throws Exception {
        Engine engine = start();
        RecordingHandler handler = new RecordingHandler();
        TestPeer peer = connect(listen(engine, handler));

        peer.write(TestPeer.frame(10, 1), TestPeer.frame(20, 1), TestPeer.header(1_000), new byte[500]);
        peer.endOutput().expectEnd();

        handler.awaitEnd(CloseReason.PEER_CLOSED);
        assertEquals(30, handler.frameBytes.get());
        assertEquals(534, engine.counters().get(Counter.BYTES_RECEIVED));
        awaitQuiet(engine);
    }

    @Test
    void countsTheBeginningOfAFrameAsDiscardedWhenItClosesNow() throws Exception {
        Engine engine = start();
        RecordingHandler handler = new RecordingHandler();
        TestPeer peer = connect(listen(engine, handler));
        peer.write(TestPeer.frame(1_000, 1), TestPeer.header(1_000), new byte[50]);
        awaitCounters(engine, "bytes", counters -> counters.get(Counter.BYTES_RECEIVED) == 1_054);
        handler.awaitFrames(1);

        inTask(engine, handler, Link::closeNow);

        handler.awaitEnd(CloseReason.LOCAL);
        assertEquals(54, engine.counters().get(Counter.BYTES_DISCARDED));
    }

    @Test
    void endsWithAnErrorWhenThePeerResetsInTheMiddleOfAFrame() throws Exception {
        Engine engine = start();
        RecordingHandler handler = new RecordingHandler();
        TestPeer peer = connect(listen(engine, handler));
        peer.write(TestPeer.frame(10, 1), TestPeer.header(1_000), new byte[500]);
        awaitCounters(engine, "bytes", counters -> counters.get(Counter.BYTES_RECEIVED) == 514);

        peer.reset();

        assertTrue(handler.awaitEnd(CloseReason.IO_ERROR) instanceof java.io.IOException);
        assertEquals(List.of("open", "frame", "close"), handler.events());
        awaitQuiet(engine);
    }

    @Test
    void endsWithAnErrorWhenThePeerResetsWhileMuchIsQueued() throws Exception {
        Engine engine = start();
        RecordingHandler handler = new RecordingHandler();
        handler.atOpen = link -> link.send(ByteBuffer.wrap(TestPeer.frame(16 << 20, 1)));
        TestPeer peer = connect(listen(engine, handler), 4_096);
        awaitCounters(engine, "a full socket", counters -> counters.get(Counter.WRITES_BLOCKED) > 0);

        peer.reset();

        handler.awaitEnd(CloseReason.IO_ERROR);
        Counters counters = engine.counters();
        assertEquals(16 << 20, counters.get(Counter.BYTES_SENT) + counters.get(Counter.BYTES_UNSENT));
        awaitQuiet(engine);
    }

    @Test
    void closesAndResumesFromOnWritableInTheMiddleOfASnapshot() throws Exception {
        Engine engine = start(
                mode.config()
                        .limits(new Limits().sendQueueBytes(100_000, 1 << 20))
                        .closeDeadlineNanos(TimeUnit.HOURS.toNanos(1)),
                loop -> {});
        for (boolean closes : new boolean[] {false, true}) {
            RecordingHandler handler = new RecordingHandler();
            handler.atFrame = (link, frame) -> {
                if (link.send(ByteBuffer.wrap(TestPeer.frame(150_000, 1))) == SendResult.ACCEPTED_ABOVE_SOFT) {
                    link.suspendReading();
                }
            };
            handler.atWritable = closes ? Link::close : Link::resumeReading;
            LinkConfig config = linkConfig().closeDeadlineNanos(TimeUnit.HOURS.toNanos(1));
            TestPeer peer = connect(listen(engine, config, () -> handler));

            peer.write(TestPeer.frame(10, 1), TestPeer.frame(20, 1), TestPeer.frame(30, 1));

            for (int i = 0; i < (closes ? 1 : 3); i++) {
                peer.expect(TestPeer.frame(150_000, 1));
            }
            peer.endOutput().expectEnd();
            handler.awaitEnd(closes ? CloseReason.LOCAL : CloseReason.PEER_CLOSED);
            assertEquals(closes ? 1 : 3, handler.frameCount.get());
        }
    }
}
