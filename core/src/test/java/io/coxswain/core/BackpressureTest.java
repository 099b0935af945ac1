package io.coxswain.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/**
 * What a link says when it cannot take more, and how it goes on: full queues, a full engine, peers that do not read.
 */
class BackpressureTest extends EngineSpec {
    private static final int SOFT_BYTES = 100_000;
    private static final int HARD_BYTES = 400_000;

    private final Limits limits = new Limits().sendQueueBytes(SOFT_BYTES, HARD_BYTES);

    private static ByteBuffer message(int bytes) {
        return ByteBuffer.wrap(TestPeer.frame(bytes, bytes));
    }

    @Test
    void saysHowFullTheQueueIsAtEachLimitAndOnePastIt() throws Exception {
        Engine engine = start(limits);
        RecordingHandler handler = new RecordingHandler();
        List<SendResult> results = new CopyOnWriteArrayList<>();
        handler.atOpen = link -> {
            results.add(link.send(message(HARD_BYTES + 1)));
            results.add(link.send(message(SOFT_BYTES)));
            results.add(link.send(message(4)));
            results.add(link.send(message(HARD_BYTES - SOFT_BYTES - 4)));
            ByteBuffer refused = message(4);
            results.add(link.send(refused));
            assertEquals(4, refused.remaining());
            assertEquals(HARD_BYTES, link.queuedBytes());
            assertNull(link.tryClaim(1));
        };
        TestPeer peer = connect(listen(engine, handler));

        peer.expect(message(SOFT_BYTES).array());
        peer.expect(message(4).array());
        peer.expect(message(HARD_BYTES - SOFT_BYTES - 4).array());
        handler.awaitEvent("writable");

        assertEquals(
                List.of(
                        SendResult.TOO_LARGE,
                        SendResult.ACCEPTED,
                        SendResult.ACCEPTED_ABOVE_SOFT,
                        SendResult.ACCEPTED_ABOVE_SOFT,
                        SendResult.FULL),
                results);
        assertEquals(3, engine.counters().get(Counter.SENDS_REFUSED));
    }

    @Test
    void tellsOfTheHighAndOfTheLowWaterMarkInTurn() throws Exception {
        Engine engine = start(limits);
        RecordingHandler handler = new RecordingHandler();
        // A socket that takes little, and a peer that reads nothing yet.
        LinkConfig config = linkConfig().socket(new SocketConfig().sendBytes(8_192));
        TestPeer peer = connect(listen(engine, config, () -> handler), 4_096);
        Link link = handler.awaitOpen();
        Sender sender = engine.newSender(8, HARD_BYTES);
        for (int round = 1; round <= 3; round++) {
            int count = round;
            assertEquals(Submission.ACCEPTED, sender.send(link.id(), message(HARD_BYTES - 10), 0));
            Await.until("unwritable", handler::toString, () -> handler.unwritableCount.get() == count);

            peer.expect(message(HARD_BYTES - 10).array());

            Await.until(
                    "writable",
                    handler::toString,
                    () -> handler.events().stream().filter("writable"::equals).count() == count);
            // Writable says that half is free. The next round wants all of it, and so waits for the last write to
            // complete.
            awaitCounters(engine, "an empty queue", now -> now.gauges().bufferBytesLent() == 0);
        }
        assertEquals(3, handler.unwritableCount.get());
    }

    @Test
    void doesNotPromiseToBeWritableForWhatWillNeverFit() throws Exception {
        Engine engine = start(limits);
        RecordingHandler handler = new RecordingHandler();
        handler.atFrame = (link, frame) -> {
            assertEquals(SendResult.TOO_LARGE, link.send(message(HARD_BYTES + 1)));
            assertNull(link.tryClaim(HARD_BYTES + 1));
            link.send(frame);
        };
        TestPeer peer = connect(listen(engine, handler));

        for (int i = 0; i < 3; i++) {
            peer.write(TestPeer.frame(10, i)).expect(TestPeer.frame(10, i));
        }

        assertEquals(List.of("open", "frame"), handler.events());
    }

