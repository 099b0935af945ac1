package io.coxswain.core;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/**
 * A piece of the engine's direct memory, lent by the {@link BufferPool} to one half of one link at a time.
 *
 * <p>It has three {@link ByteBuffer}s over the same bytes, made once, because position and limit belong to whoever
 * moves them: the loop fills one, a worker reads or writes through another, and the application sees frames through the
 * third.
 *
 * <p><b>Threads.</b> {@link #loopView()} and {@link #frameView()}: the loop. {@link #workerView()} and
 * {@link #frameEnds()}: whoever holds the lease of the half that has borrowed the segment.
 */
final class Segment {
    /**
     * Slices kept for the next message that is shared; one broadcast to more links than this allocates the rest anew.
     */
    private static final int SPARE_SLICES_MAX = 256;

    final int bytes;

    /** Which piece of memory this was carved from, for {@link BufferPool}. */
    final BufferPool.Chunk chunk;

    private final ByteBuffer loopView;
    private final ByteBuffer workerView;
    private final ByteBuffer frameView;

    /**
     * This segment as something queued on one link, for {@link SendQueue}; made once, since a segment is on one link.
     */
    final Slice slice;

    private int[] frameEnds = new int[16];

    // ---- loop ----
    /** Whether somebody has borrowed this; {@link BufferPool} writes it. */
    boolean lent;

    /** The segment below this one on the stack of free ones; null of the lowest, and while this is lent. Likewise. */
    @Nullable
    Segment nextFree;

    private final ArrayList<Slice> spareSlices = new ArrayList<>(0);

    Segment(BufferPool.Chunk chunk, ByteBuffer memory) {
        this.bytes = memory.capacity();
        this.chunk = chunk;
        this.loopView = memory;
        this.workerView = memory.duplicate();
        this.frameView = memory.duplicate();
        this.slice = new Slice(this, workerView);
    }

    /** The buffer through which the loop fills and moves bytes. */
    ByteBuffer loopView() {
        return loopView;
    }

    /** The buffer that goes to the socket, or is filled from it. */
    ByteBuffer workerView() {
        return workerView;
    }

    /** The buffer in which the application sees one frame after the other. */
    ByteBuffer frameView() {
        return frameView;
    }

    /** Where each frame of the last snapshot ends, as an index; the holder of the lease writes it. */
    int[] frameEnds() {
        return frameEnds;
    }

    /**
     * Makes room for one more frame end. The holder of the lease; allocates only until the largest snapshot was seen.
     *
     * @return the array to write to
     */
    int[] growFrameEnds(int framesMax) {
        int[] larger = new int[(int) Math.min(framesMax, frameEnds.length * 4L)];
        System.arraycopy(frameEnds, 0, larger, 0, frameEnds.length);
        frameEnds = larger;
        return larger;
    }

    /** One more slice over these bytes, for a link that queues them as part of a {@link SharedMessage}. Loop. */
    Slice takeSpareSlice() {
        return spareSlices.isEmpty()
                ? new Slice(this, workerView.duplicate())
                : spareSlices.remove(spareSlices.size() - 1);
    }

    /** Keeps such a slice for the next link. Loop. */
    void giveBackSpareSlice(Slice spare) {
        assert spare.segment == this && spare != slice : "a slice of another segment";
        if (spareSlices.size() < SPARE_SLICES_MAX) {
            spareSlices.add(spare);
        }
    }
}
