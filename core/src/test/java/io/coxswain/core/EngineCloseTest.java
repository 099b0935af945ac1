package io.coxswain.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** How an engine starts and ends, and what becomes of links, tasks and threads when it does. */
class EngineCloseTest extends EngineSpec {
    /** Longer than any test may take: an engine that waits for it fails. */
    private static final long NEVER_NANOS = TimeUnit.HOURS.toNanos(1);

    @Test
    void closesAtOnceWhenNoLinkIsOpen() throws Exception {
        Engine engine = start(mode.config().closeDeadlineNanos(NEVER_NANOS), loop -> {});
        Engine used = start(mode.config().closeDeadlineNanos(NEVER_NANOS), loop -> {});
        TestPeer peer = connect(listen(used, linkConfig(), RecordingHandler::echo));
        peer.write(TestPeer.frame(100, 1)).expect(TestPeer.frame(100, 1));
        peer.endOutput().expectEnd();
        awaitQuiet(used);

        engine.close();
        used.close();

        assertTrue(engine.awaitClosed(0) && used.awaitClosed(0));
    }

    @Test
    void endsItsLinksInOrderAndTellsThem() throws Exception {
        Engine engine = start();
        int port = listen(engine, linkConfig(), RecordingHandler::echo);
        TestPeer peer = connect(port);
        peer.write(TestPeer.frame(100_000, 1)).expect(TestPeer.frame(100_000, 1));

        Thread closer = new Thread(engine::close);
        closer.start();

        peer.expectEnd();
        peer.close();
        handlers.get(0).awaitEnd(CloseReason.ENGINE_CLOSED);
        closer.join(Await.LIMIT.toMillis());
        assertEquals(Submission.CLOSED, engine.execute(loop -> {}));
        assertEquals(1, engine.counters().closed(CloseReason.ENGINE_CLOSED));
    }

    @Test
    void endsLinksWhosePeerDoesNotReadWhenTheDeadlineHasPassed() throws Exception {
        Engine engine = start(mode.config().closeDeadlineNanos(50_000_000), loop -> {});
        RecordingHandler handler = new RecordingHandler();
        handler.atOpen = link -> link.send(ByteBuffer.wrap(TestPeer.frame(16 << 20, 1)));
        connect(listen(engine, handler), 4_096);
        handler.awaitOpen();

        engine.close();

        handler.awaitEnd(CloseReason.ENGINE_CLOSED);
        Counters counters = engine.counters();
        assertEquals(16 << 20, counters.get(Counter.BYTES_SENT) + counters.get(Counter.BYTES_UNSENT));
        assertTrue(counters.get(Counter.BYTES_UNSENT) > 0);
    }

    @Test
    void reportsWhatItFlushedAndWhatItDroppedOfEachLink() throws Exception {
        Engine engine = start(mode.config().closeDeadlineNanos(1_000_000_000), loop -> {});
        RecordingHandler stuck = new RecordingHandler();
        RecordingHandler reading = new RecordingHandler();
        RecordingHandler idle = new RecordingHandler();
        connect(listen(engine, stuck), 4_096);
        TestPeer reader = connect(listen(engine, reading));
        TestPeer silent = connect(listen(engine, idle));
        Link stuckLink = stuck.awaitOpen();
        Link readingLink = reading.awaitOpen();
        Link idleLink = idle.awaitOpen();
        assertNull(engine.closeReport(), "it is open");

        engine.execute(loop -> {
            stuckLink.send(ByteBuffer.wrap(TestPeer.frame(8 << 20, 1)));
            readingLink.send(ByteBuffer.wrap(TestPeer.frame(1 << 20, 2)));
            loop.close();
        });
        reader.expect(TestPeer.frame(1 << 20, 2));
        reader.close();
        silent.close();
        engine.close();

        CloseReport report = Objects.requireNonNull(engine.closeReport());
        assertEquals(3, report.links().size(), report::toString);
        CloseReport.LinkEnd ofStuck = endOf(report, stuckLink);
        assertEquals(8 << 20, ofStuck.flushedBytes() + ofStuck.droppedBytes());
        assertTrue(ofStuck.droppedBytes() > 0, report::toString);
        CloseReport.LinkEnd ofReading = endOf(report, readingLink);
        assertEquals(1 << 20, ofReading.flushedBytes());
        assertEquals(0, ofReading.droppedBytes());
        assertNotNull(ofReading.remoteAddress());
        assertEquals(
                0,
                endOf(report, idleLink).flushedBytes() + endOf(report, idleLink).droppedBytes());
        assertEquals(9 << 20, report.flushedBytes() + report.droppedBytes());
        assertEquals(engine.counters().get(Counter.BYTES_UNSENT), report.droppedBytes());
    }

