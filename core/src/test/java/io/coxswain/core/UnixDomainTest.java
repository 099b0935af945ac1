package io.coxswain.core;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Links over Unix-domain sockets, and the file by which such a socket is found. */
class UnixDomainTest extends EngineSpec {
    @TempDir
    Path directory = Path.of("");

    private Path path() {
        return directory.resolve("socket");
    }

    private UnixDomainSocketAddress address() {
        return UnixDomainSocketAddress.of(path());
    }

    private Listener listenOn(Engine engine, UnixDomainSocketAddress address) throws Exception {
        return onLoop(
                engine,
                loop -> loop.listen(address, linkConfig(), link -> {
                    RecordingHandler handler = RecordingHandler.echo();
                    handlers.add(handler);
                    return handler;
                }));
    }

    private Listener listenOnFile(Engine engine) throws Exception {
        return listenOn(engine, address());
    }

    private SocketChannel connectToFile() throws IOException {
        return keep(SocketChannel.open(address()));
    }

    private static void exchange(SocketChannel peer, byte[] frame) throws IOException {
        ByteBuffer out = ByteBuffer.wrap(frame);
        ByteBuffer in = ByteBuffer.allocate(frame.length);
        while (out.hasRemaining()) {
            peer.write(out);
        }
        while (in.hasRemaining()) {
            assertTrue(peer.read(in) >= 0, "an early end");
        }
        assertArrayEquals(frame, in.array());
    }

    private boolean isThere() {
        return Files.exists(path(), LinkOption.NOFOLLOW_LINKS);
    }

    private String refusal(Engine engine, UnixDomainSocketAddress address) {
        Throwable thrown =
                assertThrows(Exception.class, () -> listenOn(engine, address)).getCause();
        return String.valueOf(assertInstanceOf(IOException.class, thrown).getMessage());
    }

    @Test
    void carriesFramesAndEndsInOrder() throws Exception {
        Engine engine = start();
        Listener listener = listenOnFile(engine);
        SocketChannel peer = connectToFile();

        exchange(peer, TestPeer.frame(10, 1));
        exchange(peer, TestPeer.frame(100_000, 2));
        peer.shutdownOutput();

        assertEquals(-1, peer.read(ByteBuffer.allocate(1)));
        handlers.get(0).awaitEnd(CloseReason.PEER_CLOSED);
        assertEquals(address(), listener.localAddress());
        assertThrows(IllegalStateException.class, listener::port);
    }

    @Test
    void connectsToAFile() throws Exception {
        Engine engine = start();
        listenOnFile(engine);
        RecordingHandler dialing = new RecordingHandler();
        handlers.add(dialing);
        dialing.atOpen = link ->
                assertTrue(link.send(ByteBuffer.wrap(TestPeer.frame(50_000, 1))).isAccepted());
        LinkConfig config =
                linkConfig().socket(new SocketConfig().keepAlive(60, 10, 3).sendBytes(20_000));

        onLoop(engine, loop -> loop.connect(address(), config, dialing));
        dialing.awaitFrames(1);
        inTask(engine, dialing, Link::close);

        dialing.awaitEnd(CloseReason.LOCAL);
        assertEquals(50_000, dialing.frameBytes.get());
        assertEquals(1, engine.counters().get(Counter.LINKS_CONNECTED));
    }

    @Test
    void isToldThatThereIsNoSuchFileOrNobodyListens() throws Exception {
        Engine engine = start();
        RecordingHandler nothing = new RecordingHandler();
        onLoop(engine, loop -> loop.connect(address(), linkConfig(), nothing));
        nothing.awaitEnd(CloseReason.CONNECT_UNREACHABLE);

        leaveStaleFile();
        RecordingHandler stale = new RecordingHandler();
        onLoop(engine, loop -> loop.connect(address(), linkConfig(), stale));
        stale.awaitEnd(CloseReason.CONNECT_REFUSED);
    }

    @Test
    void isToldThatTheBacklogIsFull() throws Exception {
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(address(), 1);
            Engine engine = start();
            for (int i = 0; i < 5; i++) {
                onLoop(engine, loop -> loop.connect(address(), linkConfig(), new RecordingHandler()));
            }

            awaitCounters(
                    engine,
                    "a refusal",
                    counters -> counters.closed(CloseReason.CONNECT_UNREACHABLE) > 0
                            && counters.closed(CloseReason.CONNECT_UNREACHABLE) + counters.get(Counter.LINKS_CONNECTED)
                                    == 5);
        }
    }

    @Test
    void removesItsFileWhenItStopsListening() throws Exception {
        Engine engine = start();
        Listener listener = listenOnFile(engine);
        SocketChannel peer = connectToFile();
        exchange(peer, TestPeer.frame(10, 1));
        assertTrue(isThere());

        onLoop(engine, loop -> {
            listener.close();
            listener.close();
            return true;
        });

        assertTrue(!isThere());
        exchange(peer, TestPeer.frame(20, 1));
        listenOnFile(engine);
        engine.close();
        assertTrue(!isThere());
    }

    @Test
    void leavesAFileThatIsNotItsOwn() throws Exception {
        Engine engine = start();
        Listener listener = listenOnFile(engine);
        Files.delete(path());
        Files.writeString(path(), "somebody else's");

        onLoop(engine, loop -> {
            listener.close();
            return true;
        });

        assertEquals("somebody else's", Files.readString(path()));
    }

    private void leaveStaleFile() throws IOException {
        ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(address()).close();
        assertTrue(isThere());
    }

    @Test
    void takesOverAFileOnWhichNobodyListens() throws Exception {
        leaveStaleFile();
        Engine engine = start();

        listenOnFile(engine);

        exchange(connectToFile(), TestPeer.frame(10, 1));
    }

    @Test
    void leavesAFileOnWhichSomebodyListens() throws Exception {
        Engine engine = start();
        try (ServerSocketChannel other = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            other.bind(address(), 1);
            for (int i = 0; i < 5; i++) {
                String said = refusal(engine, address());
                assertTrue(said.contains(path().toString()), said);
                assertTrue(isThere());
            }
            assertTrue(refusal(engine, address()).startsWith("cannot listen on " + path()));
        }
    }

    @Test
    void leavesAFileThatIsNoSocket() throws Exception {
        Engine engine = start();
        Files.writeString(path(), "precious");

        String said = refusal(engine, address());

        assertTrue(said.endsWith("there is a file at this path, and it is not a socket"), said);
        assertEquals("precious", Files.readString(path()));
    }

    @Test
    void leavesASymbolicLinkToAStaleFile() throws Exception {
        Engine engine = start();
        leaveStaleFile();
        Path target = directory.resolve("target");
        Files.move(path(), target);
        Files.createSymbolicLink(path(), target);

        refusal(engine, address());

        assertTrue(isThere() && Files.exists(target));
    }

    @Test
    void saysThatThePathIsOfNoUse() throws Exception {
        Engine engine = start();
        for (String name : new String[] {"", directory + "/none/socket", directory + "/" + "x".repeat(200)}) {
            String said = refusal(engine, UnixDomainSocketAddress.of(name));
            assertTrue(said.startsWith("cannot listen on " + name), said);
        }
    }
}
