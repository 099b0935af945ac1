package io.coxswain.benchmarks;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * That every mode that differs without TLS echoes what it gets, in order, and sees its peers go. What a mode costs is
 * seen in a run only.
 */
final class EchoLoopTest {
    private static final int DEADLINE_MILLIS = 10_000;
    private static final int LINKS = 3;
    private static final int FRAMES = 20;
    private static final int ROUNDS = 50;
    private static final int FRAME_BYTES = 128;

    static Set<String> modes() {
        Set<String> echoing = new LinkedHashSet<>(Modes.all().keySet());
        echoing.removeAll(List.of("bare", "netty-nio-tasks", "netty-epoll-tasks"));
        echoing.removeAll(List.of("netty-boringssl", "netty-boringssl-tasks", "engine-adaptive-eight"));
        return Modes.choose(String.join(",", echoing)).keySet();
    }

    @ParameterizedTest
    @MethodSource("modes")
    void echoesFramesInOrder(String name) throws Exception {
        Socket[] peers = connect(start(name));

        for (int round = 0; round < ROUNDS; round++) {
            byte[] frames = frames(round);
            for (Socket peer : peers) {
                peer.getOutputStream().write(frames);
            }
            for (Socket peer : peers) {
                byte[] echo = new byte[frames.length];
                new DataInputStream(peer.getInputStream()).readFully(echo);
                assertArrayEquals(frames, echo);
            }
        }
        close(peers);
    }

    @ParameterizedTest
    @MethodSource("modes")
    void echoesAFrameThatComesInPieces(String name) throws Exception {
        Socket[] peers = connect(start(name));
        byte[] frame = new byte[FRAME_BYTES];
        ByteBuffer.wrap(frame).order(ByteOrder.LITTLE_ENDIAN).putInt(0, FRAME_BYTES);

        for (byte piece : frame) {
            peers[0].getOutputStream().write(piece);
        }
        byte[] echo = new byte[FRAME_BYTES];
        new DataInputStream(peers[0].getInputStream()).readFully(echo);

        assertArrayEquals(frame, echo);
        close(peers);
    }

    @ParameterizedTest
    @MethodSource("modes")
    void closesALinkWhosePeerHasGone(String name) throws Exception {
        Socket[] peers = connect(start(name));

        peers[0].shutdownOutput();

        assertEquals(-1, peers[0].getInputStream().read());
        close(peers);
    }

    private static int start(String name) throws Exception {
        return Service.start(Modes.all().getOrDefault(name, ""), new Work(0)).port();
    }

    private static Socket[] connect(int port) throws IOException {
        Socket[] peers = new Socket[LINKS];
        for (int i = 0; i < LINKS; i++) {
            peers[i] = new Socket(InetAddress.getLoopbackAddress(), port);
            peers[i].setTcpNoDelay(true);
            peers[i].setSoTimeout(DEADLINE_MILLIS);
        }
        return peers;
    }

    private static byte[] frames(int round) {
        ByteBuffer frames = ByteBuffer.allocate(FRAMES * FRAME_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (int frame = 0; frame < FRAMES; frame++) {
            frames.putInt(frame * FRAME_BYTES, FRAME_BYTES);
            frames.putInt(frame * FRAME_BYTES + Integer.BYTES, round * FRAMES + frame);
        }
        return frames.array();
    }

    private static void close(Socket[] peers) throws IOException {
        for (Socket peer : peers) {
            peer.close();
        }
    }
}
