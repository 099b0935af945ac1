package io.coxswain.core;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What a link has accepted and the socket has not yet taken: a ring of slices, small messages packed into segments.
 *
 * <pre>
 *     head                                                   tail
 *     | segment, partly written | shared message | segment | segment, open at its end |
 *       startIndex ^                                          endIndex ^   loop appends here
 * </pre>
 *
 * <p><b>Threads.</b> The loop, also while a WRITE job is out. That job reads bytes before its boundary only, and
 * {@link #append} and {@link #commit} write behind it only. Lessons: {@code WriteBoundary_03} and
 * {@code WriteBoundary_04}.
 *
 * <p><b>Limits.</b> None of its own: {@link LinkWriter} asks before it appends. When the pool has no segment left, an
 * append takes nothing.
 */
final class SendQueue {
    private static final @Nullable Slice[] NO_SLICES = {};

    private final BufferPool pool;
    private final Object holder;
    private final TypeRuns types = new TypeRuns();
    private @Nullable Slice[] ring = NO_SLICES; // the length is a power of two, or 0 before anything was sent
    private int head;
    private int count;
    private @Nullable Slice tail; // the last slice, if messages may be appended to it
    private long queuedBytes;
    private long segmentBytes;
    private @Nullable Slice claimed;
    private int claimedBytesMax;

    /**
     * Makes an empty queue.
     *
     * @param holder whose it is, for a {@link BufferLedger}
     */
    SendQueue(BufferPool pool, Object holder) {
        this.pool = pool;
        this.holder = holder;
    }

    /** Bytes accepted and not yet taken by the socket. */
    long queuedBytes() {
        return queuedBytes;
    }

    /** Length of the segments in which these bytes are, a shared message's counted in every queue that it is in. */
    long segmentBytes() {
        return segmentBytes;
    }

    /** Length of the segments that {@link #append} would add for a message of so many bytes. */
    long segmentBytesToAppend(int bytes) {
        int left = bytes - tailRoom();
        // In segments of the least size, filled one after the other.
        long least = BufferPool.SEGMENT_BYTES_MIN;
        return left <= 0 ? 0 : (left + least - 1) / least * least;
    }

    /** Length of the segment that {@link #claim} would add for so many bytes, 0 if there is room in the last one. */
    long segmentBytesToClaim(int bytes) {
        return bytes <= tailRoom() ? 0 : BufferPool.segmentBytesFor(bytes);
    }

    private int tailRoom() {
        Slice last = tail;
        return last == null ? 0 : last.segment.bytes - last.endIndex;
    }

    /**
     * Copies a message to the end, or nothing of it.
     *
     * @return false if the pool ran out of segments; the message and the queue are as before
     */
    boolean append(ByteBuffer message, int type) {
        assert claimed == null : "append() while a claim is open";
        int bytes = message.remaining();
        Slice last = tail;
        if (last != null && bytes <= last.segment.bytes - last.endIndex) {
            last.segment.loopView().put(last.endIndex, message, message.position(), bytes);
            last.endIndex += bytes;
        } else if (!appendAcross(message)) {
            return false;
        }
        account(bytes, type);
        message.position(message.limit());
        return true;
    }

    /** Copies a message that needs more than the room in the last slice. */
    private boolean appendAcross(ByteBuffer message) {
        int savedCount = count;
        int savedEnd = tail == null ? 0 : tail.endIndex;
        int index = message.position();
        while (index < message.limit()) {
            Slice target = tailWithRoom(1);
            if (target == null) {
                undo(savedCount, savedEnd);
                return false;
            }
            int bytes = Math.min(message.limit() - index, target.segment.bytes - target.endIndex);
            target.segment.loopView().put(target.endIndex, message, index, bytes);
            target.endIndex += bytes;
            index += bytes;
        }
        return true;
    }

    /** Queues a shared message behind everything else. */
    void append(SharedMessage message, int type) {
        assert claimed == null : "append() while a claim is open";
        if (message.bytes() == 0) {
            // A slice without bytes would never be popped, and enough of them would hide what is queued behind.
            return;
        }
        push(message.takeSlice());
        account(message.bytes(), type);
    }

    /**
     * Opens room for a message that the caller encodes in place.
     *
     * @return a buffer whose position and limit enclose {@code bytesMax} bytes, or null if the pool has no segment
     */
    @Nullable
    ByteBuffer claim(int bytesMax) {
        assert claimed == null : "a second claim";
        Slice target = tailWithRoom(bytesMax);
        if (target == null) {
            return null;
        }
        claimed = target;
        claimedBytesMax = bytesMax;
        ByteBuffer view = target.segment.loopView();
        view.limit(target.endIndex + bytesMax).position(target.endIndex);
        return view;
    }

    /** Whether a claim is open. The boundary never passes one, because its bytes are not yet counted in endIndex. */
    boolean hasClaim() {
        return claimed != null;
    }

    /**
     * Closes the claim: the message is what lies before the claimed buffer's position.
     *
     * @return its length in bytes
     * @throws IllegalStateException if that position is outside of the claim, which stays open
     */
    int commit(int type) {
        Slice target = claimed;
        assert target != null : "commit() without a claim";
        int bytes = target.segment.loopView().position() - target.endIndex;
        if (bytes < 0 || bytes > claimedBytesMax) {
            throw new IllegalStateException("the claim of " + claimedBytesMax + " bytes ends at its byte " + bytes
                    + ": its buffer was " + (bytes < 0 ? "moved back" : "widened"));
        }
        claimed = null;
        target.segment.loopView().clear();
        target.endIndex += bytes;
        account(bytes, type);
        if (target.queuedBytes() == 0) {
            drop(target);
        }
        return bytes;
    }

    /** Closes the claim and forgets what was written there. */
    void abort() {
        Slice target = claimed;
        assert target != null : "abort() without a claim";
        claimed = null;
        target.segment.loopView().clear();
        if (target.queuedBytes() == 0) {
            drop(target);
        }
    }

    /** Draws the boundary of the next job: everything queued, up to a number of bytes and of slices. */
    void drawBoundary(SendingHalf half, long bytesMax) {
        half.clearBoundary();
        long left = bytesMax;
        int slices = Math.min(count, SendingHalf.SLICES_MAX);
        for (int i = 0; i < slices && left > 0; i++) {
            Slice slice = slice(i);
            int bytes = (int) Math.min(left, slice.queuedBytes());
            if (bytes > 0) {
                half.extendBoundary(slice.workerView, slice.startIndex, slice.startIndex + bytes);
                left -= bytes;
            }
        }
    }

    /** Takes off the front what the socket has taken, and returns the segments that are done with. */
    void pop(long bytes, long[] totalsByType) {
        assert bytes <= queuedBytes : "the socket took " + bytes + " of " + queuedBytes + " bytes";
        types.consume(bytes, totalsByType);
        queuedBytes -= bytes;
        long left = bytes;
        while (left > 0) {
            Slice first = slice(0);
            int taken = (int) Math.min(left, first.queuedBytes());
            first.startIndex += taken;
            left -= taken;
            if (first.queuedBytes() == 0 && first != claimed) {
                ring[head] = null;
                head = (head + 1) & (ring.length - 1);
                count--;
                segmentBytes -= first.segment.bytes;
                if (count == 0) {
                    tail = null;
                }
                giveBack(first);
            }
        }
    }

    /** Drops everything, at the end of the link, when no job of it is out. */
    void clear(long[] droppedByType) {
        claimed = null;
        types.consume(queuedBytes, droppedByType);
        queuedBytes = 0;
        while (count > 0) {
            dropLast();
        }
    }

    private @Nullable Slice tailWithRoom(int bytesMin) {
        Slice last = tail;
        if (last != null && last.segment.bytes - last.endIndex >= bytesMin) {
            return last;
        }
        Segment segment = pool.borrow(bytesMin, holder);
        if (segment == null) {
            return null;
        }
        Slice fresh = segment.slice;
        fresh.startIndex = 0;
        fresh.endIndex = 0;
        push(fresh);
        return fresh;
    }

    private void account(long bytes, int type) {
        // In this order: clear() must find every queued byte in a run, also when the stack overflows in between.
        types.append(type, bytes);
        queuedBytes += bytes;
    }

    private void push(Slice slice) {
        if (count == ring.length) {
            @Nullable Slice[] larger = new Slice[Math.max(2, ring.length * 2)];
            for (int i = 0; i < count; i++) {
                larger[i] = slice(i);
            }
            ring = larger;
            head = 0;
        }
        ring[(head + count) & (ring.length - 1)] = slice;
        count++;
        tail = slice.isPacked() ? slice : null;
        segmentBytes += slice.segment.bytes;
    }

    private Slice slice(int index) {
        Slice slice = ring[(head + index) & (ring.length - 1)];
        assert slice != null : "an empty place in the ring";
        return slice;
    }

    /** Drops a slice at the end that turned out empty; one that is also the head stays out of the ring's way. */
    private void drop(Slice last) {
        assert last == slice(count - 1) : "only the last slice is ever dropped";
        dropLast();
    }

    private void dropLast() {
        giveBack(removeLast());
    }

    private Slice removeLast() {
        Slice last = slice(count - 1);
        count--;
        segmentBytes -= last.segment.bytes;
        // A place in the ring must not keep a chunk that the pool has given up from the collector.
        ring[(head + count) & (ring.length - 1)] = null;
        tail = count > 0 && slice(count - 1).isPacked() ? slice(count - 1) : null;
        return last;
    }

    /** Takes an append back for which the pool had not enough segments. */
    private void undo(int keptCount, int keptEnd) {
        while (count > keptCount) {
            pool.cancelBorrow(removeLast().segment);
        }
        if (keptCount > 0 && slice(keptCount - 1).isPacked()) {
            slice(keptCount - 1).endIndex = keptEnd;
        }
    }

    private void giveBack(Slice slice) {
        SharedMessage shared = slice.shared;
        if (shared == null) {
            pool.giveBack(slice.segment);
        } else {
            shared.giveBack(slice);
        }
    }
}
