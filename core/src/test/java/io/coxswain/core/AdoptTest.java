package io.coxswain.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Connections that the application has set up itself and gives to the engine, and those that it keeps. */
class AdoptTest extends EngineSpec {
    private SocketPair pair() throws IOException {
        return keep(SocketPair.open());
    }

    private RecordingHandler adopt(Engine engine, SocketChannel channel) throws Exception {
        RecordingHandler handler = RecordingHandler.echo();
        onLoop(engine, loop -> loop.adopt(channel, linkConfig(), handler));
        handlers.add(handler);
        return handler;
    }

    private <T extends Throwable> T refusal(Class<T> type, Engine engine, SocketChannel channel) {
        return assertInstanceOf(
                type,
                assertThrows(Exception.class, () -> adopt(engine, channel)).getCause());
    }

    private void expectObjection(Engine engine, SocketChannel channel, String objection) {
        Throwable thrown = refusal(IllegalArgumentException.class, engine, channel);
        assertTrue(String.valueOf(thrown.getMessage()).contains(objection), thrown::toString);
    }

    @Test
    void carriesFramesAndClosesTheChannelAtTheEnd() throws Exception {
        Engine engine = start();
        SocketPair pair = pair();

        RecordingHandler handler = adopt(engine, pair.near());
        TestPeer peer = connected(pair.far());
        peer.write(TestPeer.frame(10, 1), TestPeer.frame(100_000, 2));
        peer.expect(TestPeer.join(TestPeer.frame(10, 1), TestPeer.frame(100_000, 2)));
        peer.endOutput().expectEnd();

        handler.awaitEnd(CloseReason.PEER_CLOSED);
        assertEquals(List.of("open", "frame", "inputEnd", "close"), handler.events());
        assertTrue(!pair.near().isOpen());
        assertEquals(1, engine.counters().get(Counter.LINKS_ADOPTED));
    }

    @Test
    void deliversWhatHadArrivedBefore() throws Exception {
        Engine engine = start();
        SocketPair pair = pair();
        TestPeer peer = connected(pair.far());
        peer.write(TestPeer.frame(10, 1)).endOutput();

        adopt(engine, pair.near()).awaitEnd(CloseReason.PEER_CLOSED);

        peer.expect(TestPeer.frame(10, 1));
        peer.expectEnd();
    }

    @Test
    void tellsOnlyTheEndWhenItIsClosedBeforeItOpened() throws Exception {
        Engine engine = start();
        RecordingHandler handler = new RecordingHandler();
        SocketPair pair = pair();
        onLoop(engine, loop -> {
            Link link = loop.adopt(pair.near(), linkConfig(), handler);
            assertEquals(SendResult.ACCEPTED, link.send(ByteBuffer.wrap(TestPeer.frame(10, 1))));
            link.close();
            return link;
        });

        handler.awaitEnd(CloseReason.LOCAL);
        assertEquals(List.of("close"), handler.events());
    }

    @Test
    void leavesAChannelThatItCannotAdoptWithTheCaller() throws Exception {
        Engine engine = start();
        SocketPair blocking = pair();
        blocking.near().configureBlocking(true);
        SocketPair registered = pair();
        SocketPair closed = pair();
        closed.near().close();
        try (Selector selector = Selector.open();
                SocketChannel unconnected = SocketChannel.open()) {
            registered.near().register(selector, SelectionKey.OP_READ);

            expectObjection(engine, blocking.near(), "in blocking mode");
            expectObjection(engine, registered.near(), "registered with a selector");
            expectObjection(engine, unconnected, "not connected");
            expectObjection(engine, closed.near(), "closed");

            assertTrue(blocking.near().isBlocking()
                    && unconnected.isOpen()
                    && registered.near().isRegistered());
        }
        blocking.near().configureBlocking(false);
        adopt(engine, blocking.near());
        TestPeer peer = connected(blocking.far());
        peer.write(TestPeer.frame(10, 1)).expect(TestPeer.frame(10, 1));
    }

    @Test
    void countsAmongTheLinksOfItsAddress() throws Exception {
        Engine engine = start(new Limits().connections(3, 2));
        RecordingHandler first = adopt(engine, pair().near());
        adopt(engine, pair().near());
        SocketPair third = pair();

        LinkRefusedException refused = refusal(LinkRefusedException.class, engine, third.near());

        assertEquals(RefusalReason.CONNECTIONS_PER_ADDRESS_MAX, refused.reason());
        assertTrue(String.valueOf(refused.getMessage()).contains("connectionsPerAddressMax is 2"), refused::toString);
        assertTrue(third.near().isOpen() && !third.near().isRegistered());
        inTask(engine, first, Link::closeNow);
        first.awaitEnd(CloseReason.LOCAL);
        adopt(engine, third.near());
    }

    @Test
    void leavesTheChannelWithTheCallerWhenTheEngineIsClosing() throws Exception {
        SocketPair pair = pair();
        Engine engine = start();
        Throwable thrown = assertThrows(
                        Exception.class,
                        () -> onLoop(engine, loop -> {
                            loop.close();
                            return loop.adopt(pair.near(), linkConfig(), new RecordingHandler());
                        }))
                .getCause();

        assertInstanceOf(IllegalStateException.class, thrown);
        Socket far = pair.far();
        pair.near().write(ByteBuffer.wrap(new byte[] {7}));
        assertEquals(7, far.getInputStream().read());
    }
}
