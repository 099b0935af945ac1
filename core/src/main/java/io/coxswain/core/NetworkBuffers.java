package io.coxswain.core;

import io.coxswain.tls.TlsMachine;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/**
 * Buffers for ciphertext, lent to TLS links while they have some: an idle link holds none.
 *
 * <p>On the heap, since the JDK's engine is faster with them than with direct ones, by more than the copy costs that
 * the socket's channel makes.
 *
 * <p><b>Threads.</b> The loop.
 *
 * <p><b>Limits.</b> All of them, lent or kept for the next, count in the engine's one budget,
 * {@link Limits#engineBytesMax()}; up to {@value #FREE_MAX} are kept.
 */
final class NetworkBuffers {
    /** Room for two records of the greatest length: the JDK's engine wraps only where there is room for one. */
    static final int BYTES = 2 * TlsMachine.NETWORK_BYTES;

    private static final int FREE_MAX = 128;

    private final BufferPool pool;
    private final @Nullable BufferLedger ledger;
    private final ArrayList<ByteBuffer> free = new ArrayList<>();

    /**
     * Makes an empty stock.
     *
     * @param pool in whose budget these buffers count
     * @param ledger who has which, in debug mode; otherwise null
     */
    NetworkBuffers(BufferPool pool, @Nullable BufferLedger ledger) {
        this.pool = pool;
        this.ledger = ledger;
        pool.heapGivenUpBy(this::giveUpFree);
    }

    /**
     * Lends a buffer.
     *
     * @param bytesMin what it must hold at least; most often {@value #BYTES}
     * @param holder what says by {@code toString} who has it
     * @return a buffer of {@code bytesMin} bytes, or of {@value #BYTES} if that is more; null if the budget is used up.
     *     Its position, limit and contents are as its last holder left them, and are not touched here, since a worker
     *     has written them: whoever attaches it clears it
     */
    @Nullable
    ByteBuffer borrow(int bytesMin, Object holder) {
        int bytes = Math.max(bytesMin, BYTES);
        ByteBuffer buffer;
        if (bytes == BYTES && !free.isEmpty()) {
            buffer = free.remove(free.size() - 1);
        } else if (pool.tryHoldHeap(bytes)) {
            buffer = ByteBuffer.allocate(bytes);
        } else {
            return null;
        }
        pool.onHeapLent(bytes);
        if (ledger != null) {
            ledger.lent(buffer, holder);
        }
        return buffer;
    }

    /**
     * Takes a buffer back.
     *
     * @param bytes how many it was borrowed for, or {@value #BYTES} if those were fewer
     * @param isUsed whether anything was done with it; if not, nobody who found the pool empty need try again
     */
    void giveBack(ByteBuffer buffer, int bytes, boolean isUsed) {
        assert buffer.capacity() == bytes : "a buffer of " + buffer.capacity() + " bytes, and not of " + bytes;
        if (ledger != null) {
            ledger.returned(buffer);
        }
        pool.onHeapReturned(bytes, isUsed);
        if (bytes == BYTES && free.size() < FREE_MAX) {
            free.add(buffer);
        } else {
            pool.dropHeap(bytes);
        }
    }

    /** Lets go of those that are kept: the budget is needed for something else. */
    private void giveUpFree() {
        while (!free.isEmpty()) {
            free.remove(free.size() - 1);
            pool.dropHeap(BYTES);
        }
    }
}
