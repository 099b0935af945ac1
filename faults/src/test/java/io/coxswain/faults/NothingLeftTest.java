package io.coxswain.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.channels.Selector;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** That what is left is found, and named. */
class NothingLeftTest {
    @Test
    void namesAThreadAndWhereItIs() throws InterruptedException {
        CountDownLatch started = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        Set<Thread> before = Threads.now();
        Thread thread = new Thread(
                () -> {
                    started.countDown();
                    awaitQuietly(release);
                },
                "a-thread-left");

        thread.start();
        started.await();

        List<String> left = Threads.describeAdded(before);
        assertEquals(1, left.size(), left::toString);
        assertTrue(
                left.get(0).startsWith("a-thread-left, ") && left.get(0).contains("NothingLeftTest"), left::toString);
        release.countDown();
        thread.join();
        assertEquals(List.of(), Threads.describeAdded(before));
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void namesASocketByItsPortAndASelector() throws IOException {
        Descriptors.openEverythingOnce();
        Set<String> before = Descriptors.now();

        List<String> left;
        int port;
        try (ServerSocket server = new ServerSocket(0, 2, InetAddress.getLoopbackAddress());
                Selector selector = Selector.open()) {
            port = server.getLocalPort();
            left = Descriptors.describeAdded(before);
            assertTrue(selector.isOpen());
        }

        assertTrue(left.stream().anyMatch(line -> line.contains(" from port " + port)), left::toString);
        assertTrue(left.stream().anyMatch(line -> line.contains("eventpoll")), left::toString);
        assertEquals(List.of(), Descriptors.describeAdded(before));
    }

    @Test
    void hearsOfBuffersThatAnEngineMisses() {
        Logger engines = Logger.getLogger("io.coxswain.core");
        engines.setUseParentHandlers(false);
        Complaints complaints = Complaints.listen();

        engines.log(
                Level.WARNING,
                "closing the engine",
                new IllegalStateException("1 bytes of buffers have not been returned"));
        engines.log(Level.WARNING, "something else");
        complaints.stop();
        engines.log(Level.WARNING, "2 jobs have not come back");

        engines.setUseParentHandlers(true);
        assertEquals(1, complaints.lines().size(), () -> complaints.lines().toString());
    }
}
