package io.coxswain.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** That a running engine is watched. Which turns are stalls is tested in {@link WatchdogTest}. */
class StallTest extends EngineSpec {
    private static final long STALL_NANOS = 20_000_000;

    private final List<Stall> stalls = new CopyOnWriteArrayList<>();

    @Test
    void tellsTheListenerWhereACallbackBlocksAndGoesOnAfterwards() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        Engine engine = start(mode.config().stall(STALL_NANOS, stalls::add), loop -> {});
        RecordingHandler handler = new RecordingHandler();
        handler.atFrame = (link, frame) -> {
            Await.open("the test", () -> "", release);
            link.send(frame);
        };
        TestPeer peer = connect(listen(engine, handler));

        peer.write(TestPeer.frame(100, 1));
        Await.until("a stall", stalls::toString, () -> !stalls.isEmpty());
        release.countDown();

        peer.expect(TestPeer.frame(100, 1));
        Stall stall = stalls.get(0);
        assertTrue(stall.nanos() >= STALL_NANOS, stall::toString);
        assertTrue(stall.threadName().startsWith("cox-loop-"), stall::toString);
        assertTrue(
                stall.stack().stream().anyMatch(frame -> frame.getMethodName().contains("onFrame")),
                () -> stall.stack().toString());
        assertEquals(1, engine.counters().get(Counter.STALLS));
    }

    @Test
    void takesNoSleepForAStall() throws Exception {
        Engine engine = start(mode.config().stall(200_000_000, stalls::add), loop -> {});
        CountDownLatch slept = new CountDownLatch(1);
        onLoop(engine, loop -> loop.schedule(700_000_000, later -> slept.countDown()));

        Await.open("a long sleep, with nobody to end it", () -> "", slept);

        assertEquals(0, engine.counters().get(Counter.STALLS), stalls::toString);
    }

    @Test
    void startsNoThreadWhenItIsNotToWatch() throws Exception {
        start(mode.config().stall(Long.MAX_VALUE, stalls::add), loop -> {});

        assertEquals(
                List.of(),
                Thread.getAllStackTraces().keySet().stream()
                        .map(Thread::getName)
                        .filter(name -> name.startsWith("cox-watch-"))
                        .toList());
    }
}
