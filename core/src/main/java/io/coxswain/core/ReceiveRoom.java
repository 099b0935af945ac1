package io.coxswain.core;

import org.jspecify.annotations.Nullable;

/**
 * The memory that a link receives into: which segment its receiving half has, when it gets a larger or a smaller one,
 * and when none.
 *
 * <p>Memory follows the bytes that a peer has really sent, never those that it has announced: the next segment is twice
 * what has arrived. A half whose last byte was delivered has no segment.
 *
 * <p><b>Threads.</b> The loop, while the half is at home; {@link #heldBytes()} at any time.
 *
 * <p><b>Limits.</b> One segment, for the longest frame or the longest read, whichever is more; while a tail moves from
 * one to the next, two.
 */
final class ReceiveRoom {
    private final BufferPool pool;
    private final Object holder;
    private final ReceivingHalf half;
    private final int segmentBytesMax;
    private int wantedBytes = BufferPool.SEGMENT_BYTES_MIN;
    private int heldBytes;

    /**
     * Makes room for a half, none of it yet.
     *
     * @param holder whose it is, for a {@link BufferLedger}
     * @param bytesMax what the largest segment must hold
     */
    ReceiveRoom(BufferPool pool, Object holder, ReceivingHalf half, int bytesMax) {
        this.pool = pool;
        this.holder = holder;
        this.half = half;
        this.segmentBytesMax = bytesMax;
    }

    /** Sees to it that the half has a segment with room in it; false if the pool has none. */
    boolean find() {
        Segment current = half.segment();
        if (current == null) {
            Segment fresh = pool.borrow(Math.min(wantedBytes, segmentBytesMax), holder);
            if (fresh == null) {
                fresh = pool.borrow(BufferPool.SEGMENT_BYTES_MIN, holder);
            }
            if (fresh == null) {
                return false;
            }
            half.attach(fresh);
            heldBytes = fresh.bytes;
            return true;
        }
        int room = current.bytes - half.filledIndex();
        if (room >= wantedBytes / 2 || current.bytes >= segmentBytesMax) {
            assert room > 0 : "a full segment of the largest size, and no verdict";
            return true;
        }
        int nextBytes = Math.min(segmentBytesMax, current.bytes * 2);
        Segment larger = pool.borrow(Math.max(nextBytes, Math.min(segmentBytesMax, wantedBytes)), holder);
        if (larger == null && room == 0) {
            // How much earlier reads have found is no reason to wait: with one step this frame goes on.
            larger = pool.borrow(nextBytes, holder);
        }
        if (larger == null) {
            return room > 0;
        }
        moveTailTo(larger);
        return true;
    }

    /** Learns from a job that is back how much the next one may need. */
    void tune() {
        if (half.wantsAnotherJob()) {
            wantedBytes = Math.min(wantedBytes * 2, segmentBytesMax);
        } else if (half.bytesRead() < wantedBytes / 4) {
            wantedBytes = Math.max(wantedBytes / 2, BufferPool.SEGMENT_BYTES_MIN);
        }
    }

    /** Returns the segment if nothing is left in it; otherwise moves the tail to the front, once per snapshot. */
    void settleTail() {
        Segment segment = half.segment();
        assert segment != null : "a snapshot without a segment";
        int tailBytes = half.tailBytes();
        if (tailBytes == 0) {
            giveBack();
            return;
        }
        Segment target = segment;
        if (segment.bytes > BufferPool.SEGMENT_BYTES_MIN && tailBytes * 8L <= segment.bytes) {
            Segment other = pool.borrow(tailBytes * 4, holder);
            if (other != null && other.bytes < segment.bytes) {
                target = other;
            } else if (other != null) {
                // Where memory is short, there may be larger ones only.
                pool.cancelBorrow(other);
            }
        }
        moveTailTo(target);
    }

    private void moveTailTo(Segment target) {
        Segment left = half.compactInto(target);
        heldBytes = target.bytes;
        if (left != null) {
            pool.giveBack(left);
        }
    }

    /** Returns the segment, with whatever is in it; idempotent. */
    void giveBack() {
        giveBack(half.detach());
    }

    /** Returns the segment, and has every job from now on read without looking for frames. */
    void giveBackAndDiscard() {
        giveBack(half.discardAll());
    }

    private void giveBack(@Nullable Segment segment) {
        heldBytes = 0;
        if (segment != null) {
            pool.giveBack(segment);
        }
    }

    /** Bytes of the segment that the half has, at home or out with a job. */
    int heldBytes() {
        return heldBytes;
    }
}
