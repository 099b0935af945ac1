package io.coxswain.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Links of a busy loop whose sockets a worker watches; the worker's part is in {@link WorkerLingeringTest}. */
final class LingeringTest extends EngineSpec {
    private static final int LINKS = 24;
    private static final int ROUNDS = 8;
    private static final long WORK_NANOS = 300_000;

    private final List<TestPeer> peers = new ArrayList<>();
    private boolean peersAnswerAtOnce;
    private int frames;

    private RecordingHandler busy() {
        RecordingHandler handler = new RecordingHandler();
        handler.atFrame = (link, frame) -> {
            frames++;
            if (peersAnswerAtOnce && frames <= LINKS * (ROUNDS - 1)) {
                writeTo(frame.get(frame.position() + TestPeer.HEADER_BYTES));
            }
            long startNanos = System.nanoTime();
            while (System.nanoTime() - startNanos < WORK_NANOS) {
                Thread.onSpinWait();
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

    private Engine startWithPeers() throws Exception {
        Engine engine = start();
        int port = listen(engine, linkConfig(), this::busy);
        for (int i = 0; i < LINKS; i++) {
            peers.add(connect(port));
        }
        awaitCounters(engine, "all links", counters -> counters.get(Counter.LINKS_ACCEPTED) == LINKS);
        return engine;
    }

    private void writeToAll(Engine engine) throws Exception {
        onLoop(engine, loop -> {
            for (int i = 0; i < LINKS; i++) {
                writeTo(i);
            }
            return true;
        });
    }

    private void awaitFrames(Engine engine, int count) {
        awaitCounters(engine, count + " frames", counters -> counters.get(Counter.FRAMES_DELIVERED) == count);
    }

    private void assertUsed(Engine engine, Counter counter) throws IOException {
        long count = engine.counters().get(counter);
        switch (mode.policy) {
            case NEVER -> assertEquals(0, count, () -> describe(engine));
            case ALWAYS -> assertTrue(count > 0, () -> describe(engine));
            case ADAPTIVE -> {}
        }
    }

    @Test
    void findsWhatPeersSendWhileTheLoopIsBusyWithOthers() throws Exception {
        peersAnswerAtOnce = true;
        Engine engine = startWithPeers();

        writeToAll(engine);

        awaitFrames(engine, LINKS * ROUNDS);
        assertUsed(engine, Counter.READS_LINGERED);
    }

    /** Each is found by the selector again, and is lingered for less and less often. */
    @Test
    void comesBackFromPeersThatSendNothing() throws Exception {
        Engine engine = startWithPeers();

        for (int round = 1; round <= ROUNDS; round++) {
            writeToAll(engine);
            awaitFrames(engine, LINKS * round);
        }

        assertUsed(engine, Counter.READS_LINGERED_IN_VAIN);
        Await.until(
                "all are home", () -> describe(engine), () -> !describe(engine).contains("READ job"));
    }

    /** A link that ends while its half lingers waits for it, and ends. */
    @Test
    void endsLinksThatAreLingeredFor() throws Exception {
        Engine engine = startWithPeers();
        writeToAll(engine);
        awaitFrames(engine, LINKS);

        onLoop(engine, loop -> {
            loop.forEachLink(Link::close);
            return true;
        });
        for (TestPeer peer : peers) {
            peer.close();
        }

        awaitCounters(engine, "no links", counters -> counters.get(Counter.LINKS_CLOSED) == LINKS);
    }

    @Test
    void lingersForLessAndLessOftenInVain() {
        int skips = 0;
        for (int expected : new int[] {1, 2, 4, 8, 16, 32, 64, 64}) {
            skips = ReadInterest.skipsAfter(skips, false);
            assertEquals(expected, skips);
        }
        assertEquals(0, ReadInterest.skipsAfter(skips, true));
        assertFalse(ReadInterest.SKIPS_MAX > Byte.MAX_VALUE);
    }
}
