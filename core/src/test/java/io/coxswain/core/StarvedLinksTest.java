package io.coxswain.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Links that find no buffer, and when they try again: as soon as one is returned, not at the next 100 ms. */
class StarvedLinksTest extends EngineSpec {
    private static final int ROUNDS = 10;

    private final ArrayDeque<SharedMessage> hoard = new ArrayDeque<>();

    private void hoardAll(Loop loop) {
        SharedMessage one = loop.share(ByteBuffer.allocate(1));
        while (one != null) {
            hoard.add(one);
            one = loop.share(ByteBuffer.allocate(1));
        }
    }

    private void releaseOne() {
        Objects.requireNonNull(hoard.poll()).release();
    }

    private static void sendInVain(RecordingHandler handler) {
        Link link = Objects.requireNonNull(handler.link);
        assertEquals(SendResult.ENGINE_FULL, link.send(ByteBuffer.wrap(TestPeer.frame(10, 1))));
    }

    @Test
    void triesAgainAtOnceAlsoForALinkThatCameToOthersAfterAReturn() throws Exception {
        Engine engine = start(memory(1));
        RecordingHandler first = new RecordingHandler();
        RecordingHandler second = new RecordingHandler();
        AtomicLong writableNanos = new AtomicLong();
        second.atWritable = link -> writableNanos.set(System.nanoTime());
        connect(listen(engine, first));
        connect(listen(engine, second));
        first.awaitOpen();
        second.awaitOpen();
        long fastestNanos = Long.MAX_VALUE;
        for (int i = 0; i < ROUNDS; i++) {
            writableNanos.set(0);
            onLoop(engine, loop -> {
                hoardAll(loop);
                sendInVain(first);
                // A return that helps nobody, since the buffer is taken again at once, and then one more who finds
                // none.
                releaseOne();
                hoardAll(loop);
                sendInVain(second);
                return true;
            });
            // By now both have tried again, in vain.
            long releasedNanos = onLoop(engine, loop -> {
                while (!hoard.isEmpty()) {
                    releaseOne();
                }
                return System.nanoTime();
            });
            Await.until("room for the second", second::toString, () -> writableNanos.get() != 0);
            fastestNanos = Math.min(fastestNanos, writableNanos.get() - releasedNanos);
        }
        long nanos = fastestNanos;
        assertTrue(nanos < TimeUnit.MILLISECONDS.toNanos(50), () -> nanos + " ns at the fastest");
    }
}
