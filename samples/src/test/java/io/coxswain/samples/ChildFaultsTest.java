package io.coxswain.samples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.coxswain.core.CloseReason;
import io.coxswain.core.OffloadPolicy;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Processes that fail: a peer that is stopped, goes on, or is killed, and servers that have too little heap or direct
 * memory. A server without descriptors: {@code DescriptorsTest} in core. How servers end in order: {@link
 * ServerProcessTest}.
 */
@Timeout(120)
class ChildFaultsTest {
    private static final int FRAME_BYTES = 50_000;
    private static final int FRAMES = 400;

    // ---- a peer that is another process ----

    @ParameterizedTest
    @EnumSource(OffloadPolicy.class)
    void endsALinkWhosePeerIsStoppedAndGivesBackNoLessThanItTook(OffloadPolicy policy) throws Exception {
        try (ChildProcess peer = ChildProcess.java(EchoServer.class, "--port", "0");
                ChildProcess other = ChildProcess.java(EchoServer.class, "--port", "0");
                PeerLinks links = PeerLinks.start(policy, TimeUnit.MILLISECONDS.toNanos(200))) {
            PeerLinks.Dialed frozen = links.connect(peer.awaitReady());
            PeerLinks.Dialed well = links.connect(other.awaitReady());
            links.send(frozen, 1, FRAME_BYTES);
            frozen.awaitFrames(1);
            signal("STOP", peer);

            links.send(frozen, FRAMES, FRAME_BYTES);
            links.send(well, 10, FRAME_BYTES);

            well.awaitFrames(10);
            assertEquals(CloseReason.WRITE_STALLED, frozen.awaitEnd());
            links.checkAccounts();
            links.send(well, 10, FRAME_BYTES);
            well.awaitFrames(20);
        }
    }

    @ParameterizedTest
    @EnumSource(OffloadPolicy.class)
    void losesNothingWhenAPeerIsStoppedAndGoesOn(OffloadPolicy policy) throws Exception {
        try (ChildProcess peer = ChildProcess.java(EchoServer.class, "--port", "0");
                PeerLinks links = PeerLinks.start(policy, TimeUnit.SECONDS.toNanos(60))) {
            PeerLinks.Dialed link = links.connect(peer.awaitReady());
            links.send(link, 1, FRAME_BYTES);
            link.awaitFrames(1);
            signal("STOP", peer);
            links.send(link, FRAMES, FRAME_BYTES);
            links.awaitFullSocket();

            signal("CONT", peer);

            link.awaitFrames(1 + FRAMES);
            links.checkAccounts();
        }
    }

    @Test
    void endsALinkWhosePeerIsKilledAndNoOther() throws Exception {
        try (ChildProcess peer = ChildProcess.java(EchoServer.class, "--port", "0");
                ChildProcess other = ChildProcess.java(EchoServer.class, "--port", "0");
                PeerLinks links = PeerLinks.start(OffloadPolicy.ALWAYS, TimeUnit.SECONDS.toNanos(60))) {
            PeerLinks.Dialed killed = links.connect(peer.awaitReady());
            PeerLinks.Dialed well = links.connect(other.awaitReady());
            links.send(killed, FRAMES, FRAME_BYTES);
            killed.awaitFrames(1);

            signal("KILL", peer);

            // The kernel ends what the process had open: in order if it had read everything, and by a reset otherwise.
            CloseReason reason = killed.awaitEnd();
            assertTrue(EnumSet.of(CloseReason.IO_ERROR, CloseReason.PEER_CLOSED).contains(reason), reason::toString);
            links.checkAccounts();
            links.send(well, 10, FRAME_BYTES);
            well.awaitFrames(10);
        }
    }

    private static void signal(String name, ChildProcess target) throws Exception {
        try (ChildProcess kill = ChildProcess.start("kill", "-" + name, "" + target.process.pid())) {
            assertEquals(0, kill.awaitEnd());
        }
    }

