package io.coxswain.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/**
 * Which connections a listener makes links of, and when. What it does when no descriptor is left is in
 * {@link DescriptorsTest}.
 */
class AcceptTest extends EngineSpec {
    private static final byte[] FRAME = TestPeer.frame(10, 1);

    /** Connects from the n-th address of the loopback network. */
    private TestPeer connectFrom(int number, int port) throws IOException {
        Socket socket = new Socket();
        socket.bind(new java.net.InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 1, (byte) number}), 0));
        socket.connect(loopback(port), (int) Await.LIMIT.toMillis());
        return keep(TestPeer.of(socket));
    }

    @Test
    void takesSoManyFromOneAddressAndNotOneMoreAndOthersFromElsewhere() throws Exception {
        Engine engine = start(new Limits().connections(100, 4));
        int port = listen(engine, linkConfig(), RecordingHandler::echo);
        List<TestPeer> accepted = new ArrayList<>();
        for (int from = 1; from <= 3; from++) {
            for (int i = 0; i < 4; i++) {
                accepted.add(connectFrom(from, port));
            }
            connectFrom(from, port).awaitGone();
        }

        for (TestPeer peer : accepted) {
            peer.write(FRAME).expect(FRAME);
        }
        Counters counters = engine.counters();
        assertEquals(12, counters.get(Counter.LINKS_ACCEPTED));
        assertEquals(3, counters.refused(RefusalReason.CONNECTIONS_PER_ADDRESS_MAX));
        assertEquals(0, counters.refused(RefusalReason.CONNECTIONS_MAX));
        assertEquals(3, counters.get(Counter.LINKS_REFUSED));
    }

    @Test
    void acceptsNothingWhilePausedAndEverythingAfterwards() throws Exception {
        Engine engine = start();
        Listener listener = onLoop(engine, loop -> {
            Listener made = loop.listen(loopback(0), linkConfig(), link -> {
                RecordingHandler handler = RecordingHandler.echo();
                handlers.add(handler);
                return handler;
            });
            made.pause();
            made.pause();
            return made;
        });
        List<TestPeer> peers = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            peers.add(connect(listener.port()).write(FRAME));
        }
        assertEquals(0, engine.counters().get(Counter.LINKS_ACCEPTED));
        boolean isPaused = onLoop(engine, loop -> listener.isPaused());
        assertTrue(isPaused);

        onLoop(engine, loop -> {
            listener.resume();
            listener.resume();
            return true;
        });

        for (TestPeer peer : peers) {
            peer.expect(FRAME);
        }
    }

    @Test
    void stopsAtOnceWhenItIsPausedOrClosedWhileItAccepts() throws Exception {
        for (boolean closes : new boolean[] {false, true}) {
            Engine engine = start();
            AtomicInteger accepted = new AtomicInteger();
            Listener[] listener = new Listener[1];
            int port = onLoop(engine, loop -> {
                listener[0] = loop.listen(loopback(0), linkConfig(), link -> {
                    accepted.incrementAndGet();
                    if (closes) {
                        listener[0].close();
                    } else {
                        listener[0].pause();
                    }
                    return RecordingHandler.echo();
                });
                listener[0].pause();
                return listener[0].port();
            });
            TestPeer first = connect(port).write(FRAME);
            connect(port);
            connect(port);

            onLoop(engine, loop -> {
                listener[0].resume();
                return true;
            });

            first.expect(FRAME);
            assertEquals(1, accepted.get());
        }
    }

    @Test
    void leavesOtherWorkItsTurnWhileManyWaitToBeAccepted() throws Exception {
        Engine engine = start(new Limits().acceptsPerCycleMax(1));
        Listener[] listener = new Listener[1];
        long[] turns = new long[2];
        int port = onLoop(engine, loop -> {
            listener[0] = loop.listen(loopback(0), linkConfig(), link -> {
                turns[turns[0] == 0 ? 0 : 1] = loop.counters().get(Counter.TURNS);
                return RecordingHandler.echo();
            });
            listener[0].pause();
            return listener[0].port();
        });
        for (int i = 0; i < 20; i++) {
            connect(port);
        }
        onLoop(engine, loop -> {
            listener[0].resume();
            return true;
        });

        awaitCounters(engine, "20 links", counters -> counters.get(Counter.LINKS_ACCEPTED) == 20);
        assertTrue(turns[1] - turns[0] >= 19, () -> describe(engine));
    }
}