    private static CloseReport.LinkEnd endOf(CloseReport report, Link link) {
        return report.links().stream()
                .filter(end -> end.linkId() == link.id())
                .findFirst()
                .orElseThrow();
    }

    @Test
    void closesTwiceAndFromManyThreads() throws Exception {
        Engine engine = start();
        listen(engine, linkConfig(), RecordingHandler::echo);
        List<Thread> closers = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            Thread closer = new Thread(engine::close);
            closers.add(closer);
            closer.start();
        }
        for (Thread closer : closers) {
            closer.join(Await.LIMIT.toMillis());
            assertTrue(!closer.isAlive());
        }

        engine.close();

        assertTrue(engine.awaitClosed(0));
    }

    @Test
    void closesFromACallbackAndFromATask() throws Exception {
        Engine engine = start();
        RecordingHandler handler = new RecordingHandler();
        handler.atFrame = (link, frame) -> {
            engine.close();
            engine.close();
        };
        TestPeer peer = connect(listen(engine, handler));
        peer.write(TestPeer.frame(10, 1));
        peer.expectEnd();
        peer.close();
        handler.awaitEnd(CloseReason.ENGINE_CLOSED);
        assertTrue(engine.awaitClosed(Await.LIMIT.toNanos()));

        Engine other = start(mode.config().closeDeadlineNanos(NEVER_NANOS), loop -> {});
        other.execute(loop -> loop.close());
        assertTrue(other.awaitClosed(Await.LIMIT.toNanos()));
    }

    @Test
    void refusesToListenAndConnectWhileItCloses() throws Exception {
        List<Throwable> refusals = new ArrayList<>();
        Engine engine = start();
        RecordingHandler handler = new RecordingHandler();
        Loop[] loops = new Loop[1];
        handler.atClose = link -> {
            refusals.add(assertThrows(
                    IllegalStateException.class, () -> loops[0].listen(loopback(0), linkConfig(), other -> handler)));
            refusals.add(assertThrows(
                    IllegalStateException.class, () -> loops[0].connect(loopback(1), linkConfig(), handler)));
        };
        TestPeer peer = connect(listen(engine, handler));
        handler.awaitOpen();
        onLoop(engine, loop -> loops[0] = loop);
        peer.close();
        engine.execute(Loop::close);
        engine.close();
        // If the peer's end came first, the engine was not closing yet, and the calls did not fail: told as an error.
        assertTrue(refusals.size() == 2 || !takeErrors().isEmpty());
    }

    @Test
    void leavesNothingBehindWhenOnStartThrows() throws Exception {
        IOException failure = new IOException("on purpose");
        AtomicLong port = new AtomicLong();
        assertSame(
                failure,
                assertThrows(
                        IOException.class,
                        () -> start(mode.config().closeDeadlineNanos(NEVER_NANOS), loop -> {
                            port.set(loop.listen(loopback(0), linkConfig(), link -> RecordingHandler.echo())
                                    .port());
                            loop.connect(loopback((int) port.get()), linkConfig(), RecordingHandler.echo());
                            throw failure;
                        })));
        new ServerSocket((int) port.get(), 1, loopback(0).getAddress()).close();

        AssertionError error = new AssertionError("on purpose");
        Throwable thrown = assertThrows(
                IllegalStateException.class,
                () -> start(mode.config(), loop -> {
                    throw error;
                }));
        assertSame(error, thrown.getCause());
        assertTrue(String.valueOf(thrown.getMessage()).contains("on purpose"));
    }

    @Test
    void refusesAnInvalidConfigurationAndNamesEachViolation() {
        Throwable thrown = assertThrows(
                IllegalArgumentException.class,
                () -> start(
                        mode.config()
                                .workerCount(65)
                                .closeDeadlineNanos(-1)
                                .limits(new Limits().inboxSlots(1).engineBytesMax(3)),
                        loop -> {}));

        String message = String.valueOf(thrown.getMessage());
        for (String part :
                List.of("65", "workerCount", "closeDeadlineNanos", "inboxSlots of 1", "engineBytesMax of 3")) {
            assertTrue(message.contains(part), message);
        }
    }

    @Test
    void namesTheAddressThatIsInUse() throws Exception {
        int port = listenWithEcho();
        Engine second = start();

        IOException thrown = assertInstanceOf(
                IOException.class,
                assertThrows(
                                Exception.class,
                                () -> onLoop(
                                        second,
                                        loop -> loop.listen(loopback(port), linkConfig(), link -> handlers.get(0))))
                        .getCause());

        assertTrue(String.valueOf(thrown.getMessage()).contains(":" + port), thrown::toString);
    }

    @Test
    void runsEveryTaskThatItAcceptedWhoeverClosesItMeanwhile() throws Exception {
        Engine engine = start();
        AtomicLong accepted = new AtomicLong();
        AtomicLong run = new AtomicLong();
        AtomicBoolean stop = new AtomicBoolean();
        CountDownLatch going = new CountDownLatch(4);
        List<Thread> senders = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            Thread sender = new Thread(() -> {
                boolean open = true;
                while (open && !stop.get()) {
                    Submission submission = engine.execute(loop -> run.incrementAndGet());
                    accepted.addAndGet(submission == Submission.ACCEPTED ? 1 : 0);
                    open = submission != Submission.CLOSED;
                    going.countDown();
                }
            });
            sender.setDaemon(true);
            senders.add(sender);
            sender.start();
        }
        Await.open("tasks", () -> "accepted " + accepted, going);

        engine.close();

        for (Thread sender : senders) {
            sender.join(Await.LIMIT.toMillis());
        }
        stop.set(true);
        assertEquals(accepted.get(), run.get());
    }

    @Test
    void refusesATaskThatIsNoneAndStaysWell() throws Exception {
        Engine engine = start();

        assertThrows(NullPointerException.class, () -> engine.execute(noTask()));

        assertEquals(0, onLoop(engine, Loop::linkCount).intValue());
    }

    @SuppressWarnings("NullAway") // What a caller without null checks does.
    private static LoopTask noTask() {
        return null;
    }

    @Test
    void isNotToBeAskedForCountersOrWaitedForOnTheLoop() throws Exception {
        Engine engine = start();

        onLoop(engine, loop -> {
            assertThrows(IllegalStateException.class, engine::counters);
            assertThrows(IllegalStateException.class, () -> engine.awaitClosed(1));
            return true;
        });
        assertThrows(
                IllegalStateException.class, () -> onLoop(engine, loop -> loop).linkCount());
    }

    @Test
    void goesOnSleepingAfterSomebodyHasInterruptedTheLoop() throws Exception {
        Engine engine = start();
        onLoop(engine, loop -> {
            Thread.currentThread().interrupt();
            return true;
        });
        awaitCounters(engine, "sleeps", counters -> counters.get(Counter.SLEEPS) > 3);

        assertEquals(false, onLoop(engine, loop -> Thread.currentThread().isInterrupted()));
    }
}