    // ---- a server that has too little ----

    @ParameterizedTest
    @ValueSource(strings = {"never", "always"})
    void goesOnAfterFramesThatWereTooLargeForItsDirectMemory(String policy) throws Exception {
        byte[] half = new byte[FRAME_BYTES * 3];
        half[2] = 15; // The beginning of a frame of 15 * 65,536 bytes.
        List<SocketClient> greedy = new ArrayList<>();
        try (ChildProcess server = ChildProcess.java(
                List.of("-XX:MaxDirectMemorySize=3m"), EchoServer.class, "--port", "0", "--offload", policy)) {
            int port = server.awaitReady();
            try (SocketClient small = new SocketClient(port)) {
                small.exchange("\5\0\0\0a", "\5\0\0\0a");
                for (int i = 0; i < 20; i++) {
                    SocketClient client = new SocketClient(port);
                    greedy.add(client);
                    client.send(half);
                }
                // Meanwhile all of it may be cut to sizes that large frames wait in.
                for (SocketClient client : greedy) {
                    client.close();
                }
                small.exchange("\5\0\0\0c", "\5\0\0\0c");
            }
            server.terminate();
            assertEquals(0, server.awaitEnd(), server.errors());
        } finally {
            for (SocketClient client : greedy) {
                client.close();
            }
        }
    }

    @Test
    void saysThatTheJvmHasNoDirectMemoryAndAsksSeldom() throws Exception {
        try (ChildProcess server =
                ChildProcess.java(List.of("-XX:MaxDirectMemorySize=512k"), EchoServer.class, "--port", "0")) {
            int port = server.awaitReady();
            try (SocketClient first = new SocketClient(port);
                    SocketClient second = new SocketClient(port)) {
                first.send("\5\0\0\0a");
                long startNanos = System.nanoTime();
                while (refusals(server) == 0 && System.nanoTime() - startNanos < TimeUnit.SECONDS.toNanos(20)) {
                    Thread.onSpinWait();
                }
                // With nothing held, a read that asked the JVM again would be refused again, and say so.
                second.send("\5\0\0\0b");
                server.terminate();
                assertEquals(0, server.awaitEnd(), server.errors());
            }
            // Once in ten seconds, which a busy machine may take for this.
            int refusals = refusals(server);
            assertTrue(refusals == 1 || refusals == 2, server.errors());
        }
    }

    private static int refusals(ChildProcess server) throws IOException {
        return server.errors().split("asking the JVM for direct memory", -1).length - 1;
    }

    @ParameterizedTest
    @ValueSource(strings = {"never", "always"})
    void saysSoAndEndsWhenItsHeapIsFull(String policy) throws Exception {
        byte[] request = Requests.bytes(Requests.request("SET", "key", "v".repeat(100_000)));
        try (ChildProcess server =
                ChildProcess.java(List.of("-Xmx20m"), KvServer.class, "--port", "0", "--offload", policy)) {
            try (SocketClient client = new SocketClient(server.awaitReady())) {
                int accepted = 0;
                while (accepted < 1_000 && isAccepted(client, request, accepted)) {
                    accepted++;
                }
                assertTrue(accepted > 10 && accepted < 1_000, accepted + " values in 20 MB");
            }

            assertEquals(1, server.awaitEnd(), server.errors());
            assertTrue(server.errors().contains("kv: the engine has ended"), server.errors());
        }
    }

    /** Sets one more key; the key's three letters are its number. */
    private static boolean isAccepted(SocketClient client, byte[] request, int number) {
        byte[] own = request.clone();
        int key = Requests.request("SET", "key", "").indexOf("key");
        byte[] name = Requests.bytes(String.format("%03d", number));
        System.arraycopy(name, 0, own, key, name.length);
        try {
            client.send(own);
            return client.receiveUpTo(5).equals("+OK\r\n");
        } catch (IOException e) {
            return false;
        }
    }
}
