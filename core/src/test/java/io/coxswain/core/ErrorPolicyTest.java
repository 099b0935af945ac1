package io.coxswain.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The table of {@link ErrorHandler}, row by row, with a stack that does overflow and an array that no heap can hold.
 * {@link FailureTest} throws other things at the same places.
 */
@SuppressWarnings("NullAway.Init") // What each test begins with sets the fields.
class ErrorPolicyTest extends EngineSpec {
    /** Errors that the JVM itself throws. */
    private enum Fault {
        STACK(StackOverflowError.class) {
            @Override
            @SuppressWarnings("InfiniteRecursion") // On purpose.
            int strike() {
                return 1 + strike();
            }
        },
        HEAP(OutOfMemoryError.class) {
            @Override
            int strike() {
                return new long[Integer.MAX_VALUE].length;
            }
        },
        LINKAGE(LinkageError.class) {
            @Override
            int strike() {
                throw new NoClassDefFoundError("on purpose");
            }
        };

        final Class<? extends Error> error;

        Fault(Class<? extends Error> error) {
            this.error = error;
        }

        abstract int strike();
    }

    /** Where a handler may be struck, and what its peer does to get it there. */
    private record Place(String name, PeerStep provoke, Setup setup) {}

    private static final List<Place> PLACES = List.of(
            new Place("onOpen", peer -> {}, (handler, fault) -> handler.atOpen = link -> fault.strike()),
            new Place(
                    "onFrame",
                    peer -> peer.write(TestPeer.frame(20, 1)),
                    (handler, fault) -> handler.atFrame = (link, frame) -> fault.strike()),
            new Place("onWritable", peer -> {}, (handler, fault) -> {
                handler.atOpen = link -> link.send(ByteBuffer.wrap(TestPeer.frame(200_000, 1)));
                handler.atWritable = link -> fault.strike();
            }),
            new Place(
                    "onInputEnd", TestPeer::endOutput, (handler, fault) -> handler.atInputEnd = link -> fault.strike()),
            new Place(
                    "onMalformed",
                    peer -> peer.write(TestPeer.header(-1)),
                    (handler, fault) -> handler.atMalformed = link -> fault.strike()));

    private interface PeerStep {
        void on(TestPeer peer) throws Exception;
    }

    private interface Setup {
        void on(RecordingHandler handler, Fault fault);
    }

    private interface FaultStep {
        void on(Fault fault) throws Exception;
    }

    private Engine engine;
    private TestPeer other;

    private void startWithAnotherLink() throws Exception {
        engine = start(new Limits().sendQueueBytes(100_000, 1 << 20));
        other = connect(listen(engine, RecordingHandler.echo()));
    }

    /** Nothing of what happened is left, and the other link has not noticed. */
    private void expectWell() throws Exception {
        other.write(TestPeer.frame(5_000, 7)).expect(TestPeer.frame(5_000, 7));
        awaitCounters(engine, "one link, no job and no lent buffer", counters -> {
            Counters.Gauges gauges = counters.gauges();
            return gauges.openLinks() == 1 && gauges.jobsOut() == 0 && gauges.bufferBytesLent() == 0;
        });
    }

    @Test
    void costsTheLinkWhoseHandlerWasStruckAndNoOther() throws Exception {
        startWithAnotherLink();
        for (Place place : PLACES) {
            for (Fault fault : Fault.values()) {
                RecordingHandler handler = new RecordingHandler();
                place.setup().on(handler, fault);
                TestPeer peer = connect(listen(engine, handler));

                place.provoke().on(peer);
                peer.awaitGone();

                assertInstanceOf(fault.error, handler.awaitEnd(CloseReason.HANDLER_FAILED), place::name);
                expectWell();
            }
        }
    }

    @Test
    void costsTheLinkThatAnAcceptorWasStruckOver() throws Exception {
        startWithAnotherLink();
        for (Fault fault : Fault.values()) {
            int port = onLoop(
                    engine,
                    loop -> loop.listen(loopback(0), linkConfig(), link -> {
                                fault.strike();
                                return new RecordingHandler();
                            })
                            .port());

            connectWire(port).awaitGone();

            expectWell();
        }
        assertEquals(Fault.values().length, engine.counters().closed(CloseReason.HANDLER_FAILED));
    }

    @Test
    void costsTheLinkWhoseFramingWasStruckHereOrOnAWorker() throws Exception {
        startWithAnotherLink();
        for (Fault fault : Fault.values()) {
            RecordingHandler handler = new RecordingHandler();
            TestPeer peer = connect(listen(engine, linkConfig(struckFraming(fault)), () -> handler));

            peer.write(TestPeer.frame(20, 1));
            peer.awaitGone();

            assertInstanceOf(fault.error, handler.awaitEnd(CloseReason.FRAMING_FAILED));
            expectWell();
        }
    }

    private static Framing struckFraming(Fault fault) {
        return new Framing() {
            @Override
            public long scan(ByteBuffer bytes, int start, int end, long resume) {
                return fault.strike();
            }

            @Override
            public int frameBytesMax() {
                return FRAME_BYTES_MAX;
            }
        };
    }

