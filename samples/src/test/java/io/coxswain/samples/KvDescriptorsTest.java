package io.coxswain.samples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.spi.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A kv process that more clients connect to than it has descriptors for. It runs from jars, as an installed one does;
 * {@code DescriptorsTest} in core looks at the listener alone.
 */
@Timeout(120)
class KvDescriptorsTest {
    private static final int DESCRIPTORS_MAX = 128;
    private static final int EARLY_CLIENTS = 3;
    private static final int LATE_CLIENTS = DESCRIPTORS_MAX + 20;
    private static final long QUIET_NANOS = 1_000_000_000;
    private static final long DEADLINE_NANOS = TimeUnit.SECONDS.toNanos(30);

    @TempDir
    private static Path directory;

    private static String classPath = "";

    private final List<SocketClient> early = new ArrayList<>();
    private final List<SocketClient> late = new ArrayList<>();

    @BeforeAll
    static void makeJars() {
        List<String> entries = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            entries.add(Files.isDirectory(Path.of(entry)) ? jarOf(entry, "" + entries.size()) : entry);
        }
        classPath = String.join(File.pathSeparator, entries);
    }

    private static String jarOf(String folder, String name) {
        String jar = directory.resolve(name + ".jar").toString();
        ToolProvider tool = ToolProvider.findFirst("jar").orElseThrow();
        assertEquals(0, tool.run(System.out, System.err, "--create", "--file", jar, "-C", folder, "."));
        return jar;
    }

    @ParameterizedTest
    @ValueSource(strings = {"never", "always"})
    void servesThoseItHasUntilThereAreDescriptorsForOthers(String policy) throws Exception {
        try (ChildProcess server =
                ChildProcess.limited(DESCRIPTORS_MAX, classPath, KvServer.class, "--port", "0", "--offload", policy)) {
            int port = server.awaitReady();
            connect(early, EARLY_CLIENTS, port);
            expectRightReplies(0);

            connect(late, LATE_CLIENTS, port);
            for (SocketClient client : late) {
                client.send("PING\r\n");
            }
            awaitComplaint(server);
            expectRightReplies(1);
            int served = (int) early.get(0).askForInfo("clients", "connected_clients") - EARLY_CLIENTS;
            assertTrue(served > 0 && served < LATE_CLIENTS, served + " served");
            expectNoSpinning(server);
            expectRightReplies(2);

            // The kernel hands them over in the order in which they have connected.
            for (SocketClient client : late.subList(0, served)) {
                client.expect("+PONG\r\n");
                client.close();
            }
            for (SocketClient client : late.subList(served, LATE_CLIENTS)) {
                client.expect("+PONG\r\n");
            }
            try (SocketClient newest = new SocketClient(port)) {
                newest.exchange("PING\r\n", "+PONG\r\n");
            }
            expectRightReplies(3);
            int complaints = complaints(server);
            assertTrue(complaints <= 5, () -> complaints + " complaints");

            server.terminate();
            assertEquals(0, server.awaitEnd(), server.errors());
        } finally {
            for (SocketClient client : early) {
                client.close();
            }
            for (SocketClient client : late) {
                client.close();
            }
        }
    }

    private static void connect(List<SocketClient> clients, int count, int port) throws IOException {
        for (int i = 0; i < count; i++) {
            clients.add(new SocketClient(port));
        }
    }

    /** Each of those that were there first changes a key of its own, and sees what it and the others have. */
    private void expectRightReplies(int round) throws IOException {
        for (int i = 0; i < EARLY_CLIENTS; i++) {
            early.get(i).exchange("SET key" + i + " value" + round + "\r\n", "+OK\r\n");
        }
        for (SocketClient client : early) {
            for (int i = 0; i < EARLY_CLIENTS; i++) {
                client.exchange("GET key" + i + "\r\n", "$6\r\nvalue" + round + "\r\n");
            }
        }
    }

    private static void awaitComplaint(ChildProcess server) throws IOException {
        long startNanos = System.nanoTime();
        while (complaints(server) == 0) {
            assertTrue(System.nanoTime() - startNanos < DEADLINE_NANOS, "nothing is said: " + server.errors());
            LockSupport.parkNanos(1_000_000);
        }
        assertTrue(server.errors().contains("accepting on /127.0.0.1:"), server.errors());
    }

    private static int complaints(ChildProcess server) throws IOException {
        return server.errors().split("Too many open files", -1).length - 1;
    }

    /** What a server does for a second in which nobody asks for anything but to be accepted. */
    private void expectNoSpinning(ChildProcess server) throws IOException {
        long turnsBefore = early.get(0).askForInfo("io", "turns");
        Duration before = processorTime(server);
        long startNanos = System.nanoTime();
        while (System.nanoTime() - startNanos < QUIET_NANOS) {
            LockSupport.parkNanos(QUIET_NANOS);
        }
        Duration used = processorTime(server).minus(before);
        long turns = early.get(0).askForInfo("io", "turns") - turnsBefore;
        assertTrue(turns < 200, turns + " turns in about a second");
        assertTrue(used.toMillis() < 500, used + " of processor time in about a second");
    }

    private static Duration processorTime(ChildProcess server) {
        return server.process.info().totalCpuDuration().orElse(Duration.ZERO);
    }
}
