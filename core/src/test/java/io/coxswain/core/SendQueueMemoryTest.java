package io.coxswain.core;

import static io.coxswain.core.SendingBench.NO_LIMIT;
import static io.coxswain.core.SendingBench.SEGMENT_BYTES;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

/** What a queue takes and would take of the pool, which {@link SendBudget} asks before it lets a message in. */
class SendQueueMemoryTest {
    private final SendingBench bench = new SendingBench(8L << 20);
    private final SendQueue queue = bench.queue;

    @Test
    void takesSegmentsForWhatIsQueuedAndReturnsThemWithIt() {
        assertEquals(0, queue.segmentBytes());

        bench.append(SendingBench.text(SEGMENT_BYTES + 1), 0);
        assertEquals(2 * SEGMENT_BYTES, queue.segmentBytes());
        bench.write(SEGMENT_BYTES);
        assertEquals(SEGMENT_BYTES, queue.segmentBytes());
        bench.write(NO_LIMIT);

        assertEquals(0, queue.segmentBytes());
        assertEquals(0, bench.pool.lentBytes());
    }

    @Test
    void saysToTheByteWhatAMessageWouldTake() {
        assertEquals(0, queue.segmentBytesToAppend(0));
        assertEquals(SEGMENT_BYTES, queue.segmentBytesToAppend(1));
        assertEquals(SEGMENT_BYTES, queue.segmentBytesToAppend(SEGMENT_BYTES));
        assertEquals(2 * SEGMENT_BYTES, queue.segmentBytesToAppend(SEGMENT_BYTES + 1));

        bench.append(SendingBench.text(100), 0);

        assertEquals(0, queue.segmentBytesToAppend(SEGMENT_BYTES - 100));
        assertEquals(SEGMENT_BYTES, queue.segmentBytesToAppend(SEGMENT_BYTES - 99));
        assertEquals(SEGMENT_BYTES, queue.segmentBytesToAppend(2 * SEGMENT_BYTES - 100));
        assertEquals(2 * SEGMENT_BYTES, queue.segmentBytesToAppend(2 * SEGMENT_BYTES - 99));
    }

    @Test
    void saysToTheByteWhatAClaimWouldTake() {
        bench.append(SendingBench.text(100), 0);

        assertEquals(0, queue.segmentBytesToClaim(SEGMENT_BYTES - 100));
        assertEquals(SEGMENT_BYTES, queue.segmentBytesToClaim(SEGMENT_BYTES - 99));
        assertEquals(2 * SEGMENT_BYTES, queue.segmentBytesToClaim(SEGMENT_BYTES + 1));
    }

    @Test
    void fillsASegmentToItsLastByteBeforeItTakesAnother() {
        bench.append(SendingBench.text(SEGMENT_BYTES - 1), 0);
        bench.append("x", 0);
        assertEquals(SEGMENT_BYTES, queue.segmentBytes());

        assertEquals(SEGMENT_BYTES, queue.segmentBytesToAppend(1));
        bench.append("y", 0);

        assertEquals(2 * SEGMENT_BYTES, queue.segmentBytes());
    }

    @Test
    void countsTheSegmentOfASharedMessageUntilItHasGoneOut() {
        SharedMessage message = bench.share("shared");
        queue.append(message, 0);
        message.release();

        assertEquals(SEGMENT_BYTES, queue.segmentBytes());
        assertEquals(SEGMENT_BYTES, message.segmentBytes());
        assertEquals(SEGMENT_BYTES, queue.segmentBytesToAppend(1), "nothing is packed behind it");
        bench.write(NO_LIMIT);

        assertEquals(0, queue.segmentBytes());
    }

    @Test
    void isAsBeforeAfterAClaimThatCameToNothing() {
        assertNotNull(queue.claim(10));
        queue.abort();
        assertEquals(0, queue.segmentBytes());

        assertNotNull(queue.claim(10));
        assertEquals(0, queue.commit(0));

        assertEquals(0, queue.segmentBytes());
        assertEquals(0, bench.pool.lentBytes());
    }

    @Test
    void takesNothingIfThePoolHasNotEnoughForAllOfAMessage() {
        SendingBench small = new SendingBench(1L << 20);
        ByteBuffer message = ByteBuffer.allocate((1 << 20) + 1);

        assertFalse(small.queue.append(message, 0));

        assertEquals(0, message.position());
        assertEquals(0, small.queue.segmentBytes());
        assertEquals(0, small.pool.lentBytes());
        assertNull(small.queue.claim((1 << 20) + 1));
    }
}
