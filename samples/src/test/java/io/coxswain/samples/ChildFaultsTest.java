package io.coxswain.samples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.coxswain.core.CloseReason;
import io.coxswain.core.OffloadPolicy;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Processes that fail: a peer that is stopped, goes on, or is killed, and servers that have too little heap or direct
 * memory. A server without descriptors: {@link KvDescriptorsTest}. How servers end in order: {@link ServerProcessTest}.
 *
 * <p>Each policy plain, and ALWAYS over TLS as well: a case over TLS costs the first handshakes of two or three JVMs.
 */
@Timeout(120)
class ChildFaultsTest {
    private static final int FRAME_BYTES = 50_000;
    private static final int FRAMES = 400;

    @TempDir
    private Path directory;

    private ChildProcess start(Class<?> program, boolean overTls) throws IOException {
        return start(List.of(), program, overTls);
    }

    /** Starts a server, with options for its JVM and more of its own. */
    private ChildProcess start(List<String> jvmOptions, Class<?> program, boolean overTls, String... more)
            throws IOException {
        List<String> arguments = new ArrayList<>(List.of("--port", "0"));
        if (overTls) {
            arguments.addAll(TlsForTests.options(directory));
        }
        arguments.addAll(List.of(more));
        return ChildProcess.java(jvmOptions, program, arguments.toArray(String[]::new));
    }

    // ---- a peer that is another process ----

    @ParameterizedTest(name = "{0}, TLS: {1}")
    @CsvSource({"NEVER, false", "ALWAYS, false", "ADAPTIVE, false", "ALWAYS, true"})
    void endsALinkWhosePeerIsStoppedAndGivesBackNoLessThanItTook(OffloadPolicy policy, boolean overTls)
            throws Exception {
        try (ChildProcess peer = start(EchoServer.class, overTls);
                ChildProcess other = start(EchoServer.class, overTls);
                PeerLinks links = PeerLinks.start(policy, overTls, TimeUnit.MILLISECONDS.toNanos(200))) {
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

    @ParameterizedTest(name = "{0}, TLS: {1}")
    @CsvSource({"NEVER, false", "ALWAYS, false", "ADAPTIVE, false", "ALWAYS, true"})
    void losesNothingWhenAPeerIsStoppedAndGoesOn(OffloadPolicy policy, boolean overTls) throws Exception {
        try (ChildProcess peer = start(EchoServer.class, overTls);
                PeerLinks links = PeerLinks.start(policy, overTls, TimeUnit.SECONDS.toNanos(60))) {
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

    @ParameterizedTest(name = "TLS: {0}")
    @ValueSource(booleans = {false, true})
    void endsALinkWhosePeerIsKilledAndNoOther(boolean overTls) throws Exception {
        try (ChildProcess peer = start(EchoServer.class, overTls);
                ChildProcess other = start(EchoServer.class, overTls);
                PeerLinks links = PeerLinks.start(OffloadPolicy.ALWAYS, overTls, TimeUnit.SECONDS.toNanos(60))) {
            PeerLinks.Dialed killed = links.connect(peer.awaitReady());
            PeerLinks.Dialed well = links.connect(other.awaitReady());
            links.send(killed, FRAMES, FRAME_BYTES);
            killed.awaitFrames(1);

            signal("KILL", peer);

            // The kernel ends what the process had open: in order if it had read everything, and by a reset otherwise.
            CloseReason reason = killed.awaitEnd();
            CloseReason inOrder = overTls ? CloseReason.TLS_TRUNCATED : CloseReason.PEER_CLOSED;
            assertTrue(EnumSet.of(CloseReason.IO_ERROR, inOrder).contains(reason), reason::toString);
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

    @ParameterizedTest(name = "{0}, TLS: {1}")
    @CsvSource({"never, false", "always, false", "always, true"})
    void goesOnAfterFramesThatWereTooLargeForItsDirectMemory(String policy, boolean overTls) throws Exception {
        byte[] half = new byte[FRAME_BYTES * 3];
        half[2] = 15; // The beginning of a frame of 15 * 65,536 bytes.
        List<SocketClient> greedy = new ArrayList<>();
        try (ChildProcess server =
                start(List.of("-XX:MaxDirectMemorySize=3m"), EchoServer.class, overTls, "--offload", policy)) {
            int port = server.awaitReady();
            try (SocketClient small = SocketClient.open(port, overTls)) {
                small.exchange("\5\0\0\0a", "\5\0\0\0a");
                for (int i = 0; i < 20; i++) {
                    SocketClient client = SocketClient.open(port, overTls);
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

    @ParameterizedTest(name = "TLS: {0}")
    @ValueSource(booleans = {false, true})
    void saysThatTheJvmHasNoDirectMemoryAndAsksSeldom(boolean overTls) throws Exception {
        try (ChildProcess server = start(List.of("-XX:MaxDirectMemorySize=512k"), EchoServer.class, overTls)) {
            int port = server.awaitReady();
            try (SocketClient first = SocketClient.open(port, overTls);
                    SocketClient second = SocketClient.open(port, overTls)) {
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

    @ParameterizedTest(name = "{0}, TLS: {1}")
    @CsvSource({"never, false", "always, false", "always, true"})
    void saysSoAndEndsWhenItsHeapIsFull(String policy, boolean overTls) throws Exception {
        try (ChildProcess server = start(List.of("-Xmx20m"), KvServer.class, overTls, "--offload", policy)) {
            int port = server.awaitReady();
            int accepted = 0;
            int valueBytes = 100_000;
            do {
                accepted = setKeys(port, overTls, valueBytes, accepted);
                // It may be a command, or over TLS a step of this link's TLS, that has struck the full heap, which ends
                // the link alone. Smaller values then take what is left, until the engine has too little itself.
                valueBytes = Math.max(valueBytes / 2, 100);
            } while (accepted < 1_000 && !server.process.waitFor(10, TimeUnit.MILLISECONDS));
            assertTrue(accepted > 10 && accepted < 1_000, accepted + " values in 20 MB");

            assertEquals(1, server.awaitEnd(), server.errors());
            assertTrue(server.errors().contains("kv: the engine has ended"), server.errors());
        }
    }

    /** Sets keys on one connection until it ends, or there are a thousand; returns how many there are. */
    private static int setKeys(int port, boolean overTls, int valueBytes, int before) {
        int accepted = before;
        try (SocketClient client = SocketClient.open(port, overTls)) {
            String value = "v".repeat(valueBytes);
            while (accepted < 1_000 && isAccepted(client, "key" + accepted, value)) {
                accepted++;
            }
        } catch (IOException e) {
            // It may lack the heap for a handshake, too, or have ended while this one says goodbye.
            return accepted;
        }
        return accepted;
    }

    private static boolean isAccepted(SocketClient client, String key, String value) {
        try {
            client.send(Requests.request("SET", key, value));
            return client.receiveUpTo(5).equals("+OK\r\n");
        } catch (IOException e) {
            return false;
        }
    }
}
