package io.coxswain.samples;

import static io.coxswain.samples.Requests.request;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
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

    /** The client reads nothing before the server is told to end, so the last replies wait in its link's send queue. */
    @Test
    void sendsTheRepliesThatAreQueuedBeforeItEnds() throws Exception {
        String value = "v".repeat(64_000);
        String reply = "$64000\r\n" + value + "\r\n";
        try (ChildProcess server = ChildProcess.java(KvServer.class, "--port", "0", "--offload", "always")) {
            int port = server.awaitReady();
            try (SocketClient client = new SocketClient(port, 4_096);
                    SocketClient other = new SocketClient(port)) {
                client.exchange(request("SET", "a", value), "+OK\r\n");
                client.send("GET a\r\n".repeat(1_000));
                awaitQueuedReplies(other);
                int repliesMin = (int) (other.askForInfo("io", "bytes_sent") / reply.length()) + 1;

                server.terminate();

                int replies = 0;
                for (String next = client.receiveUpTo(reply.length()); !next.isEmpty(); replies++) {
                    assertEquals(reply, next, "reply " + replies);
                    next = client.receiveUpTo(reply.length());
                }
                assertTrue(replies >= repliesMin, replies + " replies of at least " + repliesMin);
                other.expectEnd();
            }
            assertEquals(0, server.awaitEnd(), server.errors());
        }
    }

    /** A client that does not read gets no further requests run once 4 MiB of replies are queued. */
    private static void awaitQueuedReplies(SocketClient other) throws Exception {
        long start = System.nanoTime();
        while (other.askForInfo("io", "buffer_bytes_lent") < 4L << 20) {
            assertTrue(System.nanoTime() - start < DEADLINE_NANOS, "the requests are not run");
        }
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
