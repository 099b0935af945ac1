package io.coxswain.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Engines over real sockets that share their workers. The pool without sockets is in {@link SharedPoolTest}. */
class SharedWorkersTest extends EngineSpec {
    private static final int ROUNDS = 200;

    private final WorkerPool workers = WorkerPool.start(2);

    @AfterEach
    void closePool() {
        workers.close();
    }

    private Engine startShared() throws Exception {
        return start(mode.config().workerPool(workers), loop -> {});
    }

    /** Sends a frame and expects it back, again and again, until it has been told to stop. */
    private static Thread load(TestPeer peer, int rounds, List<Throwable> failures) {
        Thread thread = new Thread(() -> {
            try {
                for (int i = 0; i < rounds; i++) {
                    byte[] frame = TestPeer.frame(100 + i % 3_000, i);
                    peer.write(frame).expect(frame);
                }
            } catch (Throwable thrown) {
                failures.add(thrown);
            }
        });
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private static void awaitEnd(List<Thread> threads, List<Throwable> failures) throws InterruptedException {
        for (Thread thread : threads) {
            thread.join(Await.LIMIT.toMillis());
            assertTrue(!thread.isAlive(), "no answer");
        }
        assertEquals(List.of(), failures);
    }

    @Test
    void servesThreeEngines() throws Exception {
        List<Throwable> failures = new ArrayList<>();
        List<Thread> load = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            int port = listen(startShared(), linkConfig(), RecordingHandler::echo);
            load.add(load(connect(port), ROUNDS, failures));
            load.add(load(connect(port), ROUNDS, failures));
        }

        awaitEnd(load, failures);

        assertEquals(2, workers.count());
    }

    @Test
    void goesOnServingOneEngineWhenTheOtherIsClosedUnderLoad() throws Exception {
        Engine one = startShared();
        Engine other = startShared();
        List<Throwable> failures = new ArrayList<>();
        List<Throwable> expected = new ArrayList<>();
        Thread stays = load(connect(listen(one, linkConfig(), RecordingHandler::echo)), ROUNDS, failures);
        TestPeer peer = connect(listen(other, linkConfig(), RecordingHandler::echo));
        load(peer, Integer.MAX_VALUE, expected);
        awaitCounters(other, "load", counters -> counters.get(Counter.FRAMES_DELIVERED) > 20);

        Thread closer = new Thread(other::close);
        closer.start();
        Await.until("the load has ended", expected::toString, () -> !expected.isEmpty());
        peer.close();
        closer.join(Await.LIMIT.toMillis());

        assertTrue(other.awaitClosed(0));
        awaitEnd(List.of(stays), failures);
        assertEquals(2, workers.count());
        assertEquals(2, workers.threads().size());
    }

    @Test
    void answersWhileThePoolIsResizedEveryMillisecondToNoneAndBack() throws Exception {
        int port = listen(startShared(), linkConfig(), RecordingHandler::echo);
        int otherPort = listen(startShared(), linkConfig(), RecordingHandler::echo);
        List<Throwable> failures = new ArrayList<>();
        AtomicBoolean stop = new AtomicBoolean();
        Thread resizer = new Thread(() -> {
            for (int i = 0; !stop.get(); i++) {
                workers.resize(i % 4);
                LockSupport.parkNanos(1_000_000);
            }
        });
        resizer.start();

        List<Thread> load = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            load.add(load(connect(i % 2 == 0 ? port : otherPort), 3 * ROUNDS, failures));
        }
        awaitEnd(load, failures);
        stop.set(true);
        resizer.join();
    }

    @Test
    void goesOnWithoutWorkersWhenThePoolIsClosed() throws Exception {
        Engine engine = startShared();
        int port = listen(engine, linkConfig(), RecordingHandler::echo);
        List<Throwable> failures = new ArrayList<>();
        Thread load = load(connect(port), ROUNDS, failures);

        workers.close();

        awaitEnd(List.of(load), failures);
        assertEquals(0, onLoop(engine, Loop::workerCount).intValue());
        assertThrows(IllegalStateException.class, this::startShared);
    }

    @Test
    void leavesItToThePoolHowManyWorkersThereAre() throws Exception {
        Engine engine = startShared();

        IllegalStateException refused =
                onLoop(engine, loop -> assertThrows(IllegalStateException.class, () -> loop.resizeWorkers(1)));

        assertTrue(String.valueOf(refused.getMessage()).contains("WorkerPool"));
        assertEquals(2, onLoop(engine, Loop::workerCount).intValue());
    }
}