    @Test
    void sendsAllThatAHandlerHasInStepWithAPeerThatReadsSlowly() throws Exception {
        Engine engine = start(limits);
        RecordingHandler handler = new RecordingHandler();
        AtomicInteger next = new AtomicInteger();
        AtomicInteger fulls = new AtomicInteger();
        int messages = 1_000;
        RecordingHandler.Step pump = link -> {
            SendResult result = SendResult.ACCEPTED;
            while (next.get() < messages && result == SendResult.ACCEPTED) {
                result = link.send(ByteBuffer.wrap(TestPeer.frame(4 + next.get() * 17 % 20_000, next.get())));
                next.addAndGet(result.isAccepted() ? 1 : 0);
            }
            fulls.addAndGet(result == SendResult.ACCEPTED ? 0 : 1);
        };
        handler.atOpen = pump;
        handler.atWritable = pump;
        TestPeer peer = connect(listen(engine, handler), 4_096);

        for (int i = 0; i < messages; i++) {
            peer.expect(TestPeer.frame(4 + i * 17 % 20_000, i));
        }

        assertTrue(fulls.get() > 0);
        awaitCounters(engine, "an empty queue", now -> now.gauges().bufferBytesLent() == 0);
    }

    @Test
    void leavesOtherLinksAloneWhileOnePeerDoesNotRead() throws Exception {
        Engine engine = start(limits);
        RecordingHandler stuck = new RecordingHandler();
        stuck.atOpen = link -> {
            while (link.send(message(50_000)) != SendResult.FULL) {
                link.flush();
            }
        };
        connect(listen(engine, linkConfig().socket(new SocketConfig().sendBytes(8_192)), () -> stuck), 4_096);
        awaitCounters(engine, "a full socket", counters -> counters.get(Counter.WRITES_BLOCKED) > 0);

        TestPeer other = connect(listen(engine, RecordingHandler.echo()));
        for (int i = 0; i < 50; i++) {
            other.write(TestPeer.frame(500, i)).expect(TestPeer.frame(500, i));
        }

        assertTrue(!stuck.has("writable"));
    }

    @Test
    void slowsAPeerDownWhileReadingIsSuspended() throws Exception {
        Engine engine = start();
        RecordingHandler handler = RecordingHandler.echo();
        RecordingHandler.FrameStep echo = handler.atFrame;
        handler.atFrame = (link, frame) -> {
            echo.on(link, frame);
            if (handler.frameCount.get() % 7 == 0) {
                link.suspendReading();
                link.suspendReading();
            }
        };
        TestPeer peer =
                connect(listen(engine, linkConfig().socket(new SocketConfig().receiveBytes(8_192)), () -> handler));
        byte[] stream = new byte[0];
        for (int i = 0; i < 60; i++) {
            stream = TestPeer.join(stream, TestPeer.frame(3_000 + i * 300, i));
        }
        CompletableFuture<Void> written = peer.writeAside(stream);

        for (int resumed = 7; resumed <= 56; resumed += 7) {
            handler.awaitFrames(resumed);
            assertEquals(resumed, handler.frameCount.get());
            inTask(engine, handler, link -> {
                link.resumeReading();
                link.resumeReading();
            });
        }

        peer.expect(stream);
        Await.result("writing", handler::toString, written);
    }

    @Test
    void suspendsBeforeAnythingHasComeAndResumesAfterwards() throws Exception {
        Engine engine = start();
        RecordingHandler handler = RecordingHandler.echo();
        handler.atOpen = Link::suspendReading;
        TestPeer peer = connect(listen(engine, handler));
        peer.write(TestPeer.frame(10, 1));
        handler.awaitOpen();
        Counters counters = engine.counters();
        assertEquals(0, counters.get(Counter.FRAMES_DELIVERED));

        inTask(engine, handler, Link::resumeReading);

        peer.expect(TestPeer.frame(10, 1));
    }

    @Test
    void receivesFramesThatNeedMostOfTheEnginesMemoryOneLinkAfterTheOther() throws Exception {
        Engine engine = start(memory(3));
        List<CompletableFuture<Void>> written = new ArrayList<>();
        int port = listen(engine, linkConfig(), RecordingHandler::new);
        for (int i = 0; i < 6; i++) {
            written.add(connect(port).writeAside(TestPeer.frame(200_000, i)));
        }

        for (CompletableFuture<Void> one : written) {
            Await.result("writing", () -> describe(engine), one);
        }
        awaitCounters(engine, "all frames", counters -> counters.get(Counter.FRAMES_DELIVERED) == 6);
        assertTrue(engine.counters().gauges().bufferBytesHeld() <= (3 << 20) + transport().ciphertextBytes);
    }

