package io.coxswain.core;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.GatheringByteChannel;
import java.nio.channels.ReadableByteChannel;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * A socket whose every read and write was written down beforehand; past the end of the script it has nothing to read
 * and takes all that is written. One thread's at a time, handed over as a socket would be.
 */
final class ScriptedChannel implements ReadableByteChannel, GatheringByteChannel {
    /** What one read does. */
    interface Step {
        /** Returns what {@link ReadableByteChannel#read} returns. */
        int read(ByteBuffer target) throws IOException;

        /** Whether the next read goes on to the next step. */
        default boolean isOver() {
            return true;
        }
    }

    private static final long TAKES_ALL = Long.MAX_VALUE;
    private static final long FAILS = -1;

    /** How many bytes each read so far had room for. */
    final List<Integer> readRooms = new ArrayList<>();

    /** How many buffers each write so far was given. */
    final List<Integer> writeBuffers = new ArrayList<>();

    private final ArrayDeque<Step> reads = new ArrayDeque<>();
    private final ArrayDeque<Long> capacities = new ArrayDeque<>();
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private SocketAction beforeWriting = () -> {};
    private boolean open = true;

    // ---- the script ----

    /** Then these bytes arrive; a read with less room leaves the rest for the next. */
    ScriptedChannel thenBytes(byte[] bytes) {
        ByteBuffer left = ByteBuffer.wrap(bytes.clone());
        reads.add(new Step() {
            @Override
            public int read(ByteBuffer target) {
                int count = Math.min(target.remaining(), left.remaining());
                target.put(target.position(), left, left.position(), count);
                target.position(target.position() + count);
                left.position(left.position() + count);
                return count;
            }

            @Override
            public boolean isOver() {
                return !left.hasRemaining();
            }
        });
        return this;
    }

    /** Then one read does this. */
    ScriptedChannel thenRead(Step step) {
        reads.add(step);
        return this;
    }

    ScriptedChannel thenText(String text) {
        return thenBytes(text.getBytes(ISO_8859_1));
    }

    /** Then one read finds nothing. */
    ScriptedChannel thenNothing() {
        reads.add(target -> 0);
        return this;
    }

    /** Then the peer has sent its last byte. */
    ScriptedChannel thenEnd() {
        reads.add(target -> -1);
        return this;
    }

    ScriptedChannel thenReadError(IOException error) {
        reads.add(target -> {
            throw error;
        });
        return this;
    }

    /** The next write takes so many bytes at the most. */
    ScriptedChannel takes(long bytesMax) {
        capacities.add(bytesMax);
        return this;
    }

    /** The write after those fails with {@code broken pipe}. */
    ScriptedChannel thenWriteError() {
        capacities.add(FAILS);
        return this;
    }

    /** Every write does this first. */
    ScriptedChannel beforeWriting(SocketAction action) {
        beforeWriting = action;
        return this;
    }

    // ---- what came of it ----

    byte[] written() {
        return written.toByteArray();
    }

    String writtenText() {
        return written.toString(ISO_8859_1);
    }

    // ---- as a channel ----

    @Override
    public int read(ByteBuffer target) throws IOException {
        readRooms.add(target.remaining());
        Step step = reads.peek();
        if (step == null) {
            return 0;
        }
        int count;
        try {
            count = step.read(target);
        } finally {
            if (step.isOver()) {
                reads.remove();
            }
        }
        return count;
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
        return (int) write(new ByteBuffer[] {source}, 0, 1);
    }

    @Override
    public long write(ByteBuffer[] sources) throws IOException {
        return write(sources, 0, sources.length);
    }

    @Override
    public long write(ByteBuffer[] sources, int offset, int length) throws IOException {
        beforeWriting.run();
        writeBuffers.add(length);
        Long scripted = capacities.poll();
        long capacity = scripted == null ? TAKES_ALL : scripted;
        if (capacity == FAILS) {
            throw new IOException("broken pipe");
        }
        long count = 0;
        for (int i = offset; i < offset + length; i++) {
            byte[] taken = new byte[(int) Math.min(capacity - count, sources[i].remaining())];
            sources[i].get(taken);
            written.writeBytes(taken);
            count += taken.length;
        }
        return count;
    }

    @Override
    public boolean isOpen() {
        return open;
    }

    @Override
    public void close() {
        open = false;
    }
}
