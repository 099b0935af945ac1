package io.coxswain.benchmarks;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import org.HdrHistogram.Histogram;

/**
 * Keeps a number of frames in flight, or sends one when it is told to, takes the time of each, and compares every
 * reply with what it should be.
 *
 * <p><b>Threads.</b> The load generator's.
 *
 * <p><b>Limits.</b> All frames in flight fit the socket's buffers, so a write that takes less than all of it is an
 * error.
 */
final class EchoClient implements LoadLink {
    private static final int PACED_FRAMES_MAX = 1 << 16;
    private static final int KV_SENDS_PER_SET = 10;

    private final ByteChannel channel;
    private final int depth;
    private final int frameBytes;
    private final boolean isKv;

    /** Twice what may be in flight, so that any number of next frames lies in one piece. */
    private final ByteBuffer requests;

    private final int requestCount;
    private final ByteBuffer expected;
    private final ByteBuffer replies;
    private final long[] startedNanos;
    private long sent;
    private long answered;
    private long sends;

    /**
     * Connects.
     *
     * @param traffic of {@link Traffic.Kind#ECHO} or {@link Traffic.Kind#KV}
     * @param index of this link among its like
     */
    EchoClient(LoadSocket socket, Traffic traffic, int index) throws IOException {
        this.depth = traffic.depth();
        this.frameBytes = traffic.frameBytes();
        this.isKv = traffic.kind() == Traffic.Kind.KV;
        this.requestCount = Math.max(1, depth);
        this.requests = LoadSocket.frames(2 * requestCount, frameBytes);
        if (isKv) {
            for (int i = 0; i < 2 * requestCount; i++) {
                // A key for each frame in flight, so that no link sees another's values.
                requests.putInt(i * frameBytes + KvTable.KEY_OFFSET, index * requestCount + i % requestCount);
            }
        }
        this.expected = requests.duplicate();
        this.replies = ByteBuffer.allocateDirect(Math.max(depth * frameBytes, TlsChannel.PLAIN_BYTES_MIN + frameBytes));
        this.startedNanos = new long[depth == 0 ? PACED_FRAMES_MAX : depth];
        this.channel = socket.open(this);
    }

    @Override
    public void start() throws IOException {
        send(depth, System.nanoTime());
    }

    @Override
    public void sendOne(long dueNanos) throws IOException {
        send(1, dueNanos);
    }

    private void send(int frames, long nanos) throws IOException {
        int first = (int) (sent % requestCount);
        if (isKv) {
            setOperations(first, frames);
        }
        for (int i = 0; i < frames; i++) {
            startedNanos[(int) (sent % startedNanos.length)] = nanos;
            sent++;
        }
        if (sent - answered > startedNanos.length) {
            throw new IOException(sent - answered + " frames without an answer: the server is too slow for this rate");
        }
        requests.clear().position(first * frameBytes).limit((first + frames) * frameBytes);
        int written = channel.write(requests);
        if (written < frames * frameBytes) {
            throw new IOException("wrote " + written + " of " + frames * frameBytes + " bytes: too many in flight");
        }
    }

    /** The first request of each key is a SET, so that every GET finds something. */
    private void setOperations(int first, int frames) {
        requests.clear();
        boolean isSet = sent < requestCount || sends % KV_SENDS_PER_SET == 0;
        for (int i = first; i < first + frames; i++) {
            requests.putInt(i * frameBytes + KvTable.OP_OFFSET, isSet ? KvTable.SET : KvTable.GET);
        }
        sends++;
    }

    @Override
    public void onFired(Histogram latencies) throws IOException {
        if (channel.read(replies) < 0) {
            throw new IOException("the server has closed a link");
        }
        long nowNanos = System.nanoTime();
        int filledBytes = replies.position();
        int frames = filledBytes / frameBytes;
        for (int i = 0; i < frames; i++) {
            check(i * frameBytes, (int) (answered % requestCount) * frameBytes);
            latencies.recordValue(nowNanos - startedNanos[(int) (answered % startedNanos.length)]);
            answered++;
        }
        replies.limit(filledBytes).position(frames * frameBytes);
        replies.compact();
        if (frames > 0 && depth > 0) {
            send(frames, nowNanos);
        }
    }

    /** What an operation is called has changed meanwhile, so that is left out. */
    private void check(int replyStart, int expectedStart) throws IOException {
        int skipped = isKv ? KvTable.KEY_OFFSET : 0;
        replies.limit(replyStart + frameBytes).position(replyStart + skipped);
        expected.limit(expectedStart + frameBytes).position(expectedStart + skipped);
        if (!replies.equals(expected)) {
            throw new IOException("the server has answered something else");
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
