package io.coxswain.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.UnsupportedAddressTypeException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Links that the engine connects itself, and connections that it has no room for. */
class ConnectTest extends EngineSpec {
    private RecordingHandler connect(Engine engine, InetSocketAddress address, LinkConfig config) throws Exception {
        RecordingHandler handler = RecordingHandler.echo();
        handlers.add(handler);
        onLoop(engine, loop -> loop.connect(address, config, handler));
        return handler;
    }

    private ServerSocket serverSocket(int backlog) throws IOException {
        return keep(new ServerSocket(0, backlog, loopback(0).getAddress()));
    }

    private static int closedPort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, loopback(0).getAddress())) {
            return socket.getLocalPort();
        }
    }

    @Test
    void connectsAndCarriesFrames() throws Exception {
        Engine engine = start();
        ServerSocket server = serverSocket(10);
        RecordingHandler handler = connect(engine, loopback(server.getLocalPort()), linkConfig());
        TestPeer peer = accepted(server.accept());

        peer.write(TestPeer.frame(1_000, 1)).expect(TestPeer.frame(1_000, 1));
        peer.endOutput().expectEnd();

        handler.awaitEnd(CloseReason.PEER_CLOSED);
        assertEquals(1, engine.counters().get(Counter.LINKS_CONNECTED));
    }

    @Test
    void sendsInOrderWhatWasQueuedBeforeItWasConnected() throws Exception {
        Engine engine = start();
        ServerSocket server = serverSocket(10);
        RecordingHandler handler = new RecordingHandler();
        handler.atOpen = link -> link.send(ByteBuffer.wrap(TestPeer.frame(7, 3)));
        onLoop(engine, loop -> {
            Link link = loop.connect(loopback(server.getLocalPort()), linkConfig(), handler);
            assertTrue(!link.isOpen());
            link.send(ByteBuffer.wrap(TestPeer.frame(300_000, 1)));
            link.flush();
            link.send(ByteBuffer.wrap(TestPeer.frame(5, 2)));
            link.shutdownOutput();
            assertEquals(SendResult.CLOSED, link.send(ByteBuffer.allocate(1)));
            return link;
        });
        TestPeer peer = accepted(server.accept());

        peer.expect(TestPeer.frame(300_000, 1));
        peer.expect(TestPeer.frame(5, 2));
        peer.expectEnd();
        peer.endOutput();

        handler.awaitEnd(CloseReason.PEER_CLOSED);
    }

    @Test
    void isToldThatItWasRefused() throws Exception {
        Engine engine = start();

        RecordingHandler handler = connect(engine, loopback(closedPort()), linkConfig());

        assertInstanceOf(ConnectException.class, handler.awaitEnd(CloseReason.CONNECT_REFUSED));
        assertEquals(List.of("close"), handler.events());
        awaitQuiet(engine);
    }

    @Test
    void isToldThatTheAddressIsUnresolved() throws Exception {
        Engine engine = start();

        RecordingHandler handler = connect(engine, InetSocketAddress.createUnresolved("nowhere", 1), linkConfig());

        assertInstanceOf(UnknownHostException.class, handler.awaitEnd(CloseReason.CONNECT_UNRESOLVED));
        awaitQuiet(engine);
    }

    @Test
    void isToldThatThereIsNoWayToTheAddress() throws Exception {
        Engine engine = start();

        RecordingHandler handler = connect(engine, new InetSocketAddress("255.255.255.255", 9), linkConfig());

        assertInstanceOf(SocketException.class, handler.awaitEnd(CloseReason.CONNECT_UNREACHABLE));
        awaitQuiet(engine);
    }

    @Test
    void isToldThatItWasResetAndNotThatThereIsNoWayByAServerThatLeavesAtOnce() throws Exception {
        Engine engine = start();
        ServerSocket server = serverSocket(10);
        RecordingHandler handler = new RecordingHandler();
        onLoop(engine, loop -> {
            Link link = loop.connect(loopback(server.getLocalPort()), linkConfig(), handler);
            // Before the loop can have looked whether it is connected.
            TestPeer.of(server.accept()).reset();
            return link;
        });

        assertInstanceOf(IOException.class, handler.awaitEnd(CloseReason.IO_ERROR));
        awaitQuiet(engine);
    }

    @Test
    void isToldThatItCannotConnectToAnAddressOfThatKind() throws Exception {
        Engine engine = start();
        RecordingHandler handler = new RecordingHandler();
        onLoop(engine, loop -> loop.connect(new SocketAddress() {}, linkConfig(), handler));

        assertInstanceOf(UnsupportedAddressTypeException.class, handler.awaitEnd(CloseReason.CONNECT_FAILED));
    }

    @Test
    void dropsWhatWasQueuedWhenConnectingFails() throws Exception {
        Engine engine = start();
        RecordingHandler handler = new RecordingHandler();
        int port = closedPort();
        onLoop(engine, loop -> {
            Link link = loop.connect(loopback(port), linkConfig(), handler);
            link.send(ByteBuffer.wrap(TestPeer.frame(50_000, 1)));
            link.suspendReading();
            link.resumeReading();
            return link;
        });

        handler.awaitEnd(CloseReason.CONNECT_REFUSED);
        awaitQuiet(engine);
        assertEquals(50_000, engine.counters().get(Counter.BYTES_UNSENT));
    }

    /**
     * Connections beyond a full backlog stay without an answer: the kernel drops their first packet and says nothing.
     */
    @Test
    void givesUpAtItsDeadline() throws Exception {
        ServerSocket server = serverSocket(1);
        fillBacklog(server.getLocalPort());
        Engine engine = start();

        RecordingHandler handler = connect(
                engine,
                loopback(server.getLocalPort()),
                linkConfig().connectDeadlineNanos(TimeUnit.MILLISECONDS.toNanos(50)));

        handler.awaitEnd(CloseReason.CONNECT_DEADLINE);
        assertEquals(List.of("close"), handler.events());
        awaitQuiet(engine);
    }

    private void fillBacklog(int port) throws IOException {
        for (int i = 0; i < 10; i++) {
            Socket socket = keep(new Socket());
            try {
                socket.connect(loopback(port), 100);
            } catch (SocketTimeoutException e) {
                return;
            }
        }
        throw new IOException("the backlog of " + port + " takes more than 10 connections");
    }

    @Test
    void closesAnEngineThatIsStillConnecting() throws Exception {
        ServerSocket server = serverSocket(1);
        fillBacklog(server.getLocalPort());
        Engine engine = start();
        RecordingHandler handler = connect(engine, loopback(server.getLocalPort()), linkConfig());

        engine.close();

        handler.awaitEnd(CloseReason.ENGINE_CLOSED);
    }

    @Test
    void refusesConnectionsAboveEitherLimit() throws Exception {
        Engine perAddress = start(new Limits().connections(100, 3));
        Engine inTotal = start(new Limits().connections(3, 100));
        for (Engine engine : List.of(perAddress, inTotal)) {
            RefusalReason reason =
                    engine == inTotal ? RefusalReason.CONNECTIONS_MAX : RefusalReason.CONNECTIONS_PER_ADDRESS_MAX;
            int port = listen(engine, linkConfig(), RecordingHandler::echo);
            List<TestPeer> held = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                held.add(super.connect(port).write(TestPeer.frame(10, i)));
                held.get(i).expect(TestPeer.frame(10, i));
            }

            connectWire(port).awaitGone();

            Counters refused = awaitCounters(engine, "a refusal", counters -> counters.get(Counter.LINKS_REFUSED) == 1);
            assertEquals(1, refused.refused(reason), () -> describe(engine));
            held.get(0).endOutput().expectEnd();
            awaitCounters(engine, "room", counters -> counters.gauges().openLinks() == 2);
            super.connect(port).write(TestPeer.frame(10, 1)).expect(TestPeer.frame(10, 1));
        }
        LinkRefusedException thrown = assertInstanceOf(
                LinkRefusedException.class,
                assertThrows(Exception.class, () -> connect(inTotal, loopback(1), linkConfig()))
                        .getCause());
        assertEquals(RefusalReason.CONNECTIONS_MAX, thrown.reason());
        assertTrue(String.valueOf(thrown.getMessage()).contains("connectionsMax is 3"), thrown::toString);
    }

    @Test
    void refusesFramesThatItsBuffersCannotHold() throws Exception {
        Engine engine = start(new Limits().engineBytesMax(2 << 20));

        Throwable thrown = assertThrows(
                        Exception.class, () -> listen(engine, linkConfig((2 << 20) + 1), RecordingHandler::echo))
                .getCause();

        assertInstanceOf(IllegalArgumentException.class, thrown);
        assertTrue(String.valueOf(thrown.getMessage()).contains("2097153"), thrown::toString);
    }

    @Test
    void isNotReachedByLaterChangesOfItsConfiguration() throws Exception {
        Limits limits = new Limits().sendQueueBytes(1_000, 2_000);
        LinkConfig config = linkConfig().kind(LinkKind.PEER);
        Engine engine = start(limits);
        RecordingHandler handler = new RecordingHandler();
        handler.atFrame = (link, frame) -> {
            assertEquals(LinkKind.PEER, link.kind());
            assertEquals(SendResult.TOO_LARGE, link.send(ByteBuffer.allocate(2_001)));
            link.send(frame);
        };
        int port = listen(engine, config, () -> handler);
        limits.sendQueueBytes(1_000_000, 2_000_000);
        config.kind(LinkKind.CLIENT);

        super.connect(port).write(TestPeer.frame(10, 1)).expect(TestPeer.frame(10, 1));
    }
}
