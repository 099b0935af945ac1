package io.coxswain.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * {@link Counter#SELECTS} and {@link Counter#INTEREST_CHANGES}, exactly, of an engine that the test drives turn by turn
 * and that does all by itself. What each may cost a message is held by {@code GuardTest} of the benchmarks.
 */
final class SelectorCountsTest {
    private EmbeddedEngine engine;
    private Listener listener;
    private final List<Link> links = new ArrayList<>();
    private int frames;
    private long frameNanos;

    @BeforeEach
    void create() throws Exception {
        engine = EmbeddedEngine.create(new EngineConfig().offloadPolicy(OffloadPolicy.NEVER), () -> {});
        engine.doWork();
        LinkConfig config = new LinkConfig(TestPeer.framing(1_000));
        listener = engine.loop().listen(EngineSpec.loopback(0), config, accepted -> new Receiver());
        settle();
    }

    private final class Receiver implements LinkHandler {
        @Override
        public void onOpen(Link opened) {
            links.add(opened);
        }

        @Override
        public void onFrame(Link receiving, ByteBuffer frame) {
            frames++;
            long startNanos = System.nanoTime();
            while (System.nanoTime() - startNanos < frameNanos) {
                Thread.onSpinWait();
            }
        }
    }

    @AfterEach
    void close() {
        engine.loop().close();
        Await.until("the engine has ended", () -> "", () -> {
            engine.doWork();
            return engine.isClosed();
        });
    }

    private void settle() {
        int turns = 0;
        while (engine.doWork() > 0) {
            turns++;
            assertTrue(turns < 1_000, "it does not settle");
        }
    }

    private long count(Counter counter) {
        return engine.loop().counters().get(counter);
    }

    @Test
    void looksIntoTheSelectorOnceInEachTurnThatFindsNothing() {
        long before = count(Counter.SELECTS);

        for (int i = 0; i < 10; i++) {
            assertEquals(0, engine.doWork());
        }

        assertEquals(10, count(Counter.SELECTS) - before);
        assertEquals(0, count(Counter.INTEREST_CHANGES));
    }

    @Test
    void countsTheLookThatLetsGoOfAClosedListener() {
        long before = count(Counter.SELECTS);

        listener.close();

        assertEquals(1, count(Counter.SELECTS) - before);
    }

    @Test
    void changesTheInterestOfAListenerThatPausesAndResumes() {
        listener.pause();
        listener.pause();
        assertEquals(1, count(Counter.INTEREST_CHANGES));

        listener.resume();

        assertEquals(2, count(Counter.INTEREST_CHANGES));
    }

    @Test
    void changesTheInterestOfALinkOnceForItsPauseAndOnceForItsEnd() throws Exception {
        try (SocketChannel peer = connect()) {
            Await.until("the link is open", () -> "", () -> {
                engine.doWork();
                return !links.isEmpty();
            });
            Link link = links.get(0);
            assertEquals(1, count(Counter.INTEREST_CHANGES), "it wants to read");
            peer.write(ByteBuffer.wrap(TestPeer.frame(100, 1)));
            awaitFrames(1);
            assertEquals(1, count(Counter.INTEREST_CHANGES), "a read is none");

            link.suspendReading();
            settle();
            assertEquals(1, count(Counter.INTEREST_CHANGES), "nothing has come that is not wanted");
            peer.write(ByteBuffer.wrap(TestPeer.frame(100, 2)));
            Await.until("the socket was found readable", () -> "", () -> {
                engine.doWork();
                return count(Counter.INTEREST_CHANGES) > 1;
            });
            settle();
            assertEquals(2, count(Counter.INTEREST_CHANGES));

            link.resumeReading();
            awaitFrames(2);
            assertEquals(3, count(Counter.INTEREST_CHANGES));
        }
    }

    /** Each link's frames take as long as all links together may in a turn, so that each turn is one link's. */
    @Test
    void changesNoInterestOfLinksThatWaitForTheirTurn() throws Exception {
        int linkCount = SelectPace.WAITING_LINKS_MIN;
        int framesEach = 8; // so that the clock is looked at, see Turns
        frameNanos = 2 * new Limits().deliveryNanosMax() / framesEach;
        List<SocketChannel> peers = new ArrayList<>();
        try {
            for (int i = 0; i < linkCount; i++) {
                peers.add(connect());
            }
            Await.until("all links are open", () -> links.size() + " are", () -> {
                engine.doWork();
                return links.size() == linkCount;
            });
            long changesBefore = count(Counter.INTEREST_CHANGES);
            long selectsBefore = count(Counter.SELECTS);
            for (SocketChannel peer : peers) {
                for (int i = 0; i < framesEach; i++) {
                    peer.write(ByteBuffer.wrap(TestPeer.frame(100, i)));
                }
            }

            Await.until("all frames", () -> frames + " have come", () -> {
                engine.doWork(TimeUnit.SECONDS.toNanos(10));
                return frames == linkCount * framesEach;
            });

            long looks = count(Counter.SELECTS) - selectsBefore;
            assertTrue(looks >= linkCount / 2, () -> "links were found again by no more than " + looks + " looks");
            assertEquals(0, count(Counter.INTEREST_CHANGES) - changesBefore);
        } finally {
            for (SocketChannel peer : peers) {
                peer.close();
            }
        }
    }

    private SocketChannel connect() throws IOException {
        return SocketChannel.open(new InetSocketAddress(EngineSpec.loopback(0).getAddress(), listener.port()));
    }

    private void awaitFrames(int count) {
        Await.until(count + " frames", () -> frames + " have come", () -> {
            engine.doWork();
            return frames == count;
        });
    }

    /** A loop on a thread of its own: one look before it sleeps, and one in which it does. */
    @Test
    void sleepsThroughATimeInWhichNothingComes() throws Exception {
        CompletableFuture<Long> selects = new CompletableFuture<>();
        try (Engine sleeper = Engine.start(new EngineConfig().loopSpins(0).workerCount(0), loop -> {})) {
            sleeper.execute(loop -> {
                long before = loop.counters().get(Counter.SELECTS);
                loop.schedule(
                        200_000_000, later -> selects.complete(later.counters().get(Counter.SELECTS) - before));
            });

            long count = Await.result("a fifth of a second", () -> "", selects);

            assertTrue(count >= 2 && count <= 4, count + " selects");
        }
    }
}
