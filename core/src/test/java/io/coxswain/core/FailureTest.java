package io.coxswain.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/**
 * Application code that throws, anything and anywhere: it ends its own link, or is told to the error handler, and no
 * more.
 */
class FailureTest extends EngineSpec {
    private static final List<Supplier<Throwable>> KINDS = List.of(
            () -> new IllegalStateException("on purpose"),
            () -> new StackOverflowError("on purpose"),
            () -> new AssertionError("on purpose"),
            () -> new OutOfMemoryError("on purpose"));

    /** Throws something unchecked. */
    private static void raise(Throwable thrown) {
        if (thrown instanceof Error error) {
            throw error;
        }
        throw (RuntimeException) thrown;
    }

    /** Where a handler may fail. */
    private enum Place {
        OPEN,
        FRAME,
        WRITABLE,
        INPUT_END,
        MALFORMED
    }

    @Test
    void endsTheLinkWhoseHandlerThrewAndNoOther() throws Exception {
        Engine engine = start(new Limits().sendQueueBytes(100_000, 1 << 20));
        TestPeer other = connect(listen(engine, RecordingHandler.echo()));
        for (Place place : Place.values()) {
            for (Supplier<Throwable> kind : KINDS) {
                Throwable thrown = kind.get();
                RecordingHandler handler = throwingAt(place, thrown);
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

                assertSame(thrown, handler.awaitEnd(CloseReason.HANDLER_FAILED), place::toString);
                other.write(TestPeer.frame(50, 1)).expect(TestPeer.frame(50, 1));
            }
        }
        assertEquals(
                (long) Place.values().length * KINDS.size(),
                engine.counters().get(Counter.APPLICATION_ERRORS),
                () -> describe(engine));
    }

    private static RecordingHandler throwingAt(Place place, Throwable thrown) {
        RecordingHandler handler = new RecordingHandler();
        switch (place) {
            case OPEN -> handler.atOpen = link -> raise(thrown);
            case FRAME -> handler.atFrame = (link, frame) -> raise(thrown);
            case WRITABLE -> {
                handler.atOpen = link -> link.send(ByteBuffer.wrap(TestPeer.frame(200_000, 1)));
                handler.atWritable = link -> raise(thrown);
            }
            case INPUT_END -> handler.atInputEnd = link -> raise(thrown);
            case MALFORMED -> handler.atMalformed = link -> raise(thrown);
        }
        return handler;
    }

    @Test
    void tellsTheErrorHandlerWhatOnCloseThrew() throws Exception {
        Engine engine = start();
        for (Supplier<Throwable> kind : KINDS) {
            Throwable thrown = kind.get();
            RecordingHandler handler = new RecordingHandler();
            handler.atClose = link -> raise(thrown);
            TestPeer peer = connect(listen(engine, handler));
            peer.endOutput().expectEnd();

            handler.awaitEnd(CloseReason.PEER_CLOSED);
            expectError(thrown);
        }
    }

    @Test
    void tellsTheErrorHandlerWhatTasksAndTimersThrew() throws Exception {
        Engine engine = start();
        for (Supplier<Throwable> kind : KINDS) {
            Throwable thrown = kind.get();
            engine.execute(loop -> raise(thrown));
            expectError(thrown);
            engine.execute(loop -> loop.schedule(1, again -> raise(thrown)));
            expectError(thrown);
        }
        assertEquals(8, engine.counters().get(Counter.APPLICATION_ERRORS));
    }

    @Test
    void goesOnWhenTheErrorHandlerThrows() throws Exception {
        Engine engine = keep(Engine.start(
                mode.config().errorHandler((where, error) -> {
                    throw new AssertionError(where, error);
                }),
                loop -> {}));
        engine.execute(loop -> raise(new IllegalStateException("on purpose")));

        assertEquals(0, onLoop(engine, Loop::linkCount).intValue());
        assertEquals(2, engine.counters().get(Counter.APPLICATION_ERRORS));
    }