    @Test
    void costsNothingWhereThereIsNoLinkToClose() throws Exception {
        startWithAnotherLink();
        List<FaultStep> places = List.of(
                fault -> engine.execute(loop -> fault.strike()),
                fault -> engine.execute(loop -> loop.schedule(1, again -> fault.strike())),
                this::closeStruck);
        for (FaultStep place : places) {
            for (Fault fault : Fault.values()) {
                place.on(fault);

                assertInstanceOf(fault.error, awaitError());
                expectWell();
            }
        }
    }

    private void closeStruck(Fault fault) throws Exception {
        RecordingHandler handler = new RecordingHandler();
        handler.atClose = link -> fault.strike();
        connect(listen(engine, handler)).endOutput().expectEnd();
    }

    @Test
    void goesOnWhenTheErrorHandlerItselfIsStruck() throws Exception {
        for (Fault fault : Fault.values()) {
            Engine struck = keep(Engine.start(
                    mode.config().errorHandler((where, error) -> fault.strike()),
                    loop -> loop.schedule(0, again -> fault.strike())));

            awaitCounters(struck, "two errors", counters -> counters.get(Counter.APPLICATION_ERRORS) == 2);
            assertEquals(0, onLoop(struck, Loop::linkCount).intValue());
        }
    }

    @Test
    void endsTheEngineWhenItWasStruckInsideOfIt() throws Exception {
        for (boolean inTask : new boolean[] {false, true}) {
            engine = start();
            RecordingHandler bystander = new RecordingHandler();
            connect(listen(engine, bystander));
            bystander.awaitOpen();
            OutOfMemoryError inside = new OutOfMemoryError("on purpose");
            inside.setStackTrace(new StackTraceElement[] {
                new StackTraceElement("java.util.ArrayDeque", "grow", "ArrayDeque.java", 1),
                new StackTraceElement(SendQueue.class.getName(), "push", "SendQueue.java", 1),
                new StackTraceElement(getClass().getName(), "onFrame", "ErrorPolicyTest.java", 1)
            });
            RecordingHandler handler = new RecordingHandler();
            handler.atFrame = (link, frame) -> raise(inside);
            TestPeer peer = connect(listen(engine, handler));
            handler.awaitOpen();

            if (inTask) {
                engine.execute(loop -> raise(inside));
            } else {
                peer.write(TestPeer.frame(10, 1));
            }

            assertTrue(engine.awaitClosed(Await.LIMIT.toNanos()), () -> "still there: " + describe(engine));
            handler.awaitEnd(inTask ? CloseReason.ENGINE_CLOSED : CloseReason.HANDLER_FAILED);
            bystander.awaitEnd(CloseReason.ENGINE_CLOSED);
            assertTrue(takeErrors().contains(inside));
        }
    }

    private static void raise(Error error) {
        throw error;
    }

    /**
     * Wherever it strikes, in the application or in the engine, no link is left behind and nothing hangs. What the
     * engine counts as lent may be wrong when it was struck itself: that is why it ends.
     */
    @Test
    void endsTheLinkOrTheEngineWhenTheStackOverflowsAroundSends() throws Exception {
        for (int round = 0; round < 10; round++) {
            // Debugging would take a trace of all that stack for each segment.
            boolean debugs = mode == OffloadMode.ALWAYS_WITH_TWO_WORKERS;
            Engine struck =
                    keep(Engine.start(mode.config().debug(debugs).errorHandler((where, error) -> {}), loop -> {}));
            RecordingHandler handler = new RecordingHandler();
            ByteBuffer message = ByteBuffer.allocate(1 + round);
            handler.atFrame = (link, frame) -> sendDeeper(link, message);
            TestPeer peer = connect(listen(struck, handler));

            peer.write(TestPeer.frame(10, 1));

            assertInstanceOf(StackOverflowError.class, handler.awaitEnd().cause());
            peer.close();
            struck.close();
        }
    }

    @SuppressWarnings("InfiniteRecursion") // On purpose.
    private static int sendDeeper(Link link, ByteBuffer message) {
        message.clear();
        link.send(message);
        link.flush();
        return 1 + sendDeeper(link, message);
    }

    @Test
    void tellsOurFramesFromOthersInOurPackage() {
        assertTrue(!FatalErrors.strikesEngine(struckIn(getClass().getName())));
        assertTrue(!FatalErrors.strikesEngine(struckIn("com.example.Parser")));
        assertTrue(!FatalErrors.strikesEngine(struckIn("io.coxswain.core.NoSuchClass")));
        assertTrue(!FatalErrors.strikesEngine(new OutOfMemoryError() {
            @Override
            public StackTraceElement[] getStackTrace() {
                return new StackTraceElement[0];
            }
        }));
        assertTrue(FatalErrors.strikesEngine(struckIn(Link.class.getName())));
        assertTrue(FatalErrors.strikesEngine(struckIn("io.coxswain.queues.Mailbox")));
        assertTrue(!FatalErrors.strikesEngine(new AssertionError("no error of the JVM")));
    }

    private static Error struckIn(String className) {
        Error error = new InternalError("on purpose");
        error.setStackTrace(new StackTraceElement[] {
            new StackTraceElement("java.util.ArrayList", "add", "ArrayList.java", 1),
            new StackTraceElement(className, "method", "File.java", 1),
            new StackTraceElement(Link.class.getName(), "send", "Link.java", 1)
        });
        return error;
    }
}
