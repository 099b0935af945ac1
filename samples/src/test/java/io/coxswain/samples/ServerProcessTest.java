package io.coxswain.samples;

import static io.coxswain.samples.Requests.request;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The servers as processes: how they say that they listen, and how they end. */
@Timeout(120)
class ServerProcessTest {
    private static final long DEADLINE_NANOS = TimeUnit.SECONDS.toNanos(30);

    @ParameterizedTest
    @ValueSource(classes = {KvServer.class, EchoServer.class})
    void endsWithStatusZeroOnSigterm(Class<?> program) throws Exception {
        try (ChildProcess server = ChildProcess.java(program, "--port", "0")) {
            server.awaitReady();

            server.terminate();

            assertEquals(0, server.awaitEnd(), server.errors());
            assertEquals("", server.restOfOutput());
            assertEquals("", server.errors());
        }
    }

    @Test
    void endsWithStatusZeroOnSigint() throws Exception {
        try (ChildProcess server = ChildProcess.java(KvServer.class, "--port", "0")) {
            server.awaitReady();
            assumeFalse(ignoresInterrupts(server), "this shell has its children ignore SIGINT");

            try (ChildProcess kill = ChildProcess.start("kill", "-INT", "" + server.process.pid())) {
                assertEquals(0, kill.awaitEnd());
            }

            assertEquals(0, server.awaitEnd(), server.errors());
        }
    }

    /** A shell starts what is put into the background with SIGINT ignored, and a JVM leaves it at that. */
    private static boolean ignoresInterrupts(ChildProcess child) throws Exception {
        Path status = Path.of("/proc/" + child.process.pid() + "/status");
        List<String> lines = Files.isReadable(status) ? Files.readAllLines(status) : List.of();
        return lines.stream()
                .filter(line -> line.startsWith("SigIgn:"))
                .anyMatch(line -> (Long.parseUnsignedLong(line.substring(7).trim(), 16) & 0b10) != 0);
    }

    /**
     * The client reads nothing before the server is told to end. So some replies wait in its link's send queue, and the
     * rest of the requests has been received and not run.
     */
    @ParameterizedTest
    @ValueSource(strings = {"never", "always", "adaptive"})
    void runsWhatItHasReceivedAndSendsTheRepliesBeforeItEnds(String policy) throws Exception {
        int replies = 300;
        String value = "v".repeat(64_000);
        try (ChildProcess server = ChildProcess.java(KvServer.class, "--port", "0", "--offload", policy)) {
            int port = server.awaitReady();
            try (SocketClient client = new SocketClient(port);
                    SocketClient other = new SocketClient(port)) {
                client.exchange(request("SET", "a", value), "+OK\r\n");
                client.send("GET a\r\n".repeat(replies));
                awaitFullSocket(other);

                server.terminate();

                byte[] reply = Requests.bytes("$64000\r\n" + value + "\r\n");
                for (int i = 0; i < replies; i++) {
                    assertArrayEquals(reply, client.receive(reply.length), "reply " + i);
                }
                client.expectEnd();
                other.expectEnd();
            }
            assertEquals(0, server.awaitEnd(), server.errors());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"never", "always", "adaptive"})
    void answersWhatWasSentBeforeTheSignal(String policy) throws Exception {
        int requests = 100_000;
        try (ChildProcess server = ChildProcess.java(KvServer.class, "--port", "0", "--offload", policy)) {
            try (SocketClient client = new SocketClient(server.awaitReady())) {
                client.exchange("PING\r\n", "+PONG\r\n");
                client.send("PING\r\n".repeat(requests));

                server.terminate();

                String replies = "+PONG\r\n".repeat(requests);
                assertEquals(
                        replies.length(), client.receiveUpTo(replies.length()).length());
                client.expectEnd();
            }
            assertEquals(0, server.awaitEnd(), server.errors());
        }
    }

    /** The engine alone would wait for the end of its stream for five seconds. */
    @Test
    void doesNotWaitForLongForAClientThatKeepsItsConnection() throws Exception {
        try (ChildProcess server = ChildProcess.java(KvServer.class, "--port", "0");
                SocketClient client = new SocketClient(server.awaitReady())) {
            client.exchange("PING\r\n", "+PONG\r\n");
            long start = System.nanoTime();

            server.terminate();

            client.expectEnd();
            assertEquals(0, server.awaitEnd(), server.errors());
            long millis = (System.nanoTime() - start) / 1_000_000;
            assertTrue(millis < 4_500, () -> millis + " ms");
        }
    }

