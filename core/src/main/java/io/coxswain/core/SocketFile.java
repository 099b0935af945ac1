package io.coxswain.core;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/**
 * The file by which a Unix-domain socket is found. The kernel makes it when a socket is bound, and never removes it, so
 * that a process that was killed leaves one behind on which nobody listens and nobody can bind.
 *
 * <p>Such a stale file is removed, and only such: it has to be a socket, and connecting to it has to be refused.
 * Between that answer and the removal it is looked at once more, whether it is still the same file. What remains is a
 * process that takes the path over within those microseconds, or that has bound it and does not listen yet; two servers
 * that are started on one path at the same moment are a mistake that this cannot mend.
 *
 * <p><b>Threads.</b> The loop. Connecting to a Unix-domain socket is answered by the kernel at once.
 */
final class SocketFile {
    private static final int FILE_TYPE_MASK = 0170000;
    private static final int SOCKET_TYPE = 0140000;

    private final Path path;
    private final @Nullable Object fileKey;

    private SocketFile(Path path, @Nullable Object fileKey) {
        this.path = path;
        this.fileKey = fileKey;
    }

    /**
     * Binds a server socket, and removes a stale file that is in its way.
     *
     * @throws IOException saying what is there if that is no stale socket
     */
    static SocketFile bind(ServerSocketChannel channel, UnixDomainSocketAddress address, int backlog)
            throws IOException {
        Path path = address.getPath();
        try {
            channel.bind(address, backlog);
        } catch (BindException e) {
            if (path.toString().isEmpty()) {
                throw e;
            }
            removeStale(address);
            channel.bind(address, backlog);
        }
        return new SocketFile(path, fileKey(path));
    }

    private static void removeStale(UnixDomainSocketAddress address) throws IOException {
        Path path = address.getPath();
        Object keyBefore = fileKey(path);
        if (keyBefore == null) {
            return;
        }
        if (!isSocket(path)) {
            throw new BindException("there is a file at this path, and it is not a socket");
        }
        if (!refusesConnections(address)) {
            throw new BindException("another socket is listening there");
        }
        if (keyBefore.equals(fileKey(path))) {
            Files.deleteIfExists(path);
        }
    }

    private static boolean refusesConnections(UnixDomainSocketAddress address) throws IOException {
        try (SocketChannel probe = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            // A full backlog is an answer too, and must not be waited for.
            probe.configureBlocking(false);
            probe.connect(address);
            return false;
        } catch (ConnectException e) {
            return true;
        }
    }

    private static boolean isSocket(Path path) throws IOException {
        if (!path.getFileSystem().supportedFileAttributeViews().contains("unix")) {
            return false;
        }
        Object mode = Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS);
        return mode instanceof Integer bits && (bits & FILE_TYPE_MASK) == SOCKET_TYPE;
    }

    /** What tells a file from the next one at the same path; null if there is none, or the system does not say. */
    private static @Nullable Object fileKey(Path path) throws IOException {
        try {
            return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                    .fileKey();
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    /** Removes the file, unless somebody else has put another in its place. Call it before the socket is closed. */
    void delete() throws IOException {
        if (fileKey != null && fileKey.equals(fileKey(path))) {
            Files.deleteIfExists(path);
        }
    }
}
