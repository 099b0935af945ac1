package io.coxswain.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Who has which buffer, as the pool tells it. What an engine in debug mode shows of it is in {@link DebugModeTest}. */
class BufferLedgerTest {
    private static final int LEAST = BufferPool.SEGMENT_BYTES_MIN;

    private final ManualClock time = new ManualClock(-5_000_000);
    private final LoopClock clock = new LoopClock(time);
    private final BufferLedger ledger = new BufferLedger(clock);
    private final BufferPool pool = new BufferPool(new Owner(), 8L << 20, ledger);

    private Segment borrow(String holder) {
        return Objects.requireNonNull(pool.borrow(1, holder));
    }

    private void advanceMillis(long millis) {
        time.advanceNanos(millis * 1_000_000);
        clock.refresh();
    }

    @Test
    void namesHoldersAndTheirTimesTheLongestFirst() {
        borrow("link 1");
        advanceMillis(10);
        borrow("link 2");
        advanceMillis(5);

        assertEquals(
                List.of("16384 bytes held by link 1 for 15 ms", "16384 bytes held by link 2 for 5 ms"), ledger.lines());
        assertEquals(
                List.of("borrowed by link 1", "borrowed by link 2"),
                ledger.origins().stream().map(Throwable::getMessage).toList());
    }

    @Test
    void crossesOffAndPoisonsWhatIsReturned() {
        Segment segment = borrow("link 1");
        segment.loopView().limit(20).position(10);

        pool.giveBack(segment);

        assertEquals(List.of(), ledger.lines());
        for (int i = 0; i < LEAST; i++) {
            assertEquals(BufferLedger.POISON, segment.workerView().get(i), "at " + i);
        }
    }

    @Test
    void poisonsLongBuffersToTheirEnd() {
        Segment segment = Objects.requireNonNull(pool.borrow(2 * LEAST, "link 1"));

        pool.giveBack(segment);

        assertEquals(BufferLedger.POISON, segment.workerView().get(2 * LEAST - 1));
    }

    @Test
    void countsNetworkBuffersToo() {
        ByteBuffer buffer = ByteBuffer.allocate(100);
        ledger.lent(buffer, "link 3");
        assertEquals(List.of("100 bytes of ciphertext held by link 3 for 0 ms"), ledger.lines());

        ledger.returned(buffer);

        assertEquals(List.of(), ledger.lines());
        assertEquals(BufferLedger.POISON, buffer.get(99));
    }

    @Test
    void spoilsTheViewOfAFrameAndNothingElse() {
        Segment segment = borrow("link 1");
        ByteBuffer view = segment.loopView().duplicate().position(10).limit(20);

        BufferLedger.spoil(segment, view, 10, 20);

        assertEquals(0, view.limit());
        assertEquals(0, segment.loopView().get(9));
        assertEquals(BufferLedger.POISON, segment.loopView().get(10));
        assertEquals(BufferLedger.POISON, segment.loopView().get(19));
        assertEquals(0, segment.loopView().get(20));
    }

    @Test
    void detectsABufferThatIsReturnedTwice() {
        ByteBuffer buffer = ByteBuffer.allocate(1);
        ledger.lent(buffer, "link 1");
        ledger.returned(buffer);

        assertThrows(AssertionError.class, () -> ledger.returned(buffer));
    }
}
