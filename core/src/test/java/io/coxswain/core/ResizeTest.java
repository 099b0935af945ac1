package io.coxswain.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/**
 * Workers that come and go under load. Without sockets in {@link WorkerPoolTest}, shared ones in
 * {@link SharedWorkersTest}.
 */
class ResizeTest extends EngineSpec {
    private static final int RESIZES = 400;

    /** Changes the number every millisecond, to none and back, as often as asked. */
    private static void resizeOften(Loop loop, int left, CompletableFuture<Integer> done) {
        loop.resizeWorkers(left % 5);
        if (left == 0) {
            done.complete(left);
        } else {
            loop.schedule(1_000_000, later -> resizeOften(later, left - 1, done));
        }
    }

    @Test
    void answersEveryFrameWhileTheWorkersChangeEveryMillisecond() throws Exception {
        Engine engine = start();
        int port = listen(engine, linkConfig(), RecordingHandler::echo);
        List<TestPeer> links = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            links.add(connect(port));
        }
        CompletableFuture<Integer> done = new CompletableFuture<>();
        engine.execute(loop -> resizeOften(loop, RESIZES, done));

        int round = 0;
        while (!done.isDone()) {
            byte[] frame = TestPeer.frame(50 + round % 5_000, round);
            for (TestPeer link : links) {
                link.write(frame, frame, frame);
            }
            for (TestPeer link : links) {
                link.expect(TestPeer.join(frame, frame, frame));
            }
            round++;
        }

        assertEquals(0, onLoop(engine, Loop::workerCount).intValue());
        assertTrue(round > 0);
        onLoop(engine, loop -> {
            loop.resizeWorkers(2);
            return loop.workerCount();
        });
        links.get(0).write(TestPeer.frame(100, 1)).expect(TestPeer.frame(100, 1));
    }

    @Test
    void refusesACountThatIsNone() throws Exception {
        Engine engine = start();

        onLoop(engine, loop -> {
            assertThrows(IllegalArgumentException.class, () -> loop.resizeWorkers(-1));
            assertThrows(IllegalArgumentException.class, () -> loop.resizeWorkers(65));
            return true;
        });
        assertEquals(mode.workerCount, onLoop(engine, Loop::workerCount).intValue());
    }
}
