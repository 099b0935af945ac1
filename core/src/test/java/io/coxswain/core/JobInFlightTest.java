package io.coxswain.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A link that ends while jobs of it are out: it goes on holding its socket and its segments until the last of them is
 * back, and is told of its end once. Workers are held inside the framing of other links, so that a job can be kept
 * waiting for as long as a test likes. Jobs go out whatever the mode says, which here stands for a number of workers
 * only. Without a job in flight, see {@link LinkCloseTest}.
 */
class JobInFlightTest extends EngineSpec {
    private static final int GATE_BYTES = 99;

    /** What can happen to a link. */
    private enum Ending {
        CLOSE(CloseReason.LOCAL),
        CLOSE_NOW(CloseReason.LOCAL),
        CLOSE_TWICE(CloseReason.LOCAL),
        CLOSE_THEN_NOW(CloseReason.LOCAL),
        NOW_THEN_CLOSE(CloseReason.LOCAL),
        ENGINE(CloseReason.ENGINE_CLOSED);

        final CloseReason reason;

        Ending(CloseReason reason) {
            this.reason = reason;
        }

        void on(Link link, Engine engine) {
            switch (this) {
                case CLOSE -> link.close();
                case CLOSE_NOW -> link.closeNow();
                case CLOSE_TWICE -> {
                    link.close();
                    link.close();
                }
                case CLOSE_THEN_NOW -> {
                    link.close();
                    link.closeNow();
                    link.closeNow();
                }
                case NOW_THEN_CLOSE -> {
                    link.closeNow();
                    link.close();
                }
                case ENGINE -> {
                    engine.close();
                    engine.close();
                }
            }
        }
    }

    /** Keeps whoever frames a frame of {@value #GATE_BYTES} bytes until it is opened. */
    private static final class Gate {
        private final Framing inner = TestPeer.framing(FRAME_BYTES_MAX);
        private final CountDownLatch opened = new CountDownLatch(1);
        private final AtomicInteger open = new AtomicInteger();
        private final AtomicInteger entered = new AtomicInteger();

        Framing framing() {
            return new ScriptedFraming(FRAME_BYTES_MAX, (bytes, start, end, resume) -> {
                long verdict = inner.scan(bytes, start, end, resume);
                if (verdict == GATE_BYTES) {
                    entered.incrementAndGet();
                    Await.open("the gate", () -> "a worker inside a framing", opened);
                }
                return verdict;
            });
        }

        RecordingHandler newHandler() {
            RecordingHandler handler = RecordingHandler.echo();
            handler.atOpen = link -> open.incrementAndGet();
            return handler;
        }

        void awaitOpen(int count) {
            Await.until(count + " open links", open::toString, () -> open.get() == count);
        }

        void awaitEntered(int count) {
            Await.until(count + " workers at the gate", entered::toString, () -> entered.get() == count);
        }

        void open() {
            opened.countDown();
        }
    }

    private Gate gate = new Gate();
    private Engine engine;
    private int gatedPort;
    private final List<TestPeer> blockers = new ArrayList<>();

    @BeforeEach
    void startEngine() throws Exception {
        startAnew();
    }

    private void startAnew() throws Exception {
        gate = new Gate();
        Limits limits = new Limits().takeBackNanos(TimeUnit.HOURS.toNanos(1));
        engine = start(mode.config().offloadPolicy(OffloadPolicy.ALWAYS).limits(limits), loop -> {});
        gatedPort = listen(engine, linkConfig(gate.framing()), gate::newHandler);
    }

    @AfterEach
    void openGate() {
        gate.open();
    }

    private static byte[] gateFrame() {
        return TestPeer.frame(GATE_BYTES, 1);
    }

    /** Puts every worker into the framing of some link, where it stays until the gate is opened. */
    private void holdAllWorkers() throws Exception {
        for (int i = 0; i < mode.workerCount; i++) {
            blockers.add(connect(gatedPort));
        }
        // All of them are open before: a worker inside a framing does no handshake.
        gate.awaitOpen(mode.workerCount);
        for (TestPeer blocker : blockers) {
            blocker.write(gateFrame());
        }
        gate.awaitEntered(mode.workerCount);
    }

    private void awaitJobsOut(int count) {
        awaitCounters(engine, count + " jobs out", counters -> counters.gauges().jobsOut() == count);
    }

    private void end(RecordingHandler handler, Ending ending) throws Exception {
        onLoop(engine, loop -> {
            handler.call(link -> ending.on(link, engine));
            return true;
        });
    }

    /** Goes through a few turns of the loop: what was to happen at once has happened. */
    private void letTurnsPass() throws Exception {
        for (int i = 0; i < 5; i++) {
            onLoop(engine, Loop::nanoTime);
        }
    }

    private void finishAndCheck(RecordingHandler handler, Ending ending) throws Exception {
        letTurnsPass();
        assertEquals(1, handler.ended.getCount(), () -> "ended before its job was back: " + handler);
        gate.open();
        for (TestPeer blocker : blockers) {
            blocker.close();
        }
        blockers.clear();
        handler.awaitEnd(ending.reason);
        if (ending == Ending.ENGINE) {
            assertTrue(engine.awaitClosed(Await.LIMIT.toNanos()));
            startAnew();
        } else {
            // Or what is left of these links would wait behind the next workers at the gate.
            awaitQuiet(engine);
            gate = new Gate();
            gatedPort = listen(engine, linkConfig(gate.framing()), gate::newHandler);
        }
    }

