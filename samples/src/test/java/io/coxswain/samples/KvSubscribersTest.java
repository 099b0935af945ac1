package io.coxswain.samples;

import static io.coxswain.samples.Requests.request;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.coxswain.core.OffloadPolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Publishing and killing over sockets. What is replied to whom is tested without them. */
@Timeout(60)
class KvSubscribersTest {
    private static final long DEADLINE_NANOS = TimeUnit.SECONDS.toNanos(30);

    private static String bulk(String text) {
        return "$" + text.length() + "\r\n" + text + "\r\n";
    }

    /** Short messages are copied into each send queue, long ones are shared. */
    @ParameterizedTest
    @CsvSource({"NEVER, 10", "NEVER, 100000", "ALWAYS, 10", "ALWAYS, 100000", "ADAPTIVE, 5000"})
    void givesEachSubscriberEveryMessageInOrder(OffloadPolicy policy, int messageBytes) throws Exception {
        int subscribers = 10;
        int messages = 50;
        try (RunningServer server = RunningServer.kv(policy);
                SocketClient publisher = server.connect()) {
            List<SocketClient> clients = new ArrayList<>();
            for (int i = 0; i < subscribers; i++) {
                SocketClient client = server.connect();
                clients.add(client);
                client.exchange(request("SUBSCRIBE", "c"), "*3\r\n" + bulk("subscribe") + bulk("c") + ":1\r\n");
                client.exchange(request("PSUBSCRIBE", "c*"), "*3\r\n" + bulk("psubscribe") + bulk("c*") + ":2\r\n");
            }

            for (int i = 0; i < messages; i++) {
                publisher.exchange(request("PUBLISH", "c", message(i, messageBytes)), ":" + 2 * subscribers + "\r\n");
                for (SocketClient client : clients) {
                    String message = bulk("c") + bulk(message(i, messageBytes));
                    client.expect("*3\r\n" + bulk("message") + message);
                    client.expect("*4\r\n" + bulk("pmessage") + bulk("c*") + message);
                }
            }

            for (SocketClient client : clients) {
                client.exchange("PING\r\n", "*2\r\n" + bulk("pong") + bulk(""));
                client.close();
            }
            awaitInfo(publisher, "stats", "pubsub_channels", 0);
            assertEquals(0, publisher.askForInfo("stats", "pubsub_patterns"));
            assertEquals(1, publisher.askForInfo("clients", "connected_clients"));
        }
    }

    private static String message(int number, int bytes) {
        String start = number + " ";
        return start + "x".repeat(bytes - start.length());
    }

    private static void awaitInfo(SocketClient client, String section, String name, long wanted) throws Exception {
        long start = System.nanoTime();
        long value = client.askForInfo(section, name);
        while (value != wanted) {
            assertTrue(System.nanoTime() - start < DEADLINE_NANOS, name + " stays at " + value);
            value = client.askForInfo(section, name);
        }
    }

    @ParameterizedTest
    @EnumSource(OffloadPolicy.class)
    void dropsASubscriberThatNeverReadsAndHoldsUpNobody(OffloadPolicy policy) throws Exception {
        String message = "x".repeat(200_000);
        try (RunningServer server = RunningServer.kv(policy);
                SocketClient publisher = server.connect();
                SocketClient sleeping = server.connect();
                SocketClient reading = server.connect()) {
            for (SocketClient client : List.of(sleeping, reading)) {
                client.exchange(request("SUBSCRIBE", "c"), "*3\r\n" + bulk("subscribe") + bulk("c") + ":1\r\n");
            }

            int published = 0;
            while (publisher.askForInfo("stats", "clients_dropped_slow_subscriber") == 0) {
                assertTrue(published < 500, "100 MB are queued for a subscriber that does not read");
                publisher.send(request("PUBLISH", "c", message));
                assertTrue(publisher.receiveUpTo(4).matches(":[12]\r\n"));
                reading.expect("*3\r\n" + bulk("message") + bulk("c") + bulk(message));
                published++;
            }

            publisher.exchange(request("PUBLISH", "c", message), ":1\r\n");
            reading.expect("*3\r\n" + bulk("message") + bulk("c") + bulk(message));
            assertEquals(1, publisher.askForInfo("stats", "clients_dropped_slow_subscriber"));
            awaitInfo(publisher, "clients", "connected_clients", 2);
            awaitInfo(publisher, "clients", "client_output_bytes", 0);
        }
    }

    @Test
    void killsOthersAndThemselves() throws Exception {
        try (RunningServer server = RunningServer.kv(OffloadPolicy.ADAPTIVE);
                SocketClient client = server.connect();
                SocketClient other = server.connect()) {
            client.exchange("CLIENT ID\r\n", ":1\r\n");
            other.exchange("CLIENT ID\r\n", ":2\r\n");
            assertEquals(2, client.askForBulk("CLIENT LIST\r\n").lines().count());
            String address = "127.0.0.1:" + other.socket.getLocalPort();
            assertTrue(client.askForBulk("CLIENT LIST ID 2\r\n").contains(" addr=" + address + " "));

            client.exchange("CLIENT KILL " + address + "\r\n", "+OK\r\n");
            other.expectEnd();
            assertEquals(1, client.askForBulk("CLIENT LIST\r\n").lines().count());

            client.exchange("CLIENT KILL ID 1 SKIPME no\r\nPING\r\n", ":1\r\n");
            client.expectEnd();
        }
    }

    @Test
    void keepsSlowCommandsAsItIsSetTo() throws Exception {
        try (RunningServer server = RunningServer.kv(OffloadPolicy.NEVER);
                SocketClient client = server.connect()) {
            client.exchange("PING\r\nSLOWLOG LEN\r\n", "+PONG\r\n:0\r\n");

            client.exchange("CONFIG SET slowlog-log-slower-than 0 slowlog-max-len 2\r\n", "+OK\r\n");
            client.exchange("PING\r\nPING\r\nPING\r\n", "+PONG\r\n+PONG\r\n+PONG\r\n");

            client.exchange("SLOWLOG LEN\r\n", ":2\r\n");
            client.exchange(
                    "CONFIG GET slowlog*\r\n",
                    "*4\r\n" + bulk("slowlog-log-slower-than") + bulk("0") + bulk("slowlog-max-len") + bulk("2"));
        }
    }
}
