package io.coxswain.benchmarks;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;

/**
 * One link of the load generator: keeps a number of frames in flight, and takes the time of each.
 *
 * <p><b>Threads.</b> The load generator's.
 *
 * <p><b>Limits.</b> All frames in flight fit the socket's buffers, so a write that takes less than all of it is an error.
 */
final class EchoClient {
    private static final int HEADER_BYTES = 4;
    private static final int PATTERN = 31;

    private final SocketChannel channel;
    private final int frameBytes;
    private final ByteBuffer requests;
    private final ByteBuffer expected;
    private final ByteBuffer replies;
    private final long[] sentNanos;
    private int oldest;

    EchoClient(int port, int depth, int frameBytes, Selector selector) throws IOException {
        this.frameBytes = frameBytes;
        this.requests = ByteBuffer.allocateDirect(depth * frameBytes).order(ByteOrder.LITTLE_ENDIAN);
        for (int frame = 0; frame < depth; frame++) {
            requests.putInt(frame * frameBytes, frameBytes);
            for (int i = HEADER_BYTES; i < frameBytes; i++) {
                requests.put(frame * frameBytes + i, (byte) (i * PATTERN));
            }
        }
        this.expected = requests.duplicate().limit(frameBytes);
        this.replies = ByteBuffer.allocateDirect(depth * frameBytes);
        this.sentNanos = new long[depth];
        this.channel = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.configureBlocking(false);
        channel.register(selector, SelectionKey.OP_READ, this);
    }

    /** Sends all that may be in flight. */
    void start() throws IOException {
        send(sentNanos.length, System.nanoTime());
    }

    private void send(int frames, long nowNanos) throws IOException {
        for (int i = 0; i < frames; i++) {
            sentNanos[(oldest + sentNanos.length - frames + i) % sentNanos.length] = nowNanos;
        }
        requests.clear().limit(frames * frameBytes);
        int written = channel.write(requests);
        if (written < frames * frameBytes) {
            throw new IOException("wrote " + written + " of " + frames * frameBytes + " bytes: too many in flight");
        }
    }

    /** Takes what has come, and sends as many frames again. */
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
            latencies.record(nowNanos - sentNanos[oldest]);
            oldest = (oldest + 1) % sentNanos.length;
        }
        replies.limit(filledBytes).position(frames * frameBytes);
        replies.compact();
        if (frames > 0) {
            send(frames, nowNanos);
        }
    }

    void close() throws IOException {
        channel.close();
    }
}
