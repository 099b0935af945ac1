package io.coxswain.core;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.nio.ByteBuffer;
import java.util.Objects;

/** A send queue and its half before a scripted sink, moved on as {@link LinkWriter} would. */
final class SendingBench {
    static final int SEGMENT_BYTES = BufferPool.SEGMENT_BYTES_MIN;
    static final long NOW_NANOS = 9_000;
    static final long NO_LIMIT = Long.MAX_VALUE;

    final Owner owner = new Owner();
    final BufferPool pool;
    final SendQueue queue;
    final ScriptedChannel sink = new ScriptedChannel();
    final SendingHalf half = new SendingHalf(offloaded -> {}, sink);
    final long[] sentByType = new long[TypeRuns.TYPES];

    SendingBench(long budgetBytes) {
        pool = new BufferPool(owner, budgetBytes);
        queue = new SendQueue(pool, "a test");
    }

    static byte[] bytes(String text) {
        return text.getBytes(ISO_8859_1);
    }

    /** Text that repeats itself after 251 letters, which divides no power of two. */
    static String text(int length) {
        StringBuilder text = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            text.append((char) (i % 251));
        }
        return text.toString();
    }

    boolean append(String text, int type) {
        return queue.append(ByteBuffer.wrap(bytes(text)), type);
    }

    SharedMessage share(String text) {
        ByteBuffer message = ByteBuffer.wrap(bytes(text));
        Segment segment = Objects.requireNonNull(pool.borrow(Math.max(1, message.remaining())));
        return new SharedMessage(pool, owner, segment, message);
    }

    ByteBuffer claim(int bytesMax) {
        return Objects.requireNonNull(queue.claim(bytesMax));
    }

    /** Draws the boundary and lends the half out, as a dispatch does. */
    void dispatch(long bytesMax) {
        queue.drawBoundary(half, bytesMax);
        half.lend(NOW_NANOS);
    }

    /** What the worker does with it. */
    void run() {
        half.perform(NOW_NANOS);
    }

    /** What the loop does when the job is back. */
    void complete() {
        half.reclaim();
        queue.pop(half.bytesWritten(), sentByType);
    }

    /** A whole job at once. */
    void write(long bytesMax) {
        dispatch(bytesMax);
        run();
        complete();
    }
}