    @Test
    void outlivesAReadThatWaitsForAWorker() throws Exception {
        for (Ending ending : Ending.values()) {
            RecordingHandler handler = new RecordingHandler();
            TestPeer peer = connect(listen(engine, handler));
            handler.awaitOpen();
            holdAllWorkers();
            peer.write(TestPeer.frame(10, 1)).endOutput();
            awaitJobsOut(mode.workerCount + 1);

            end(handler, ending);

            finishAndCheck(handler, ending);
            assertEquals(List.of("open", "close"), handler.events());
        }
    }

    @Test
    void outlivesAReadThatAWorkerIsInside() throws Exception {
        for (Ending ending : Ending.values()) {
            RecordingHandler handler = new RecordingHandler();
            Gate own = gate;
            TestPeer peer = connect(listen(engine, linkConfig(own.framing()), () -> handler));
            handler.awaitOpen();
            peer.write(gateFrame()).endOutput();
            own.awaitEntered(1);

            end(handler, ending);

            finishAndCheck(handler, ending);
            assertEquals(List.of("open", "close"), handler.events());
        }
    }

    @Test
    void outlivesAWriteThatWaitsForAWorker() throws Exception {
        for (Ending ending : Ending.values()) {
            RecordingHandler handler = new RecordingHandler();
            TestPeer peer = connect(listen(engine, handler));
            handler.awaitOpen();
            holdAllWorkers();
            inTask(engine, handler, link -> {
                assertTrue(link.send(ByteBuffer.wrap(TestPeer.frame(50_000, 1))).isAccepted());
                link.flush();
            });
            awaitJobsOut(mode.workerCount + 1);

            end(handler, ending);
            peer.endOutput();

            finishAndCheck(handler, ending);
        }
    }

    @Test
    void outlivesBothHalves() throws Exception {
        for (Ending ending : Ending.values()) {
            RecordingHandler handler = new RecordingHandler();
            TestPeer peer = connect(listen(engine, handler));
            handler.awaitOpen();
            holdAllWorkers();
            peer.write(TestPeer.frame(10, 1)).endOutput();
            awaitJobsOut(mode.workerCount + 1);
            inTask(engine, handler, link -> {
                assertTrue(link.send(ByteBuffer.wrap(TestPeer.frame(50_000, 1))).isAccepted());
                link.flush();
            });
            awaitJobsOut(mode.workerCount + transport().jobsPerLink);

            end(handler, ending);

            finishAndCheck(handler, ending);
        }
    }

    @Test
    void learnsOfAResetFromTheJobThatWasOut() throws Exception {
        RecordingHandler handler = new RecordingHandler();
        TestPeer peer = connect(listen(engine, handler));
        handler.awaitOpen();
        holdAllWorkers();
        peer.write(TestPeer.frame(10, 1));
        awaitJobsOut(mode.workerCount + 1);

        peer.reset();
        letTurnsPass();
        assertEquals(1, handler.ended.getCount());
        gate.open();

        // What came before the reset may still be delivered.
        assertNotNull(handler.awaitEnd(CloseReason.IO_ERROR));
        assertEquals("close", handler.events().get(handler.events().size() - 1));
    }

    @Test
    void sendsWhatItHasAcceptedAfterTheJobThatWasOutWhenItClosed() throws Exception {
        RecordingHandler handler = new RecordingHandler();
        TestPeer peer = connect(listen(engine, handler));
        handler.awaitOpen();
        holdAllWorkers();
        inTask(engine, handler, link -> {
            link.send(ByteBuffer.wrap(TestPeer.frame(10, 1)));
            link.flush();
            link.send(ByteBuffer.wrap(TestPeer.frame(200_000, 2)));
            link.close();
        });
        gate.open();

        peer.expect(TestPeer.frame(10, 1));
        peer.expect(TestPeer.frame(200_000, 2));
        peer.expectEnd();
        peer.close();
        handler.awaitEnd(CloseReason.LOCAL);
    }

    @Test
    void closesFromEveryCallbackWithAWriteOut() throws Exception {
        List<String> places = List.of("open", "frame", "writable", "inputEnd", "malformed");
        for (String place : places) {
            for (Ending ending : Ending.values()) {
                RecordingHandler handler = endingAt(place, ending);
                TestPeer peer = connect(listen(engine, handler));
                switch (place) {
                    case "frame" -> peer.write(TestPeer.frame(10, 1));
                    case "malformed" -> peer.write(TestPeer.header(-1));
                    case "inputEnd" -> peer.endOutput();
                    default -> {}
                }
                peer.awaitGone();
                peer.close();

                handler.awaitEnd(ending.reason);
                assertTrue(handler.has(place), () -> place + " never came: " + handler);
                if (ending == Ending.ENGINE) {
                    assertTrue(engine.awaitClosed(Await.LIMIT.toNanos()));
                    startAnew();
                }
            }
        }
    }

    /** A handler that ends its link from inside one of its callbacks, right after a job of it went out. */
    private RecordingHandler endingAt(String place, Ending ending) {
        RecordingHandler handler = new RecordingHandler();
        RecordingHandler.Step step = link -> {
            assertTrue(link.send(ByteBuffer.wrap(TestPeer.frame(20_000, 1))).isAccepted());
            link.flush();
            ending.on(link, engine);
        };
        switch (place) {
            case "open" -> handler.atOpen = step;
            case "frame" -> handler.atFrame = (link, frame) -> step.on(link);
            case "writable" -> {
                handler.atOpen = link -> link.send(ByteBuffer.wrap(TestPeer.frame(5 << 20, 1)));
                handler.atWritable = step;
            }
            case "inputEnd" -> handler.atInputEnd = step;
            case "malformed" -> handler.atMalformed = step;
            default -> throw new IllegalArgumentException(place);
        }
        return handler;
    }
}
