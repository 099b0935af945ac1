package io.coxswain.tls;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * One {@link TlsBuffer} of a machine: filled at one end and drained at the other, by turns.
 *
 * <pre>
 *     0          drainedIndex        filledIndex          capacity
 *     | drained   | bytes             | room               |
 * </pre>
 *
 * <p>{@link #filling()} and {@link #draining()} hand out the buffer itself, and where its position is
 * left says how far its user has come. So a caller may let a channel or an engine work on it and report
 * nothing.
 *
 * <p><b>Threads.</b> The one that steps the machine.
 */
final class SideBuffer {
    /**
     * Stands for no buffer: one that is attached has a capacity. Not shared: even an empty buffer has a
     * position that is written.
     */
    private final ByteBuffer none = ByteBuffer.allocate(0);

    private ByteBuffer buffer = none;
    private int drainedIndex;
    private int filledIndex;
    private boolean isFilling;

    /**
     * Puts a buffer in the place of the present one, and the bytes with it.
     *
     * @param next the machine's until it is detached or replaced; must hold the bytes that are there
     * @return the buffer that is free now, or null if there was none
     */
    @Nullable
    ByteBuffer attach(ByteBuffer next) {
        int held = bytes();
        if (next.isReadOnly() || next.capacity() < Math.max(held, 1)) {
            throw new IllegalArgumentException("a buffer of " + next.capacity() + " bytes"
                    + (next.isReadOnly() ? ", read-only," : "") + " cannot take over the " + held + " bytes held");
        }
        next.clear();
        if (held > 0) {
            next.put(draining());
        }
        ByteBuffer previous = isAttached() ? buffer : null;
        buffer = next;
        drainedIndex = 0;
        filledIndex = held;
        isFilling = true;
        buffer.position(filledIndex);
        return previous;
    }

    private boolean isAttached() {
        return buffer.capacity() > 0;
    }

    /** Takes the buffer away, or returns null if it holds bytes or there is none. */
    @Nullable
    ByteBuffer detach() {
        return bytes() > 0 ? null : discard();
    }

    /** Takes the buffer away with whatever is in it, or returns null if there is none. */
    @Nullable
    ByteBuffer discard() {
        ByteBuffer detached = isAttached() ? buffer : null;
        buffer = none;
        drainedIndex = 0;
        filledIndex = 0;
        isFilling = false;
        return detached;
    }

    /** The buffer with its room between position and limit, all room in one piece. */
    ByteBuffer filling() {
        settle();
        if (drainedIndex > 0) {
            buffer.limit(filledIndex).position(drainedIndex);
            buffer.compact();
            filledIndex -= drainedIndex;
            drainedIndex = 0;
        }
        isFilling = true;
        buffer.limit(buffer.capacity()).position(filledIndex);
        return buffer;
    }

    /** The buffer with its bytes between position and limit. */
    ByteBuffer draining() {
        settle();
        isFilling = false;
        buffer.limit(filledIndex).position(drainedIndex);
        return buffer;
    }

    /** Moves as many bytes as fit. */
    void drainInto(ByteBuffer target) {
        ByteBuffer bytes = draining();
        int count = Math.min(bytes.remaining(), target.remaining());
        bytes.limit(bytes.position() + count);
        target.put(bytes);
    }

    /** Bytes filled and not drained. */
    int bytes() {
        settle();
        return filledIndex - drainedIndex;
    }

    /** Bytes that could be filled in, after those drained have made room. */
    int roomBytes() {
        return buffer.capacity() - bytes();
    }

    int capacityBytes() {
        return buffer.capacity();
    }

    private void settle() {
        if (isFilling) {
            assert buffer.position() >= filledIndex : "the room of this buffer begins at " + filledIndex;
            filledIndex = buffer.position();
        } else {
            assert buffer.position() >= drainedIndex : "the bytes of this buffer begin at " + drainedIndex;
            drainedIndex = buffer.position();
        }
        if (drainedIndex == filledIndex && filledIndex > 0) {
            drainedIndex = 0;
            filledIndex = 0;
            buffer.position(0);
            if (!isFilling) {
                buffer.limit(0);
            }
        }
    }
}
