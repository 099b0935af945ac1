package io.coxswain.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Sockets, selectors and pipes that this process has open, as Linux tells; elsewhere none. */
final class Descriptors {
    private static final Path OPEN = Path.of("/proc/self/fd");
    private static final List<Path> TCP_TABLES = List.of(Path.of("/proc/self/net/tcp"), Path.of("/proc/self/net/tcp6"));

    private Descriptors() {}

    /** What the JDK opens with the first socket and never closes is nobody's leak. */
    static void openEverythingOnce() {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        try (ServerSocket server = new ServerSocket(0, 2, loopback);
                Selector selector = Selector.open();
                Socket socket = new Socket(loopback, server.getLocalPort());
                SocketChannel channel = SocketChannel.open(server.getLocalSocketAddress())) {
            server.accept().close();
            selector.selectNow();
            Objects.requireNonNull(socket.getLocalAddress());
            channel.shutdownOutput();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All of them, as the kernel names them. */
    static Set<String> now() {
        Set<String> found = new TreeSet<>();
        if (!Files.isDirectory(OPEN)) {
            return found;
        }
        try (Stream<Path> links = Files.list(OPEN)) {
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

    /** Those that were not there before, a TCP socket with its addresses. */
    static List<String> describeAdded(Set<String> before) {
        Set<String> added = now();
        added.removeAll(before);
        if (added.isEmpty()) {
            return List.of();
        }
        Map<String, String> connections = connections();
        return added.stream()
                .map(name -> name + connections.getOrDefault(name, ""))
                .toList();
    }

    /**
     * Addresses of each TCP socket by its name: local, remote and the state's number, in hexadecimal as the kernel
     * has them.
     */
    private static Map<String, String> connections() {
        Map<String, String> found = new HashMap<>();
        for (Path table : TCP_TABLES) {
            try (Stream<String> lines = Files.lines(table)) {
                lines.skip(1)
                        .map(line -> line.trim().split("\\s+"))
                        .forEach(words -> found.put(
                                "socket:[" + words[9] + "]",
                                " from port " + portOf(words[1]) + " to port " + portOf(words[2]) + ", state "
                                        + words[3]));
            } catch (IOException e) {
                // Names without addresses will do.
                found.clear();
            }
        }
        return found;
    }

    private static int portOf(String address) {
        return Integer.parseInt(address.substring(address.indexOf(':') + 1), 16);
    }
}
