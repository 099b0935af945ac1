package io.coxswain.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Buffers for ciphertext, their budget, and what the debug mode finds of them. */
final class NetworkBuffersTest {
    private static final int BYTES = NetworkBuffers.BYTES;

    private final LoopClock clock = new LoopClock(new ManualClock(0));
    private final BufferLedger ledger = new BufferLedger(clock);
    private final BufferPool pool = new BufferPool(new Owner(), 3L * BYTES, ledger);
    private final NetworkBuffers buffers = new NetworkBuffers(pool, ledger);

    private ByteBuffer borrow(int bytesMin) {
        return Objects.requireNonNull(buffers.borrow(bytesMin, "the test"));
    }

    @Test
    void lendsTheLastOneAgain() {
        ByteBuffer first = borrow(10);
        assertEquals(BYTES, first.capacity());
        buffers.giveBack(first, BYTES, true);

        assertSame(first, borrow(BYTES));
        assertNotSame(first, borrow(BYTES));
        assertEquals(2L * BYTES, pool.lentBytes());
    }

    @Test
    void lendsNoMoreThanTheBudgetHas() {
        borrow(BYTES);
        borrow(2 * BYTES);

        assertNull(buffers.borrow(1, "the test"));
    }

    @Test
    void givesTheBudgetOfALongerOneBackAtOnce() {
        buffers.giveBack(borrow(2 * BYTES), 2 * BYTES, true);

        assertEquals(0, pool.heldBytes());
        assertEquals(3 * BYTES, borrow(3 * BYTES).capacity());
    }

    @Test
    void letsGoOfThoseItKeepsWhenTheBudgetIsNeeded() {
        List<ByteBuffer> all = List.of(borrow(BYTES), borrow(BYTES), borrow(BYTES));
        all.forEach(each -> buffers.giveBack(each, BYTES, true));
        assertEquals(3L * BYTES, pool.heldBytes());
        assertEquals(0, pool.lentBytes());

        assertEquals(2 * BYTES + 1, borrow(2 * BYTES + 1).capacity());

        assertEquals(2L * BYTES + 1, pool.heldBytes());
    }

    @Test
    void keepsABoundedNumberForTheNext() {
        BufferPool large = new BufferPool(new Owner(), 200L * BYTES);
        NetworkBuffers tried = new NetworkBuffers(large, null);
        List<ByteBuffer> all = IntStream.range(0, 129)
                .mapToObj(i -> Objects.requireNonNull(tried.borrow(1, "the test")))
                .toList();
        assertEquals(129L * BYTES, large.heldBytes());

        all.forEach(each -> tried.giveBack(each, BYTES, true));

        assertEquals(128L * BYTES, large.heldBytes());
    }

    @Test
    void countsAsReturnedOnlyWhatWasUsed() {
        ByteBuffer buffer = borrow(BYTES);
        buffers.giveBack(buffer, BYTES, false);
        assertEquals(0, pool.returnCount());

        buffers.giveBack(borrow(BYTES), BYTES, true);

        assertEquals(1, pool.returnCount());
    }

    @Test
    void namesWhoHasWhichUntilItIsGivenBack() {
        ByteBuffer buffer = borrow(BYTES);
        assertEquals(List.of(BYTES + " bytes of ciphertext held by the test for 0 ms"), ledger.lines());
        assertEquals("borrowed by the test", ledger.origins().get(0).getMessage());

        buffers.giveBack(buffer, BYTES, true);

        assertEquals(List.of(), ledger.lines());
    }

    @Test
    void overwritesWhatIsGivenBack() {
        ByteBuffer buffer = borrow(BYTES);
        buffer.put(BYTES - 1, (byte) 7).limit(100);

        buffers.giveBack(buffer, BYTES, false);

        for (int i = 0; i < BYTES; i++) {
            assertEquals(BufferLedger.POISON, buffer.get(i));
        }
    }

    @Test
    void findsWhatIsGivenBackTwice() {
        ByteBuffer buffer = borrow(BYTES);
        borrow(BYTES);
        buffers.giveBack(buffer, BYTES, true);

        Misuse.refused("a buffer returned that was not lent", () -> buffers.giveBack(buffer, BYTES, true));
    }
}
