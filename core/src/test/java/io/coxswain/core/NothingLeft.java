package io.coxswain.core;

import static org.junit.jupiter.api.Assertions.assertNotNull;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Checks after each test that no thread of an engine is left, and no socket, selector or pipe that was not there before;
 * and says which, and where the threads are. Buffers and leases are {@link EngineSpec}'s, and the debug mode's, which names
 * who has them.
 */
final class NothingLeft implements BeforeEachCallback, AfterEachCallback {
    private static final ExtensionContext.Namespace NAMESPACE = ExtensionContext.Namespace.create(NothingLeft.class);
    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

    /** What is open, for the store. */
    private record Descriptors(Set<String> names) {}

    static {
        openEverythingOnce();
    }

    /** What the JDK opens with the first socket and never closes is nobody's leak. */
    private static void openEverythingOnce() {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        try (ServerSocket server = new ServerSocket(0, 2, loopback);
                Selector selector = Selector.open();
                Socket socket = new Socket(loopback, server.getLocalPort());
                SocketChannel channel = SocketChannel.open(server.getLocalSocketAddress())) {
            server.accept().close();
            selector.selectNow();
            assertNotNull(socket.getLocalAddress());
            channel.shutdownOutput();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        context.getStore(NAMESPACE).put("descriptors", new Descriptors(descriptors()));
    }

    @Override
    public void afterEach(ExtensionContext context) {
        Descriptors before = Objects.requireNonNull(context.getStore(NAMESPACE).get("descriptors", Descriptors.class));
        Await.until(
                "no thread of an engine",
                NothingLeft::describeThreads,
                () -> threads().isEmpty());
        Await.until(
                "no descriptor that was not there",
                () -> added(before.names()).toString(),
                () -> added(before.names()).isEmpty());
    }

    private static Set<String> added(Set<String> before) {
        Set<String> added = descriptors();
        added.removeAll(before);
        return added;
    }

    /** Sockets, selectors and pipes that are open, as the kernel names them; none where it does not tell. */
    private static Set<String> descriptors() {
        Set<String> found = new TreeSet<>();
        if (!Files.isDirectory(DESCRIPTORS)) {
            return found;
        }
        try (Stream<Path> links = Files.list(DESCRIPTORS)) {
            for (Path link : links.toList()) {
                String target = targetOf(link);
                if (target.startsWith("socket:") || target.startsWith("anon_inode:") || target.startsWith("pipe:")) {
                    // Selectors have no number of their own.
                    found.add(target.startsWith("anon_inode:") ? target + " " + link.getFileName() : target);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return found;
    }

    private static String targetOf(Path link) {
        try {
            return Files.readSymbolicLink(link).toString();
        } catch (IOException e) {
            // Closed since it was listed.
            return "";
        }
    }

    private static List<Thread> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("cox-"))
                .toList();
    }

    private static String describeThreads() {
        List<String> lines = new ArrayList<>();
        for (Map.Entry<Thread, StackTraceElement[]> entry :
                Thread.getAllStackTraces().entrySet()) {
            if (entry.getKey().getName().startsWith("cox-")) {
                lines.add(entry.getKey().getName() + " at " + Arrays.toString(entry.getValue()));
            }
        }
        return String.join("\n", lines);
    }
}
