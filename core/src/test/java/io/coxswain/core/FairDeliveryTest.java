package io.coxswain.core;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Whose frames come next when all links have some: whoever has waited longest. The budgets themselves are in
 * {@code TurnsTest}.
 */
class FairDeliveryTest extends EngineSpec {
    private static final int LINKS = 20;
    private static final int ROUNDS = 6;

    /** More than the loop spends on deliveries between two looks at its selector, for a few links together. */
    private static final long WORK_NANOS = 800_000;

    private final List<TestPeer> peers = new ArrayList<>();
    private final int[] frames = new int[LINKS];
    private int total;

    /** A handler whose peer has its next frame on the way before the loop is done with the one before. */
    private RecordingHandler alwaysBusy() {
        RecordingHandler handler = new RecordingHandler();
        handler.atFrame = (link, frame) -> {
            long startNanos = System.nanoTime();
            while (System.nanoTime() - startNanos < WORK_NANOS) {
                Thread.onSpinWait();
            }
            if (total < LINKS * ROUNDS) {
                int index = frame.get(frame.position() + TestPeer.HEADER_BYTES);
                frames[index]++;
                total++;
                writeTo(index);
            }
        };
        return handler;
    }

    private void writeTo(int index) {
        byte[] frame = TestPeer.frame(TestPeer.HEADER_BYTES + 1, index);
        frame[TestPeer.HEADER_BYTES] = (byte) index;
        try {
            peers.get(index).write(frame);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void servesTheLinksInTurnWhenAllAreBusy() throws Exception {
        // It is about who is served when, and to look for misused buffers takes time.
        Engine engine = start(mode.config().debug(false), loop -> {});
        int port = listen(engine, linkConfig(), this::alwaysBusy);
        for (int i = 0; i < LINKS; i++) {
            peers.add(connect(port));
        }
        awaitCounters(engine, "all links", counters -> counters.get(Counter.LINKS_ACCEPTED) == LINKS);

        onLoop(engine, loop -> {
            for (int i = 0; i < LINKS; i++) {
                writeTo(i);
            }
            return true;
        });

        // A worker that loses its processor keeps the link whose job it has, and no other.
        int slack = mode.policy == OffloadPolicy.NEVER ? 1 : ROUNDS - 1;
        awaitCounters(engine, "all frames", counters -> counters.get(Counter.FRAMES_DELIVERED) >= LINKS * ROUNDS);
        onLoop(engine, loop -> {
            for (int i = 0; i < LINKS; i++) {
                int served = frames[i];
                assertTrue(
                        served >= ROUNDS - slack && served <= ROUNDS + slack,
                        () -> "link served " + served + " times in " + ROUNDS + " rounds");
            }
            return true;
        });
    }
}
