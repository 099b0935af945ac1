package io.coxswain.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One peer of the experiment's server: a receiving half and a sending half, each lent to at most one job at a time.
 *
 * <p><b>Threads.</b> The loop owns the fields of its group. The buffers of a half belong to whoever holds the half: the
 * loop, or the worker that has its job. Of the two send buffers the loop fills one while a worker writes the other.
 *
 * <p><b>Limits.</b> A frame has at most {@link #FRAME_BYTES_MAX} bytes; replies that find no room wait undelivered. A
 * write goes on until all is written, since the experiment's clients always read.
 */
final class EchoLink {
    /** Longest frame, header included. */
    static final int FRAME_BYTES_MAX = 16 * 1024;

    private static final int BUFFER_BYTES = 4 * FRAME_BYTES_MAX;
    private static final int HEADER_BYTES = 4;

    // ---- any thread: written once ----
    private final SocketChannel channel;
    final EchoJob readJob = new EchoJob(this, EchoJob.Kind.READ);
    final EchoJob writeJob = new EchoJob(this, EchoJob.Kind.WRITE);
    final EchoJob writeReadJob = new EchoJob(this, EchoJob.Kind.WRITE_READ);

    // ---- whoever holds the receiving half ----
    private final ByteBuffer received = newBuffer();
    private int completeBytes;
    private int deliveredBytes;
    private boolean isEnded;

    /** Whether a worker that finds nothing to read keeps the half for a while. Set by the loop before it lends. */
    boolean lingers;

    /** Until when it does. */
    long lingersUntilNanos;

    /** Whether the worker that selects may read when the key fires. */
    boolean isAwaited;

    // ---- whoever holds the sending half ----
    private ByteBuffer writing = newBuffer();

    // ---- whoever selects ----
    /** Whether interest in reading has been cleared. */
    boolean isCleared;

    // ---- loop ----
    private ByteBuffer replies = newBuffer();
    private @Nullable SelectionKey key;

    /** Whether the receiving half is lent, or holds frames that are not delivered: nothing may be read. */
    boolean isReceivingTaken;

    /** Whether the sending half is lent. */
    boolean isSendingLent;

    /** Whether {@link QuietInterest} has it in its list. */
    boolean isNoted;

    /** How often the key has fired while the receiving half was taken. */
    int takenFirings;

    EchoLink(SocketChannel channel) {
        this.channel = channel;
        writing.flip();
    }

    private static ByteBuffer newBuffer() {
        return ByteBuffer.allocateDirect(BUFFER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Registers the channel. The loop, before anything is lent. */
    void register(Selector selector) {
        try {
            channel.configureBlocking(false);
            key = channel.register(selector, SelectionKey.OP_READ, this);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    SelectionKey key() {
        return Objects.requireNonNull(key, "link without a registration");
    }

    /** Reads once and finds the complete frames. Whoever holds the receiving half. */
    void read() {
        int count;
        try {
            count = channel.read(received);
        } catch (IOException gone) {
            count = -1;
        }
        isEnded = count < 0;
        int filledBytes = received.position();
        while (!isEnded && filledBytes - completeBytes >= HEADER_BYTES) {
            int frameBytes = received.getInt(completeBytes);
            isEnded = frameBytes < HEADER_BYTES || frameBytes > FRAME_BYTES_MAX;
            if (isEnded || filledBytes - completeBytes < frameBytes) {
                return;
            }
            completeBytes += frameBytes;
        }
    }

    /** Whether the loop has something to do here: frames, or the end. Whoever holds the receiving half. */
    boolean hasNews() {
        return deliveredBytes < completeBytes || isEnded;
    }

    /** Whether the peer has gone and everything is delivered. Whoever holds the receiving half. */
    boolean isOver() {
        return isEnded && deliveredBytes == completeBytes;
    }

    /**
     * Works on frames in place and appends the replies. The loop, holding the receiving half.
     *
     * @param framesMax where to stop
     * @return how many frames were delivered; fewer than asked for means that no more are here or that there is no room
     */
    int deliver(Work work, int framesMax) {
        int count = 0;
        boolean hasRoom = true;
        while (hasRoom && count < framesMax && deliveredBytes < completeBytes) {
            int frameBytes = received.getInt(deliveredBytes);
            hasRoom = replies.remaining() >= frameBytes;
            if (hasRoom) {
                work.spend();
                replies.put(replies.position(), received, deliveredBytes, frameBytes);
                replies.position(replies.position() + frameBytes);
                deliveredBytes += frameBytes;
                count++;
            }
        }
        if (deliveredBytes == completeBytes) {
            received.limit(received.position()).position(completeBytes);
            received.compact();
            completeBytes = 0;
            deliveredBytes = 0;
        }
        return count;
    }

    /** Whether replies wait to be lent. The loop. */
    boolean hasReplies() {
        return replies.position() > 0;
    }

    /** Makes the appended replies what the next write takes. The loop, holding the sending half. */
    void lendReplies() {
        assert !writing.hasRemaining() : "replies lent while " + writing.remaining() + " older bytes are unwritten";
        ByteBuffer written = writing;
        writing = replies.flip();
        replies = written.clear();
    }

    /** Writes what was lent. Whoever holds the sending half. */
    void write() {
        try {
            while (writing.hasRemaining()) {
                channel.write(writing);
            }
        } catch (IOException gone) {
            // The next read tells the loop; what is left can go nowhere.
            writing.position(writing.limit());
        }
    }

    /** Closes the channel. The loop, holding the receiving half. */
    void close() {
        try {
            channel.close();
        } catch (IOException unclear) {
            // It is closed all the same; there is nobody to tell.
        }
    }
}
