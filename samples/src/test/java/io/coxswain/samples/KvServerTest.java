package io.coxswain.samples;

import static io.coxswain.samples.Requests.bytes;
import static io.coxswain.samples.Requests.request;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import io.coxswain.core.OffloadPolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments.ArgumentSet;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A kv server over sockets. What the commands do is tested without one; the tools of Redis and the process have tests
 * of their own.
 */
@Timeout(60)
class KvServerTest {
    private static final long DEADLINE_NANOS = TimeUnit.SECONDS.toNanos(20);

    @ParameterizedTest
    @EnumSource(OffloadPolicy.class)
    void answersPipelinedRequestsInOrderHoweverTheyAreCut(OffloadPolicy policy) throws Exception {
        StringBuilder requests = new StringBuilder();
        StringBuilder replies = new StringBuilder();
        for (int i = 0; i < 2_000; i++) {
            String value = "value " + i + "x".repeat(i % 300);
            requests.append(request("SET", "key:" + i % 7, value)).append("GET key:" + i % 7 + "\r\n");
            replies.append("+OK\r\n$")
                    .append(value.length())
                    .append("\r\n")
                    .append(value)
                    .append("\r\n");
        }
        long seed = 42;
        Random random = new Random(seed);

        try (RunningServer server = RunningServer.kv(policy);
                SocketClient client = server.connect()) {
            int at = 0;
            while (at < requests.length()) {
                int end = Math.min(requests.length(), at + 1 + random.nextInt(4_000));
                client.send(requests.substring(at, end));
                at = end;
            }
            client.expect(replies.toString());
        }
    }

    @ParameterizedTest
    @EnumSource(OffloadPolicy.class)
    void losesNoIncrementOfManyClients(OffloadPolicy policy) throws Exception {
        int clients = 8;
        int increments = 2_000;
        ExecutorService threads = Executors.newFixedThreadPool(clients);
        try (RunningServer server = RunningServer.kv(policy)) {
            List<Future<?>> ended = new ArrayList<>();
            for (int i = 0; i < clients; i++) {
                ended.add(threads.submit(() -> increment(server, increments)));
            }
            for (Future<?> each : ended) {
                each.get(30, TimeUnit.SECONDS);
            }

            try (SocketClient client = server.connect()) {
                client.exchange("INCRBY counter 0\r\n", ":" + clients * increments + "\r\n");
            }
        } finally {
            threads.shutdownNow();
        }
    }

    /** Counts with four requests at a time. Each reply has to be greater than the one before. */
    private static Void increment(RunningServer server, int increments) throws Exception {
        try (SocketClient client = server.connect()) {
            long before = 0;
            for (int i = 0; i < increments; i += 4) {
                client.send("INCR counter\r\n".repeat(4));
                for (int j = 0; j < 4; j++) {
                    long after = readInteger(client);
                    assertTrue(after > before, after + " after " + before);
                    before = after;
                }
            }
        }
        return null;
    }

    private static long readInteger(SocketClient client) throws Exception {
        StringBuilder line = new StringBuilder();
        while (line.indexOf("\n") < 0) {
            line.append((char) client.receive(1)[0]);
        }
        assertEquals(':', line.charAt(0), line::toString);
        return Long.parseLong(line.substring(1).trim());
    }

    @ParameterizedTest
    @EnumSource(OffloadPolicy.class)
    void answersWhatCameBeforeWhatIsNoRequestAndThenSaysSo(OffloadPolicy policy) throws Exception {
        try (RunningServer server = RunningServer.kv(policy);
                SocketClient other = server.connect();
                SocketClient client = server.connect()) {
            other.exchange("PING\r\n", "+PONG\r\n");

            client.exchange(
                    "PING\r\nECHO a\r\n*1\r\n$x\r\nPING\r\n",
                    "+PONG\r\n$1\r\na\r\n-ERR Protocol error: invalid bulk length\r\n");
            client.expectEnd();

            other.exchange("PING\r\n", "+PONG\r\n");
        }
    }

    static Stream<ArgumentSet> protocolErrors() {
        return Stream.of(
                argumentSet("count", "*x\r\n", "invalid multibulk length"),
                argumentSet("too many", "*1048577\r\n", "invalid multibulk length"),
                argumentSet("no bulk string", "*1\r\nfoo\r\n", "expected '$', got 'f'"),
                argumentSet("negative length", "*1\r\n$-1\r\n", "invalid bulk length"),
                argumentSet("too long", "*1\r\n$536870913\r\n", "invalid bulk length"),
                argumentSet("quotes", "PING \"a\r\n", "unbalanced quotes in request"));
    }

    @ParameterizedTest
    @MethodSource("protocolErrors")
    void saysInTheWordsOfRedisWhatIsWrong(String request, String problem) throws Exception {
        try (RunningServer server = RunningServer.kv(OffloadPolicy.NEVER);
                SocketClient client = server.connect()) {
            client.exchange(request, "-ERR Protocol error: " + problem + "\r\n");
            client.expectEnd();
        }
    }