    @Test
    void cutsOffAClientThatGoesOnSending() throws Exception {
        try (ChildProcess server = ChildProcess.java(KvServer.class, "--port", "0");
                SocketClient client = new SocketClient(server.awaitReady())) {
            client.exchange("PING\r\n", "+PONG\r\n");

            server.terminate();

            long start = System.nanoTime();
            while (isAnswered(client)) {
                assertTrue(System.nanoTime() - start < DEADLINE_NANOS, "the server goes on for ever");
            }
            assertEquals(0, server.awaitEnd(), server.errors());
        }
    }

    private static boolean isAnswered(SocketClient client) {
        try {
            client.send("PING\r\n");
            return client.receiveUpTo(7).equals("+PONG\r\n");
        } catch (IOException e) {
            return false;
        }
    }

    private static void awaitFullSocket(SocketClient other) throws Exception {
        long start = System.nanoTime();
        while (other.askForInfo("io", "writes_blocked") == 0) {
            assertTrue(System.nanoTime() - start < DEADLINE_NANOS, "the requests are not run");
        }
    }

    @Test
    void listensOnAPathInPlaceOfAPort(@TempDir Path directory) throws Exception {
        Path path = directory.resolve("kv.sock");
        try (ChildProcess server = ChildProcess.java(KvServer.class, "--unix", path.toString())) {
            assertEquals("ready on " + path, server.readLine());
            try (SocketChannel client = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
                client.write(ByteBuffer.wrap(Requests.bytes("CLIENT LIST\r\n")));
                ByteBuffer reply = ByteBuffer.allocate(1_000);
                while (!StandardCharsets.ISO_8859_1
                        .decode(reply.duplicate().flip())
                        .toString()
                        .endsWith("\r\n")) {
                    assertTrue(client.read(reply) > 0, "the end instead of a reply");
                }
                String line = StandardCharsets.ISO_8859_1.decode(reply.flip()).toString();
                assertTrue(line.contains(" addr=" + path + ":0 "), line);
            }

            server.terminate();

            assertEquals(0, server.awaitEnd(), server.errors());
            assertFalse(Files.exists(path), "the socket's file is left");
        }
    }

    @Test
    void listensOnAPathBesideAPort(@TempDir Path directory) throws Exception {
        Path path = directory.resolve("echo.sock");
        try (ChildProcess server = ChildProcess.java(EchoServer.class, "--port", "0", "--unix", path.toString())) {
            String line = server.readLine();
            assertTrue(line.matches("ready on 127\\.0\\.0\\.1:[0-9]+ and " + path), line);
            SocketChannel.open(UnixDomainSocketAddress.of(path)).close();
        }
    }

    @Test
    void endsWithStatusOneWhereThereIsAFile(@TempDir Path directory) throws Exception {
        Path path = Files.createFile(directory.resolve("kv.sock"));
        try (ChildProcess server = ChildProcess.java(KvServer.class, "--unix", path.toString())) {
            assertEquals(1, server.awaitEnd());
            assertTrue(server.errors().startsWith("kv: cannot listen on " + path + ": "), server.errors());
        }
        assertTrue(Files.exists(path), "a file that is no socket is removed");
    }

    @Test
    void takesTheOptionsItIsGiven() throws Exception {
        try (ChildProcess server =
                ChildProcess.java(KvServer.class, "--port", "0", "--workers", "3", "--offload", "never")) {
            try (SocketClient client = new SocketClient(server.awaitReady())) {
                client.exchange(
                        "CONFIG GET workers offload\r\n",
                        "*4\r\n$7\r\nworkers\r\n$1\r\n3\r\n$7\r\noffload\r\n$5\r\nnever\r\n");
            }
        }
    }

    @Test
    void endsWithStatusTwoWhenAnOptionIsWrong() throws Exception {
        try (ChildProcess server = ChildProcess.java(KvServer.class, "--port", "70000")) {
            assertEquals(2, server.awaitEnd());
            assertEquals(
                    "kv: --port 70000 is not a number between 0 and 65535",
                    server.errors().trim());
            assertEquals("", server.restOfOutput());
        }
    }

    @Test
    void endsWithStatusOneWhenThePortIsTaken() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}));
                ChildProcess server = ChildProcess.java(EchoServer.class, "--port", "" + taken.getLocalPort())) {
            assertEquals(1, server.awaitEnd());
            String errors = server.errors().trim();
            String expected = "echo: cannot listen on /127.0.0.1:" + taken.getLocalPort() + ": ";
            assertTrue(errors.startsWith(expected) && errors.lines().count() == 1, errors);
        }
    }
}
