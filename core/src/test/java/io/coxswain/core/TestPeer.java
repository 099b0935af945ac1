package io.coxswain.core;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The other end of a link: a blocking socket that knows nothing of engines, or one that speaks TLS over such a one. Its
 * frames begin with their total length, four bytes, little-endian, and the rest follows from a seed.
 *
 * <p><b>Threads.</b> One that reads and one that writes. Reads give up after {@link Await#LIMIT}; a write that may find
 * the link reading nothing goes through {@link #writeAside}, which closing ends.
 */
final class TestPeer implements AutoCloseable {
    static final int HEADER_BYTES = 4;

    /** What the kernel knows of; the same as the socket unless that speaks TLS over it. */
    private final Socket wire;

    private final Socket socket;
    private volatile @Nullable CompletableFuture<Void> aside;

    private TestPeer(Socket wire, Socket socket) throws IOException {
        this.wire = wire;
        this.socket = socket;
        wire.setSoTimeout((int) Await.LIMIT.toMillis());
        wire.setTcpNoDelay(true);
    }

    static TestPeer connect(int port) throws IOException {
        return of(wire(port, 0));
    }

    /** Connects a socket with a receive buffer of about so many bytes, where it is not 0. */
    static Socket wire(int port, int receiveBytes) throws IOException {
        Socket wire = new Socket();
        if (receiveBytes > 0) {
            wire.setReceiveBufferSize(receiveBytes);
        }
        wire.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), (int) Await.LIMIT.toMillis());
        return wire;
    }

    /** Wraps a socket that is connected, such as one that speaks TLS, or that a server socket has accepted. */
    static TestPeer of(Socket connected) throws IOException {
        return new TestPeer(connected, connected);
    }

    /** Wraps a socket that speaks TLS over another, which takes what is not to be encrypted. */
    static TestPeer over(Socket wire, Socket socket) throws IOException {
        return new TestPeer(wire, socket);
    }

    /** The framing of these frames. */
    static LengthFieldFraming framing(int frameBytesMax) {
        return LengthFieldFraming.countingFrame(0, HEADER_BYTES, ByteOrder.LITTLE_ENDIAN, frameBytesMax);
    }

    static byte[] frame(int frameBytes, long seed) {
        byte[] frame = new byte[frameBytes];
        new Random(seed).nextBytes(frame);
        ByteBuffer.wrap(frame).order(ByteOrder.LITTLE_ENDIAN).putInt(0, frameBytes);
        return frame;
    }

    /** Four bytes that announce a frame of this length, which may be any nonsense. */
    static byte[] header(int announcedBytes) {
        return ByteBuffer.allocate(HEADER_BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(announcedBytes)
                .array();
    }

    static byte[] join(byte[]... parts) {
        int bytes = 0;
        for (byte[] part : parts) {
            bytes += part.length;
        }
        ByteBuffer joined = ByteBuffer.allocate(bytes);
        for (byte[] part : parts) {
            joined.put(part);
        }
        return joined.array();
    }

    TestPeer write(byte[]... parts) throws IOException {
        socket.getOutputStream().write(join(parts));
        return this;
    }

    /** Writes on a thread of its own, because the link may stop reading. */
    CompletableFuture<Void> writeAside(byte[] bytes) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        aside = done;
        Thread writer = new Thread(
                () -> {
                    try {
                        write(bytes);
                        done.complete(null);
                    } catch (IOException e) {
                        done.completeExceptionally(e);
                    }
                },
                "peer-writer");
        writer.setDaemon(true);
        writer.start();
        return done;
    }

    byte[] read(int bytes) throws IOException {
        byte[] read = socket.getInputStream().readNBytes(bytes);
        if (read.length < bytes) {
            throw new EOFException("the link ended after " + read.length + " of " + bytes + " bytes");
        }
        return read;
    }

    byte[] readFrame() throws IOException {
        byte[] header = read(HEADER_BYTES);
        int frameBytes = ByteBuffer.wrap(header).order(ByteOrder.LITTLE_ENDIAN).getInt();
        return join(header, read(frameBytes - HEADER_BYTES));
    }

    /** Expects exactly these bytes to come next. */
    void expect(byte[] expected) throws IOException {
        assertArrayEquals(expected, read(expected.length));
    }

    /** Expects the link to have ended its output in order, with nothing left to read. */
    void expectEnd() throws IOException {
        assertEquals(-1, socket.getInputStream().read(), "more bytes, where the end was expected");
    }

    /** Waits for the connection to be gone, by an end or a reset, whatever still comes before. */
    void awaitGone() throws SocketTimeoutException {
        try {
            readToEnd();
        } catch (SocketTimeoutException e) {
            throw e;
        } catch (IOException e) {
            // A reset: gone as well.
            return;
        }
    }

    /** Reads until the end of the link's output, and returns how many bytes there were. */
    long readToEnd() throws IOException {
        byte[] sink = new byte[1 << 16];
        long total = 0;
        int count = socket.getInputStream().read(sink);
        while (count >= 0) {
            total += count;
            count = socket.getInputStream().read(sink);
        }
        return total;
    }

    TestPeer endOutput() throws IOException {
        socket.shutdownOutput();
        return this;
    }

    /** Closes with a reset, and says nothing before. */
    void reset() throws IOException {
        wire.setSoLinger(true, 0);
        wire.close();
    }

    int localPort() {
        return wire.getLocalPort();
    }

    @Override
    public void close() throws IOException {
        CompletableFuture<Void> writing = aside;
        if (writing == null || writing.isDone()) {
            socket.close();
        }
        // TLS would wait for the writer before it says goodbye.
        wire.close();
    }
}
