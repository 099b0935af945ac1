package io.coxswain.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Links of a busy loop whose sockets a worker watches; the worker's part is in {@link WorkerLingeringTest}. */
class LingeringTest extends EngineSpec {
    private static final int ROUNDS_MAX = 50;
    private static final int LINKS = 24;
    private static final int ROUNDS = 8;
    private static final long WORK_NANOS = 300_000;

    private final List<TestPeer> peers = new ArrayList<>();
    private Consumer<Link> afterFrame = link -> {};
    private int frames;
    private int previousIndex = -1;
    private @Nullable Link previousLink;
    private int lingeringAtClose;
    private final List<Integer> sentTo = new CopyOnWriteArrayList<>();
    private int sendsWhileLingering;
    private @Nullable ReceivingHalf sentBehind;
    private long sentInTurn;
    private int notCalledBack;
    private @Nullable Loop loop;

    private RecordingHandler busy() {
        RecordingHandler handler = new RecordingHandler();
        handler.atFrame = (link, frame) -> {
            frames++;
            int index = frame.get(frame.position() + TestPeer.HEADER_BYTES);
            long startNanos = System.nanoTime();
            while (System.nanoTime() - startNanos < WORK_NANOS) {
                Thread.onSpinWait();
            }
            afterFrame.accept(link);
            previousIndex = index;
            previousLink = link;
        };
        return handler;
    }

    /** The peer that was served before this one sends its next frame: its half has been lent again meanwhile. */
    private void answerForThePrevious(Link link) {
        if (previousIndex >= 0 && frames <= LINKS * (ROUNDS - 1)) {
            writeTo(previousIndex);
        }
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

    private Engine startWithPeers(int links) throws Exception {
        Engine engine = start();
        int port = listen(engine, linkConfig(), this::busy);
        for (int i = 0; i < links; i++) {
            peers.add(connect(port));
        }
        awaitCounters(engine, "all links", counters -> counters.get(Counter.LINKS_ACCEPTED) == links);
        return engine;
    }

    private void writeToAll(Engine engine) throws Exception {
        onLoop(engine, current -> {
            loop = current;
            for (int i = 0; i < peers.size(); i++) {
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
        afterFrame = this::answerForThePrevious;
        Engine engine = startWithPeers(LINKS);

        writeToAll(engine);

        // All but the first has been delivered behind another.
        awaitFrames(engine, LINKS * ROUNDS - 1);
        assertUsed(engine, Counter.READS_LINGERED);
    }

    /** Whose halves lingered in vain is found by the selector again. */
    @Test
    void comesBackFromPeersThatSendNothing() throws Exception {
        Engine engine = startWithPeers(LINKS);

        for (int round = 1; round <= ROUNDS; round++) {
            writeToAll(engine);
            awaitFrames(engine, LINKS * round);
        }

        assertUsed(engine, Counter.READS_LINGERED_IN_VAIN);
        Await.until(
                "all are home", () -> describe(engine), () -> !describe(engine).contains("READ job"));
    }

    /** As many links as never wait all at once. */
    @Test
    void leavesFewLinksToTheSelector() throws Exception {
        int links = SelectPace.WAITING_LINKS_MIN;
        Engine engine = startWithPeers(links);

        for (int round = 1; round <= ROUNDS; round++) {
            writeToAll(engine);
            awaitFrames(engine, links * round);
        }

        assertNoneLingered(engine);
    }

    @Test
    void leavesAllToTheSelectorWhileALinkLacksABuffer() throws Exception {
        afterFrame = link -> {
            Objects.requireNonNull(loop).onStarved(link);
            answerForThePrevious(link);
        };
        Engine engine = startWithPeers(LINKS);

        writeToAll(engine);

        awaitFrames(engine, LINKS * ROUNDS - 1);
        assertNoneLingered(engine);
    }

    private static void assertNoneLingered(Engine engine) throws IOException {
        Counters counters = engine.counters();
        assertEquals(
                0,
                counters.get(Counter.READS_LINGERED) + counters.get(Counter.READS_LINGERED_IN_VAIN),
                () -> describe(engine));
    }

    /**
     * Sends to the link that was served before this one, and looks what has become of the half of the last: it is
     * called back at the end of the turn, and in the next nobody can have lent it again.
     */
    private void sendToThePrevious(Link delivering) {
        long turn = Objects.requireNonNull(loop).counters().get(Counter.TURNS);
        ReceivingHalf last = sentBehind;
        if (last != null && turn == sentInTurn + 1 && last.isLent() && last.wantsToLinger()) {
            notCalledBack++;
        }
        sentInTurn = turn;
        sentBehind = null;
        Link previous = previousLink;
        if (previous != null) {
            ReceivingHalf half = previous.reader().half();
            if (half.isLent() && half.mayLinger()) {
                sendsWhileLingering++;
                sentBehind = transport() == Transport.PLAIN ? null : half;
            }
            sentTo.add(previousIndex);
            previous.send(ByteBuffer.wrap(TestPeer.frame(100, previousIndex)));
        }
    }

    /** A write to a link whose half lingers goes out; with TLS, which has one lease for both, it calls the half back. */
    @Test
    void sendsToLinksWhoseHalvesLinger() throws Exception {
        afterFrame = this::sendToThePrevious;
        Engine engine = startWithPeers(LINKS);

        // A worker without a processor has its jobs taken back, and then no half lingers in that round.
        boolean isToLinger = mode.policy == OffloadPolicy.ALWAYS;
        for (int round = 1; round == 1 || (isToLinger && sendsWhileLingering == 0 && round <= ROUNDS_MAX); round++) {
            writeToAll(engine);
            awaitFrames(engine, LINKS * round);
        }

        for (int index : sentTo) {
            peers.get(index).expect(TestPeer.frame(100, index));
        }
        assertEquals(0, notCalledBack, () -> describe(engine));
        if (mode.policy == OffloadPolicy.ALWAYS) {
            assertTrue(sendsWhileLingering > 0, () -> describe(engine));
        }
    }

    private void closeAll(Link delivering) {
        if (frames == LINKS / 2) {
            for (RecordingHandler each : handlers) {
                Link link = Objects.requireNonNull(each.link);
                lingeringAtClose += link.reader().half().mayLinger() ? 1 : 0;
                link.close();
            }
        }
    }

    /** A link that ends while its half lingers waits for it, and ends. */
    @Test
    void endsLinksWhoseHalvesLinger() throws Exception {
        afterFrame = this::closeAll;
        Engine engine = startWithPeers(LINKS);

        writeToAll(engine);
        awaitCounters(engine, "half the frames", counters -> counters.get(Counter.FRAMES_DELIVERED) >= LINKS / 2);
        for (TestPeer peer : peers) {
            peer.close();
        }

        awaitCounters(engine, "no links", counters -> counters.get(Counter.LINKS_CLOSED) == LINKS);
        if (mode.policy == OffloadPolicy.ALWAYS) {
            assertTrue(lingeringAtClose > 0, () -> describe(engine));
        }
    }
}