    @Test
    void saysThatTheEngineIsFullAndGoesOnWhenMemoryComesBack() throws Exception {
        Engine engine = start(memory(1));
        RecordingHandler hoarder = new RecordingHandler();
        hoarder.atOpen = link -> {
            SendResult result = SendResult.ACCEPTED;
            while (result == SendResult.ACCEPTED) {
                result = link.send(message(100_000));
                link.flush();
            }
            assertEquals(SendResult.ENGINE_FULL, result);
        };
        TestPeer slow = connect(listen(engine, hoarder), 4_096);
        hoarder.awaitOpen();
        RecordingHandler late = RecordingHandler.echo();
        TestPeer starved = connect(listen(engine, late));
        starved.write(TestPeer.frame(1_000, 1));
        awaitCounters(
                engine, "a starved read", counters -> counters.get(Counter.READS_STARVED) > 0 || late.has("frame"));

        long turns = engine.counters().get(Counter.TURNS);
        CompletableFuture<Long> drained = CompletableFuture.supplyAsync(() -> {
            try {
                return slow.readToEnd();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });

        starved.expect(TestPeer.frame(1_000, 1));
        hoarder.awaitEvent("writable");
        assertTrue(turns < 20_000, () -> "spinning: " + describe(engine));
        inTask(engine, hoarder, Link::close);
        assertTrue(Await.result("draining", () -> describe(engine), drained) > 0);
    }

    @Test
    void isNotBusyWhileALinkWaitsForMemory() throws Exception {
        expectNotBusyWhileALinkWaits(memory(1));
    }

    @Test
    void isNotBusyWhileLessIsLeftThanAChunk() throws Exception {
        expectNotBusyWhileALinkWaits(new Limits().engineBytesMax(memory(1).engineBytesMax() + 20_000));
    }

    private void expectNotBusyWhileALinkWaits(Limits tight) throws Exception {
        Engine engine = start(tight);
        Loop loopOfEngine = onLoop(engine, loop -> loop);
        RecordingHandler hoarder = new RecordingHandler();
        hoarder.atOpen = link -> {
            List<SharedMessage> hoard = hoardAll(loopOfEngine);
            for (int i = 0; i < 1_000; i++) {
                assertEquals(SendResult.ENGINE_FULL, link.send(message(100)));
            }
            Submission release =
                    engine.execute(loop -> loop.schedule(300_000_000, later -> hoard.forEach(SharedMessage::release)));
            assertEquals(Submission.ACCEPTED, release);
        };
        hoarder.atWritable = link -> link.send(message(100));
        TestPeer peer = connect(listen(engine, hoarder));
        peer.expect(message(100).array());

        assertTrue(engine.counters().get(Counter.TURNS) < 1_000, () -> describe(engine));
        assertNotNull(hoarder.link);
    }

    private static List<SharedMessage> hoardAll(Loop loop) {
        List<SharedMessage> hoard = new ArrayList<>();
        SharedMessage one = loop.share(ByteBuffer.allocate(1));
        while (one != null) {
            hoard.add(one);
            one = loop.share(ByteBuffer.allocate(1));
        }
        return hoard;
    }

    /** One whose frame needs more memory than is left, and of which more has come than could be looked at. */
    @Test
    void isNotBusyWhileAFrameWaitsForMoreMemoryThanThereIs() throws Exception {
        Engine engine = start(memory(1));
        RecordingHandler handler = new RecordingHandler();
        TestPeer peer = connect(listen(engine, handler));
        handler.awaitOpen();
        List<SharedMessage> hoard = onLoop(engine, loop -> {
            List<SharedMessage> all = hoardAll(loop);
            all.subList(0, 8).forEach(SharedMessage::release);
            return all.subList(8, all.size());
        });
        CompletableFuture<Void> written = peer.writeAside(TestPeer.frame(100_000, 1));
        awaitCounters(engine, "a starved read", counters -> counters.get(Counter.READS_STARVED) > 0);

        CompletableFuture<Long> later = new CompletableFuture<>();
        long turns = onLoop(engine, loop -> {
            loop.schedule(300_000_000, end -> later.complete(end.counters().get(Counter.TURNS)));
            return loop.counters().get(Counter.TURNS);
        });
        long turnsLater = Await.result("a third of a second", () -> describe(engine), later);

        assertTrue(turnsLater - turns < 1_000, () -> describe(engine));
        inTask(engine, handler, Link::closeNow);
        onLoop(engine, loop -> {
            hoard.forEach(SharedMessage::release);
            return true;
        });
        handler.awaitEnd(CloseReason.LOCAL);
        Await.until("the writer", handler::toString, written::isDone);
    }
}
