package io.coxswain.benchmarks;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * One of the links on which every frame of the first comes back. The first sends another frame when the slowest has
 * one.
 *
 * <p><b>Threads.</b> The load generator's.
 *
 * <p><b>Limits.</b> All frames in flight fit the socket's buffers, so a write that takes less than all of it is an
 * error.
 */
final class FanoutClient implements LoadLink {
    /**
     * What the links of one server share.
     *
     * <p><b>Threads.</b> The load generator's.
     */
    static final class Group {
        private final Traffic traffic;
        private final List<FanoutClient> all = new ArrayList<>();
        private final long[] sentNanos;
        private long sent;

        /** Frames that all links have, and how many of them have no more than that. */
        private long complete;

        private int slowest;

        Group(Traffic traffic) {
            this.traffic = traffic;
            this.sentNanos = new long[traffic.depth()];
        }

        private void send(int frames) throws IOException {
            long nowNanos = System.nanoTime();
            for (int i = 0; i < frames; i++) {
                sentNanos[(int) (sent % sentNanos.length)] = nowNanos;
                sent++;
            }
            all.get(0).write(frames);
        }

        private void onFrame(FanoutClient link) throws IOException {
            if (link.received != complete + 1) {
                return;
            }
            slowest--;
            if (slowest > 0) {
                return;
            }
            long least = Long.MAX_VALUE;
            for (FanoutClient client : all) {
                least = Math.min(least, client.received);
            }
            for (FanoutClient client : all) {
                slowest += client.received == least ? 1 : 0;
            }
            int frames = (int) (least - complete);
            complete = least;
            send(frames);
        }
    }

    private static final long HELLO_SECONDS_MAX = 30;

    private final Group group;
    private final int frameBytes;
    private final ByteChannel channel;
    private final ByteBuffer replies;
    private final ByteBuffer expected;
    private final @Nullable ByteBuffer requests;
    private long received;

    /** Connects; the first of a group is the one that sends. */
    FanoutClient(LoadSocket socket, Group group) throws IOException {
        this.group = group;
        this.frameBytes = group.traffic.frameBytes();
        this.requests = group.all.isEmpty() ? LoadSocket.frames(group.traffic.depth(), frameBytes) : null;
        this.expected = LoadSocket.frames(1, frameBytes);
        this.replies = ByteBuffer.allocateDirect(TlsChannel.PLAIN_BYTES_MIN + frameBytes);
        this.channel = socket.open(this);
        group.all.add(this);
        greet();
    }

    /** Waits until the server has this link: one that is only waiting to be accepted would miss frames. */
    private void greet() throws IOException {
        ByteBuffer hello = LoadSocket.frames(1, frameBytes).put(Application.HELLO_OFFSET, Application.HELLO);
        channel.write(hello);
        long deadlineNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(HELLO_SECONDS_MAX);
        while (replies.position() < frameBytes) {
            if (channel.read(replies) < 0 || System.nanoTime() > deadlineNanos) {
                throw new IOException("no answer to a hello within " + HELLO_SECONDS_MAX + " s");
            }
        }
        replies.clear();
    }

    @Override
    public void start() throws IOException {
        if (requests != null) {
            group.slowest = group.all.size();
            group.send(group.traffic.depth());
        }
    }

    private void write(int frames) throws IOException {
        if (requests == null) {
            throw new IllegalStateException("only the first link sends");
        }
        requests.clear().limit(frames * frameBytes);
        if (channel.write(requests) < frames * frameBytes) {
            throw new IOException("not all of " + frames + " frames were written: too many in flight");
        }
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
            replies.limit((i + 1) * frameBytes).position(i * frameBytes);
            if (!replies.equals(expected)) {
                throw new IOException("the server has sent something else");
            }
            latencies.recordValue(nowNanos - group.sentNanos[(int) (received % group.sentNanos.length)]);
            received++;
            group.onFrame(this);
        }
        replies.limit(filledBytes).position(frames * frameBytes);
        replies.compact();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
