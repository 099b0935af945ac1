package io.coxswain.core;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** Messages from other threads: in the order of each sender, each sent or counted, none blocking. */
class SenderTest extends EngineSpec {
    @Test
    void sendsFromSeveralThreadsInTheOrderOfEach() throws Exception {
        Engine engine = start();
        RecordingHandler handler = new RecordingHandler();
        TestPeer peer = connect(listen(engine, handler));
        long linkId = handler.awaitOpen().id();
        int messages = 3_000;
        AtomicLong fulls = new AtomicLong();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            int number = i;
            Thread thread = new Thread(() -> sendAll(engine.newSender(64, 100), linkId, number, messages, fulls));
            thread.setDaemon(true);
            threads.add(thread);
            thread.start();
        }

        int[] next = new int[3];
        for (int i = 0; i < 3 * messages; i++) {
            ByteBuffer frame = ByteBuffer.wrap(peer.readFrame()).order(ByteOrder.LITTLE_ENDIAN);
            int number = frame.getInt(4);
            assertEquals(next[number], frame.getInt(8));
            next[number]++;
        }

        for (Thread thread : threads) {
            thread.join(Await.LIMIT.toMillis());
        }
        assertEquals(0, engine.counters().get(Counter.MESSAGES_UNDELIVERED));
    }

    private static void sendAll(Sender sender, long linkId, int number, int messages, AtomicLong fulls) {
        for (int i = 0; i < messages; i++) {
            byte[] bytes = TestPeer.frame(12 + i % 80, i);
            ByteBuffer message = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
            message.putInt(4, number).putInt(8, i);
            Submission submission = sender.send(linkId, message, 3);
            while (submission == Submission.FULL) {
                fulls.incrementAndGet();
                LockSupport.parkNanos(10_000);
                submission = sender.send(linkId, message, 3);
            }
            if (submission != Submission.ACCEPTED) {
                return;
            }
        }
    }

    /** Occupies the loop until the latch opens. */
    private static void hold(Engine engine, CountDownLatch release) {
        CountDownLatch held = new CountDownLatch(1);
        engine.execute(loop -> {
            held.countDown();
            Await.open("the end of the hold", () -> "", release);
        });
        Await.open("the hold", () -> "", held);
    }

    @Test
    void saysFullWhenItsLettersAreOutAndKeepsTheMessage() throws Exception {
        Engine engine = start();
        RecordingHandler handler = new RecordingHandler();
        TestPeer peer = connect(listen(engine, handler));
        long linkId = handler.awaitOpen().id();
        Sender sender = engine.newSender(4, 10);
        CountDownLatch release = new CountDownLatch(1);
        hold(engine, release);

        for (int i = 0; i < 4; i++) {
            assertEquals(Submission.ACCEPTED, sender.send(linkId, ByteBuffer.wrap(TestPeer.frame(10, i)), 0));
        }
        ByteBuffer refused = ByteBuffer.wrap(TestPeer.frame(10, 4));
        assertEquals(Submission.FULL, sender.send(linkId, refused, 0));
        assertEquals(10, refused.remaining());
        assertEquals(4, sender.pendingMessages());
        ByteBuffer tooLarge = ByteBuffer.allocate(11);
        assertEquals(Submission.TOO_LARGE, sender.send(linkId, tooLarge, 0));
        assertEquals(11, tooLarge.remaining());
        assertThrows(IllegalArgumentException.class, () -> sender.send(linkId, refused, 16));
        release.countDown();

        for (int i = 0; i < 4; i++) {
            assertArrayEquals(TestPeer.frame(10, i), peer.readFrame());
        }
        Await.until("letters back", () -> "", () -> sender.pendingMessages() == 0);
        assertEquals(Submission.ACCEPTED, sender.send(linkId, refused, 0));
        assertEquals(0, refused.remaining());
        assertArrayEquals(TestPeer.frame(10, 4), peer.readFrame());
    }

    @Test
    void saysFullWhenTheMailboxIsFull() throws Exception {
        Engine engine = start(new Limits().mailboxSlots(2));
        CountDownLatch release = new CountDownLatch(1);
        hold(engine, release);
        Sender sender = engine.newSender(10, 10);
        ByteBuffer message = ByteBuffer.allocate(10);

        assertEquals(Submission.ACCEPTED, sender.send(1, message.clear(), 0));
        assertEquals(Submission.ACCEPTED, engine.execute(loop -> {}));
        assertEquals(Submission.FULL, sender.send(1, message.clear(), 0));
        assertEquals(10, message.remaining());
        assertEquals(Submission.FULL, engine.execute(loop -> {}));
        CountDownLatch emptied = new CountDownLatch(1);
        release.countDown();

        Await.until("room", () -> "", () -> engine.execute(loop -> emptied.countDown()) == Submission.ACCEPTED);
        Await.open("the task behind the letter", () -> "", emptied);
        assertEquals(1, engine.counters().get(Counter.MESSAGES_UNDELIVERED));
        assertEquals(0, sender.pendingMessages());
    }

    @Test
    void countsWhatItsLinkDidNotTake() throws Exception {
        Engine engine = start(new Limits().sendQueueBytes(10, 20));
        RecordingHandler handler = new RecordingHandler();
        TestPeer peer = connect(listen(engine, handler));
        long linkId = handler.awaitOpen().id();
        Sender sender = engine.newSender(10, 100);

        sender.send(linkId + 100, ByteBuffer.wrap(TestPeer.frame(10, 1)), 0);
        sender.send(linkId, ByteBuffer.wrap(TestPeer.frame(21, 1)), 0);
        sender.send(linkId, ByteBuffer.wrap(TestPeer.frame(12, 1)), 0);

        peer.expect(TestPeer.frame(12, 1));
        assertEquals(2, engine.counters().get(Counter.MESSAGES_UNDELIVERED));
        peer.endOutput().expectEnd();
        handler.awaitEnd(CloseReason.PEER_CLOSED);
        sender.send(linkId, ByteBuffer.wrap(TestPeer.frame(12, 1)), 0);
        awaitCounters(engine, "undelivered", counters -> counters.get(Counter.MESSAGES_UNDELIVERED) == 3);
        engine.close();
        ByteBuffer late = ByteBuffer.allocate(10);
        assertEquals(Submission.CLOSED, sender.send(linkId, late, 0));
        assertEquals(10, late.remaining());
    }

    @Test
    void getsItsLetterBackWhenTheSendThrows() throws Exception {
        Engine engine = start();
        RecordingHandler handler = new RecordingHandler();
        TestPeer peer = connect(listen(engine, handler));
        long linkId = handler.awaitOpen().id();
        Sender sender = engine.newSender(1, 100);
        CountDownLatch release = new CountDownLatch(1);
        hold(engine, release);
        engine.execute(loop -> handler.call(link -> link.tryClaim(10)));
        sender.send(linkId, ByteBuffer.wrap(TestPeer.frame(10, 1)), 0);
        engine.execute(loop -> handler.call(Link::abort));
        release.countDown();

        Await.until("the letter", () -> describe(engine), () -> sender.pendingMessages() == 0);

        assertInstanceOf(IllegalStateException.class, awaitError());
        assertEquals(1, engine.counters().get(Counter.MESSAGES_UNDELIVERED));
        assertEquals(Submission.ACCEPTED, sender.send(linkId, ByteBuffer.wrap(TestPeer.frame(11, 1)), 0));
        peer.expect(TestPeer.frame(11, 1));
    }
}
