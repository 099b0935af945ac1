package io.coxswain.benchmarks;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ByteChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * One link of the load generator: keeps a number of frames in flight, or sends one when it is told to, and takes the time of
 * each.
 *
 * <p><b>Threads.</b> The load generator's.
 *
 * <p><b>Limits.</b> All frames in flight fit the socket's buffers, so a write that takes less than all of it is an error.
 */
final class EchoClient {
    private static final int HEADER_BYTES = 4;
    private static final int PATTERN = 31;
    private static final int PACED_FRAMES_MAX = 1 << 16;
    private static final long HANDSHAKE_SECONDS_MAX = 30;

    private final ByteChannel channel;
    private final int depth;
    private final int frameBytes;
    private final ByteBuffer requests;
    private final ByteBuffer expected;
    private final ByteBuffer replies;
    private final long[] startedNanos;
    private long sent;
    private long answered;

    /**
     * Connects, and makes a handshake if there is a context for it.
     *
     * @param depth frames to keep in flight; 0 to send when {@link #sendOne} says so
     */
    EchoClient(int port, int depth, int frameBytes, Selector selector, @Nullable SSLContext tls) throws IOException {
        this.depth = depth;
        this.frameBytes = frameBytes;
        this.requests = framesOf(Math.max(1, depth), frameBytes);
        this.expected = requests.duplicate().limit(frameBytes);
        this.replies = ByteBuffer.allocateDirect(Math.max(depth * frameBytes, TlsChannel.PLAIN_BYTES_MIN + frameBytes));
        this.startedNanos = new long[depth == 0 ? PACED_FRAMES_MAX : depth];
        SocketChannel socket = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
        socket.configureBlocking(false);
        this.channel = tls == null ? socket : secure(socket, tls);
        socket.register(selector, SelectionKey.OP_READ, this);
    }

    private static ByteBuffer framesOf(int frames, int frameBytes) {
        ByteBuffer bytes = ByteBuffer.allocateDirect(frames * frameBytes).order(ByteOrder.LITTLE_ENDIAN);
        for (int frame = 0; frame < frames; frame++) {
            bytes.putInt(frame * frameBytes, frameBytes);
            for (int i = HEADER_BYTES; i < frameBytes; i++) {
                bytes.put(frame * frameBytes + i, (byte) (i * PATTERN));
            }
        }
        return bytes;
    }

    private static TlsChannel secure(SocketChannel socket, SSLContext tls) throws IOException {
        TlsChannel channel = new TlsChannel(socket, LoadTls.engine(tls), new TlsChannel.Buffers());
        long deadlineNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(HANDSHAKE_SECONDS_MAX);
        while (!channel.handshake()) {
            if (System.nanoTime() > deadlineNanos) {
                throw new IOException("no end of a handshake within " + HANDSHAKE_SECONDS_MAX + " s");
            }
            Thread.onSpinWait();
        }
        return channel;
    }

    /** Sends all that may be in flight. */
    void start() throws IOException {
        send(depth, System.nanoTime());
    }

    /**
     * Sends one frame.
     *
     * @param dueNanos when it should have been sent, and from when on its latency counts
     */
    void sendOne(long dueNanos) throws IOException {
        send(1, dueNanos);
    }

    private void send(int frames, long nanos) throws IOException {
        for (int i = 0; i < frames; i++) {
            startedNanos[(int) (sent % startedNanos.length)] = nanos;
            sent++;
        }
        if (sent - answered > startedNanos.length) {
            throw new IOException(sent - answered + " frames without an answer: the server is too slow for this rate");
        }
        requests.clear().limit(frames * frameBytes);
        int written = channel.write(requests);
        if (written < frames * frameBytes) {
            throw new IOException("wrote " + written + " of " + frames * frameBytes + " bytes: too many in flight");
        }
    }

    /** Takes what has come, and sends as many frames again, unless it waits to be told. */
    void onReadable(LatencyHistogram latencies) throws IOException {
        if (channel.read(replies) < 0) {
            throw new IOException("the server has closed a link");
        }
        long nowNanos = System.nanoTime();
        int filledBytes = replies.position();
        int frames = filledBytes / frameBytes;
        for (int i = 0; i < frames; i++) {
            replies.limit((i + 1) * frameBytes).position(i * frameBytes);
            if (!replies.equals(expected)) {
                throw new IOException("the server has echoed something else");
            }
            latencies.record(nowNanos - startedNanos[(int) (answered % startedNanos.length)]);
            answered++;
        }
        replies.limit(filledBytes).position(frames * frameBytes);
        replies.compact();
        if (frames > 0 && depth > 0) {
            send(frames, nowNanos);
        }
    }

    void close() throws IOException {
        channel.close();
    }
}
