package io.coxswain.core;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * The engine's direct memory: taken in chunks up to a budget, carved into segments of power-of-two sizes.
 *
 * <p>A chunk holds segments of one size. The free ones of a size are on a stack, so that the last one returned, whose
 * bytes are still in the caches, is the next one lent. Larger segments have a chunk to themselves. When the budget is
 * used up, a chunk none of whose segments is lent is given up for another size; if there is none, a larger segment
 * than was asked for is lent. The sum of all chunks, and of the heap buffers that {@link NetworkBuffers} has, never
 * exceeds the budget.
 *
 * <p>A chunk is a part of the budget, {@value #CHUNK_BYTES_MAX} bytes at most, so that there are some for each size
 * however little there is. With one or two in all, links whose beginnings of frames keep these busy would wait for each
 * other for a larger segment, for ever, in memory that is free and cut to the wrong size.
 *
 * <p>Chunks rather than one slab: a slab of the whole budget would be cleared, and so made resident, at start.
 *
 * <p><b>Threads.</b> The loop.
 *
 * <p><b>Limits.</b> {@link Limits#engineBytesMax()}; past it {@link #borrow} returns null, and the caller waits for
 * something to be returned. If the JVM refuses a chunk before that, there is no more direct memory than that of the
 * chunks until {@link #askAgain}: the JVM takes half a second to refuse, and the loop stands still meanwhile.
 */
final class BufferPool {
    /** Smallest segment, in bytes. */
    static final int SEGMENT_BYTES_MIN = 16 << 10;

    /** What is allocated at a time, in bytes, unless the budget is small or the segment larger. */
    static final int CHUNK_BYTES_MAX = 1 << 20;

    /** How many chunks a budget has room for at least, as far as the smallest segment allows. */
    private static final int CHUNKS_MIN = 32;

    /** Largest segment, in bytes: the largest power of two that a ByteBuffer can have. */
    static final int SEGMENT_BYTES_MAX = 1 << 30;

    private static final int SIZES = Integer.numberOfTrailingZeros(SEGMENT_BYTES_MAX / SEGMENT_BYTES_MIN) + 1;

    private final Owner owner;
    private final long budgetBytes;
    private final int chunkBytesMin;
    private final IntFunction<ByteBuffer> directMemory;
    private final @Nullable BufferLedger ledger;
    private final @Nullable Segment[] free = new Segment[SIZES]; // the top of each stack
    private final List<Chunk> chunks = new ArrayList<>();
    private long chunkBytes;
    private long chunkBytesMax = Long.MAX_VALUE; // what the JVM has, once it has refused more
    private long heapBytes;
    private Runnable giveUpHeap = () -> {};
    private Consumer<OutOfMemoryError> whenRefused = refusal -> {};
    private long lentBytes;
    private long returnCount;

    BufferPool(Owner owner, long budgetBytes) {
        this(owner, budgetBytes, null);
    }

    /**
     * Makes an empty pool.
     *
     * @param ledger who has what, in debug mode; otherwise null
     */
    BufferPool(Owner owner, long budgetBytes, @Nullable BufferLedger ledger) {
        this(owner, budgetBytes, chunkBytesFor(budgetBytes), BufferPool::allocate, ledger);
    }

    /**
     * Makes an empty pool as above, whose chunks are of so many bytes at least.
     *
     * @param directMemory where so many bytes of it come from; may throw an {@link OutOfMemoryError}
     */
    BufferPool(
            Owner owner,
            long budgetBytes,
            int chunkBytesMin,
            IntFunction<ByteBuffer> directMemory,
            @Nullable BufferLedger ledger) {
        this.owner = owner;
        this.budgetBytes = budgetBytes;
        this.chunkBytesMin = chunkBytesMin;
        this.directMemory = directMemory;
        this.ledger = ledger;
    }

    /**
     * Lends a segment.
     *
     * @param bytesMin what it must hold at least; rounded up to a power of two, and further where memory is short and
     *     cut into larger ones
     * @return a segment with undefined contents, or null if the budget is used up, or no segment can be so large
     */
    @Nullable
    Segment borrow(int bytesMin) {
        assert owner.isCurrent() : "borrow() off the loop";
        if (bytesMin > SEGMENT_BYTES_MAX) {
            return null;
        }
        Segment segment = find(sizeFor(bytesMin));
        if (segment == null) {
            return null;
        }
        free[segment.chunk.size] = segment.nextFree;
        segment.nextFree = null;
        segment.loopView().clear();
        segment.lent = true;
        segment.chunk.lentCount++;
        lentBytes += segment.bytes;
        return segment;
    }

    /**
     * Lends a segment, as above, to somebody whom a {@link BufferLedger} then knows.
     *
     * @param holder what says by {@code toString} who has it
     */
    @Nullable
    Segment borrow(int bytesMin, Object holder) {
        Segment segment = borrow(bytesMin);
        if (ledger != null && segment != null) {
            ledger.lent(segment, holder);
        }
        return segment;
    }

    /**
     * Whether a segment would be lent now. Not a question of bytes alone: what is left may be too little for another
     * chunk.
     *
     * @param bytesMin what it would have to hold at least; up to {@value #SEGMENT_BYTES_MAX}
     */
    boolean canLend(int bytesMin) {
        assert owner.isCurrent() : "canLend() off the loop";
        return find(sizeFor(bytesMin)) != null;
    }

    /** A free segment of this size or, where there is none and no room for a chunk of them, of the next larger. */
    private @Nullable Segment find(int size) {
        Segment segment = free[size] == null ? carve(size) : free[size];
        for (int larger = size + 1; segment == null && larger < SIZES; larger++) {
            segment = free[larger];
        }
        return segment;
    }

    /** Takes a segment back; nobody may touch its bytes afterwards. */
    void giveBack(Segment segment) {
        cancelBorrow(segment);
        returnCount++;
    }

    /** Takes a segment back that was not used after all: nobody who found the pool empty need try again. */
    void cancelBorrow(Segment segment) {
        assert owner.isCurrent() : "giveBack() off the loop";
        assert segment.lent : "a segment returned twice";
        if (ledger != null) {
            ledger.returned(segment);
        }
        segment.lent = false;
        segment.chunk.lentCount--;
        lentBytes -= segment.bytes;
        pushFree(segment);
    }

    // ---- heap buffers of others, which count in the same budget ----

    /** Counts a heap buffer in that is about to be made, if the budget has or can get room for it. */
    boolean tryHoldHeap(int bytes) {
        assert owner.isCurrent() : "tryHoldHeap() off the loop";
        if (!makeRoom(bytes, Long.MAX_VALUE)) {
            return false;
        }
        heapBytes += bytes;
        return true;
    }

    /** Counts a heap buffer out that is not kept. */
    void dropHeap(int bytes) {
        heapBytes -= bytes;
        assert heapBytes >= 0 : "more dropped than held";
    }

    /** Counts a heap buffer as lent. */
    void onHeapLent(int bytes) {
        lentBytes += bytes;
    }

    /** Counts a heap buffer as returned; one that was not used is nothing to try again for. */
    void onHeapReturned(int bytes, boolean isUsed) {
        assert owner.isCurrent() : "onHeapReturned() off the loop";
        lentBytes -= bytes;
        returnCount += isUsed ? 1 : 0;
    }

    // ---- when the JVM has less than the budget ----

    /** Takes what sees to it that {@link #askAgain} is called after a while. */
    void whenRefused(Consumer<OutOfMemoryError> action) {
        this.whenRefused = action;
    }

    /** Others may have let go of direct memory: the next chunk is asked for again. */
    void askAgain() {
        assert owner.isCurrent() : "askAgain() off the loop";
        chunkBytesMax = Long.MAX_VALUE;
    }

    /** Takes what lets go of heap buffers that are kept and not lent. */
    void heapGivenUpBy(Runnable giveUp) {
        this.giveUpHeap = giveUp;
    }

    /** Bytes of the buffers that are lent now. */
    long lentBytes() {
        return lentBytes;
    }

    /** Bytes of all chunks and heap buffers, lent or not. */
    long heldBytes() {
        return chunkBytes + heapBytes;
    }

    /**
     * How many segments have been returned so far: what could not be borrowed before may be there when this has moved.
     */
    long returnCount() {
        return returnCount;
    }

    /** How large a segment is that is borrowed for so many bytes, up to {@value #SEGMENT_BYTES_MAX}. */
    static int segmentBytesFor(int bytesMin) {
        return Math.max(SEGMENT_BYTES_MIN, Integer.highestOneBit(Math.max(1, bytesMin - 1)) << 1);
    }

    /** How large a chunk is of a pool of so many bytes: a power of two, from the smallest segment up. */
    static int chunkBytesFor(long budgetBytes) {
        long partBytes = Long.highestOneBit(Math.max(1, budgetBytes / CHUNKS_MIN));
        return (int) Math.max(SEGMENT_BYTES_MIN, Math.min(CHUNK_BYTES_MAX, partBytes));
    }

    @SuppressForbidden("The one place where an engine allocates direct memory.")
    private static ByteBuffer allocate(int bytes) {
        return ByteBuffer.allocateDirect(bytes);
    }

    private static int sizeFor(int bytesMin) {
        return Integer.numberOfTrailingZeros(segmentBytesFor(bytesMin) / SEGMENT_BYTES_MIN);
    }

    private void pushFree(Segment segment) {
        segment.nextFree = free[segment.chunk.size];
        free[segment.chunk.size] = segment;
    }

    /**
     * Puts the segments of a new chunk on the stack of one size, if the budget has or can get room for it.
     *
     * @return the top of that stack, or null
     */
    private @Nullable Segment carve(int size) {
        int segmentBytes = SEGMENT_BYTES_MIN << size;
        int wantedBytes = Math.max(segmentBytes, chunkBytesMin);
        if (!makeRoom(wantedBytes, chunkBytesMax - wantedBytes)) {
            return null;
        }
        Chunk chunk;
        try {
            chunk = new Chunk(directMemory.apply(wantedBytes), size);
        } catch (OutOfMemoryError e) {
            // The JVM's bound on direct memory is below our budget, or others use it too: that is being full.
            chunkBytesMax = chunkBytes;
            whenRefused.accept(e);
            return null;
        }
        for (int start = 0; start < wantedBytes; start += segmentBytes) {
            pushFree(new Segment(chunk, chunk.memory.slice(start, segmentBytes)));
        }
        chunks.add(chunk);
        chunkBytes += wantedBytes;
        return free[size];
    }

    /**
     * Sees to it that so many bytes more fit into the budget, by giving up chunks of which nothing is lent.
     *
     * @param presentBytesMax what chunks that are there may have for that, in bytes
     */
    private boolean makeRoom(int wantedBytes, long presentBytesMax) {
        if (heldBytes() + wantedBytes > budgetBytes) {
            giveUpHeap.run();
        }
        // Asked before anything is given up: to lose idle chunks and get nothing for them would only mean to allocate,
        // and to clear, them again.
        if (!hasRoom(wantedBytes, chunkBytes, presentBytesMax) && !hasRoom(wantedBytes, busyBytes(), presentBytesMax)) {
            return false;
        }
        while (!hasRoom(wantedBytes, chunkBytes, presentBytesMax)) {
            Chunk idle = findIdleChunk();
            assert idle != null : "less than the busy chunks, and none idle";
            giveUp(idle);
        }
        return true;
    }

    private boolean hasRoom(int wantedBytes, long presentBytes, long presentBytesMax) {
        return heapBytes + presentBytes + wantedBytes <= budgetBytes && presentBytes <= presentBytesMax;
    }

    /** Bytes of the chunks that cannot be given up. */
    private long busyBytes() {
        long bytes = 0;
        for (Chunk chunk : chunks) {
            bytes += chunk.lentCount == 0 ? 0 : chunk.memory.capacity();
        }
        return bytes;
    }

    private @Nullable Chunk findIdleChunk() {
        for (Chunk chunk : chunks) {
            if (chunk.lentCount == 0) {
                return chunk;
            }
        }
        return null;
    }

    /** Lets go of a chunk; the garbage collector frees its memory, and the JVM waits for that if it must. */
    private void giveUp(Chunk idle) {
        Segment segment = free[idle.size];
        free[idle.size] = null;
        while (segment != null) {
            Segment below = segment.nextFree;
            segment.nextFree = null;
            if (segment.chunk != idle) {
                pushFree(segment);
            }
            segment = below;
        }
        chunks.remove(idle);
        chunkBytes -= idle.memory.capacity();
    }

    /** One allocation, all of whose segments have one size. */
    static final class Chunk {
        final ByteBuffer memory;
        final int size;
        int lentCount;

        Chunk(ByteBuffer memory, int size) {
            this.memory = memory;
            this.size = size;
        }
    }
}
