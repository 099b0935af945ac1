package io.coxswain.core;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Who may still use the bytes, and when they go back. How links send them is in {@link SendQueueTest}. */
final class SharedMessageTest {
    private final Owner owner = new Owner();
    private final BufferPool pool = new BufferPool(owner, 1L << 20);

    private SharedMessage share(String text) {
        ByteBuffer bytes = ByteBuffer.wrap(SendingBench.bytes(text));
        Segment segment = Objects.requireNonNull(pool.borrow(bytes.remaining()));
        return new SharedMessage(pool, owner, segment, bytes);
    }

    @Test
    void copiesTheBytesOnce() {
        SharedMessage message = share("news");
        List<Slice> slices = new ArrayList<>();

        for (int i = 0; i < 1_000; i++) {
            slices.add(message.takeSlice());
        }

        assertEquals(4, message.bytes());
        assertEquals(BufferPool.SEGMENT_BYTES_MIN, pool.lentBytes());
        for (Slice slice : slices) {
            assertSame(slices.get(0).segment, slice.segment);
            byte[] seen = new byte[slice.queuedBytes()];
            slice.workerView.get(slice.startIndex, seen);
            assertArrayEquals(SendingBench.bytes("news"), seen);
        }
        assertNotSame(slices.get(0).workerView, slices.get(1).workerView, "each link moves a position of its own");
    }

    @Test
    void returnsTheSegmentWithTheLastReferenceWhoeverHoldsIt() {
        SharedMessage released = share("a");
        Slice slice = released.takeSlice();
        released.release();
        assertEquals(BufferPool.SEGMENT_BYTES_MIN, pool.lentBytes());
        released.giveBack(slice);
        assertEquals(0, pool.lentBytes());

        SharedMessage kept = share("b");
        kept.giveBack(kept.takeSlice());
        assertEquals(BufferPool.SEGMENT_BYTES_MIN, pool.lentBytes());
        kept.retain();
        kept.release();
        assertEquals(BufferPool.SEGMENT_BYTES_MIN, pool.lentBytes());
        kept.release();
        assertEquals(0, pool.lentBytes());
    }

    @Test
    void refusesUseAfterTheLastRelease() {
        SharedMessage message = share("a");
        message.release();

        assertThrows(IllegalStateException.class, message::release);
        assertThrows(IllegalStateException.class, message::retain);
        assertThrows(IllegalStateException.class, message::takeSlice);

        assertEquals(0, pool.lentBytes());
    }

    /**
     * A link's reference is not the caller's to drop: the segment would be lent again while the link still sends it.
     */
    @Test
    void refusesASecondReleaseWhileALinkHasItQueued() {
        SharedMessage message = share("a");
        Slice slice = message.takeSlice();
        message.release();

        IllegalStateException refused = assertThrows(IllegalStateException.class, message::release);
        assertEquals("release() of a shared message that has been released", refused.getMessage());
        assertThrows(IllegalStateException.class, message::retain);
        assertThrows(IllegalStateException.class, message::takeSlice);

        assertEquals(BufferPool.SEGMENT_BYTES_MIN, pool.lentBytes(), "the link has it still");
        message.giveBack(slice);
        assertEquals(0, pool.lentBytes());
    }

    @Test
    void makesNoMoreSlicesThanLinksHaveHadAtOnce() {
        SharedMessage message = share("a");

        Slice first = message.takeSlice();
        message.giveBack(first);

        assertSame(first, message.takeSlice());
        assertEquals(0, first.startIndex);
        assertEquals(1, first.endIndex);
    }

    @Test
    void refusesASliceOfAnother() {
        SharedMessage message = share("a");
        Slice foreign = share("b").takeSlice();

        Misuse.refused("a slice of another message", () -> message.giveBack(foreign));
    }

    @Test
    void refusesOtherThreads() throws InterruptedException {
        SharedMessage message = share("a");

        Misuse.elsewhere(() -> {
            Misuse.refused("retain() off the loop", message::retain);
            Misuse.refused("release() off the loop", message::release);
        });
    }
}