    @ParameterizedTest
    @EnumSource(OffloadPolicy.class)
    void takesARequestOfTheGreatestLengthAndRefusesOneByteMore(OffloadPolicy policy) throws Exception {
        // "*2\r\n$4\r\nECHO\r\n$1048547\r\n" and "\r\n" around the argument.
        int argumentBytes = KvServer.FRAME_BYTES_MAX - 26;
        String argument = "x".repeat(argumentBytes);

        try (RunningServer server = RunningServer.kv(policy);
                SocketClient client = server.connect()) {
            String longest = request("ECHO", argument);
            assertEquals(KvServer.FRAME_BYTES_MAX, longest.length());
            client.exchange(longest, "$" + argumentBytes + "\r\n" + argument + "\r\n");

            client.exchange(
                    request("ECHO", argument + "x").substring(0, 100),
                    "-ERR Protocol error: request of at least 1048577 bytes exceeds frameBytesMax 1048576\r\n");
            client.expectEnd();
        }
    }

    @Test
    void answersNothingAfterQuit() throws Exception {
        try (RunningServer server = RunningServer.kv(OffloadPolicy.ADAPTIVE);
                SocketClient client = server.connect();
                SocketClient other = server.connect()) {
            client.exchange("PING\r\nQUIT\r\nSET a b\r\n", "+PONG\r\n+OK\r\n");
            client.expectEnd();

            other.exchange("EXISTS a\r\n", ":0\r\n");
        }
    }

    @ParameterizedTest
    @EnumSource(OffloadPolicy.class)
    void answersAClientThatHasSaidAllItWillSay(OffloadPolicy policy) throws Exception {
        try (RunningServer server = RunningServer.kv(policy);
                SocketClient client = server.connect()) {
            client.send("ECHO hello\r\n".repeat(500));
            client.socket.shutdownOutput();

            client.expect("$5\r\nhello\r\n".repeat(500));
            client.expectEnd();
        }
    }

    @ParameterizedTest
    @EnumSource(OffloadPolicy.class)
    void keepsWhatAClientDoesNotReadWithinBounds(OffloadPolicy policy) throws Exception {
        int replies = 200;
        int valueBytes = 500_000;
        try (RunningServer server = RunningServer.kv(policy);
                SocketClient greedy = server.connect();
                SocketClient other = server.connect()) {
            greedy.exchange(request("SET", "large", "v".repeat(valueBytes)), "+OK\r\n");
            greedy.send("GET large\r\n".repeat(replies));
            awaitInfo(other, "writes_blocked", 1);

            for (int i = 0; i < 20; i++) {
                long lentBytes = other.askForInfo("io", "buffer_bytes_lent");
                assertTrue(lentBytes < 8L << 20, () -> lentBytes + " bytes are queued");
            }
            other.exchange("PING\r\n", "+PONG\r\n");

            byte[] expected = bytes("$" + valueBytes + "\r\n" + "v".repeat(valueBytes) + "\r\n");
            for (int i = 0; i < replies; i++) {
                assertArrayEquals(expected, greedy.receive(expected.length), "reply " + i);
            }
            greedy.exchange("PING\r\n", "+PONG\r\n");
        }
    }

    private static void awaitInfo(SocketClient client, String name, long atLeast) throws Exception {
        long start = System.nanoTime();
        long value = client.askForInfo("io", name);
        while (value < atLeast) {
            assertTrue(System.nanoTime() - start < DEADLINE_NANOS, name + " stays at " + value);
            value = client.askForInfo("io", name);
        }
    }

    @Test
    void removesExpiredKeysThatNobodyLooksFor() throws Exception {
        try (RunningServer server = RunningServer.kv(OffloadPolicy.ADAPTIVE);
                SocketClient client = server.connect()) {
            client.exchange("SET a b PX 30\r\nSET b c\r\n", "+OK\r\n+OK\r\n");

            long start = System.nanoTime();
            while (client.askForInfo("stats", "expired_keys") == 0) {
                assertTrue(System.nanoTime() - start < DEADLINE_NANOS, "it is not removed");
            }
            client.exchange("DBSIZE\r\n", ":1\r\n");
        }
    }

    @Test
    void changesWorkersAndPolicyWhileItServes() throws Exception {
        try (RunningServer server = RunningServer.kv(OffloadPolicy.NEVER);
                SocketClient client = server.connect()) {
            for (String setting : List.of("workers 3 offload always", "workers 0", "workers 1 offload adaptive")) {
                client.exchange("CONFIG SET " + setting + "\r\n", "+OK\r\n");
                client.exchange("PING\r\n".repeat(100), "+PONG\r\n".repeat(100));
            }
            client.exchange(
                    "CONFIG GET workers offload\r\n",
                    "*4\r\n$7\r\nworkers\r\n$1\r\n1\r\n$7\r\noffload\r\n$8\r\nadaptive\r\n");
        }
    }

    @Test
    void tellsWhoDidTheReading() throws Exception {
        try (RunningServer server = RunningServer.kv(OffloadPolicy.ALWAYS);
                SocketClient client = server.connect()) {
            client.exchange("PING\r\n", "+PONG\r\n");

            String info = client.askForBulk("INFO\r\n");

            for (String section : List.of("Server", "Clients", "Memory", "Stats", "IO", "Keyspace")) {
                assertTrue(info.contains("# " + section + "\r\n"), info);
            }
            assertTrue(info.contains("\r\noffload:always\r\nworkers:2\r\n"), info);
            assertTrue(client.askForInfo("io", "reads_offloaded") > 0, info);
            assertEquals(1, client.askForInfo("clients", "connected_clients"));
            client.exchange("SET a b EX 100\r\n", "+OK\r\n");
            assertTrue(client.askForBulk("INFO keyspace\r\n").contains("db0:keys=1,expires=1,"));
        }
    }
}