    @Test
    void endsTheLinkWhoseAcceptorThrewOrReturnedNothing() throws Exception {
        Engine engine = start();
        TestPeer other = connect(listen(engine, RecordingHandler.echo()));
        for (Supplier<Throwable> kind : KINDS) {
            int port = onLoop(
                    engine,
                    loop -> loop.listen(loopback(0), linkConfig(), link -> {
                                raise(kind.get());
                                return new RecordingHandler();
                            })
                            .port());
            connectWire(port).awaitGone();
        }
        int port = onLoop(
                engine,
                loop -> loop.listen(loopback(0), linkConfig(), link -> noHandler())
                        .port());
        connectWire(port).write(TestPeer.frame(10, 1)).awaitGone();

        other.write(TestPeer.frame(50, 1)).expect(TestPeer.frame(50, 1));
        assertEquals(KINDS.size() + 1, engine.counters().closed(CloseReason.HANDLER_FAILED));
    }

    @SuppressWarnings("NullAway") // What an acceptor without null checks returns.
    private static LinkHandler noHandler() {
        return null;
    }

    /** Frames as {@link TestPeer} does, and throws at a frame of {@value #BAD_BYTES} bytes. */
    private static final class ThrowingFraming implements Framing {
        static final int BAD_BYTES = 666;

        private final Framing framing = TestPeer.framing(FRAME_BYTES_MAX);
        private final Throwable thrown;

        ThrowingFraming(Throwable thrown) {
            this.thrown = thrown;
        }

        @Override
        public long scan(ByteBuffer bytes, int start, int end, long resume) {
            long verdict = framing.scan(bytes, start, end, resume);
            if (verdict == BAD_BYTES) {
                raise(thrown);
            }
            return verdict;
        }

        @Override
        public int frameBytesMax() {
            return framing.frameBytesMax();
        }

        @Override
        public String describeFailure(ByteBuffer bytes, int start, int end, long verdict) {
            raise(thrown);
            return "";
        }
    }

    @Test
    void endsTheLinkWhoseFramingThrewAfterTheFramesBefore() throws Exception {
        Engine engine = start();
        TestPeer other = connect(listen(engine, RecordingHandler.echo()));
        for (Supplier<Throwable> kind : KINDS) {
            Throwable thrown = kind.get();
            RecordingHandler handler = new RecordingHandler();
            TestPeer peer = connect(listen(engine, linkConfig(new ThrowingFraming(thrown)), () -> handler));

            peer.write(TestPeer.frame(10, 1), TestPeer.frame(20, 2), TestPeer.frame(ThrowingFraming.BAD_BYTES, 3));
            peer.awaitGone();

            assertSame(thrown, handler.awaitEnd(CloseReason.FRAMING_FAILED));
            assertEquals(30, handler.frameBytes.get());
            other.write(TestPeer.frame(50, 1)).expect(TestPeer.frame(50, 1));
        }
    }

    @Test
    void doesWithoutADescriptionWhenDescribingThrows() throws Exception {
        Engine engine = start();
        for (Supplier<Throwable> kind : KINDS) {
            Throwable thrown = kind.get();
            RecordingHandler handler = new RecordingHandler();
            TestPeer peer = connect(listen(engine, linkConfig(new ThrowingFraming(thrown)), () -> handler));

            peer.write(TestPeer.header(-1));
            peer.expectEnd();
            peer.close();

            assertInstanceOf(MalformedFrameException.class, handler.awaitEnd(CloseReason.MALFORMED));
            expectError(thrown);
        }
    }

    @Test
    void endsALinkWhoseCallbackLeavesAClaimOpen() throws Exception {
        Engine engine = start();
        RecordingHandler handler = new RecordingHandler();
        handler.atFrame = (link, frame) -> link.tryClaim(100);
        TestPeer peer = connect(listen(engine, handler));

        peer.write(TestPeer.frame(10, 1), TestPeer.frame(20, 1));
        peer.awaitGone();

        Throwable cause = handler.awaitEnd(CloseReason.HANDLER_FAILED);
        assertTrue(String.valueOf(cause).contains("claim"), () -> String.valueOf(cause));
        assertEquals(1, handler.frameCount.get());
        awaitQuiet(engine);
    }

    @Test
    void endsALinkOnWhichATaskLeavesAClaimOpen() throws Exception {
        Engine engine = start();
        RecordingHandler handler = RecordingHandler.echo();
        TestPeer peer = connect(listen(engine, handler));
        handler.awaitOpen();

        inTask(engine, handler, link -> link.tryClaim(100));
        peer.awaitGone();

        handler.awaitEnd(CloseReason.HANDLER_FAILED);
        awaitQuiet(engine);
    }
}
