package io.coxswain.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

/** Not here: what becomes of a link that gets no segment, which is {@link LinkReader}'s and {@link LinkWriter}'s. */
final class BufferPoolTest {
    private static final int MIN = BufferPool.SEGMENT_BYTES_MIN;
    private static final int CHUNK = BufferPool.CHUNK_BYTES_MAX;

    /** A pool of few and large chunks, to have them used up soon. */
    private static BufferPool pool(long budgetBytes) {
        return new BufferPool(new Owner(), budgetBytes, CHUNK, ByteBuffer::allocateDirect, null);
    }

    private static Segment borrow(BufferPool pool, int bytes) {
        return Objects.requireNonNull(pool.borrow(bytes), () -> "no segment of " + bytes + " bytes");
    }

    @Test
    void roundsUpToPowersOfTwo() {
        BufferPool pool = pool(64L << 20);

        int[][] wantedAndLent = {
            {0, MIN}, {1, MIN}, {MIN - 1, MIN}, {MIN, MIN}, {MIN + 1, 2 * MIN}, {CHUNK, CHUNK}, {CHUNK + 1, 2 * CHUNK}
        };
        for (int[] pair : wantedAndLent) {
            Segment segment = borrow(pool, pair[0]);
            assertEquals(pair[1], segment.bytes, () -> "for " + pair[0] + " bytes");
            assertEquals(pair[1], segment.loopView().capacity());
            assertEquals(pair[1], segment.workerView().capacity());
            assertEquals(pair[1], segment.frameView().capacity());
            assertTrue(segment.loopView().isDirect());
        }
    }

    @Test
    void lendsTheWholeBudgetAndNoMore() {
        BufferPool pool = pool(2L * CHUNK);
        Set<Segment> lent = Collections.newSetFromMap(new IdentityHashMap<>());

        for (int i = 0; i < 2 * CHUNK / MIN; i++) {
            assertTrue(lent.add(borrow(pool, MIN)), "lent twice");
        }

        assertNull(pool.borrow(1));
        assertEquals(2L * CHUNK, pool.lentBytes());
        assertEquals(2L * CHUNK, pool.heldBytes());
        lent.forEach(pool::giveBack);
        assertEquals(0, pool.lentBytes());
        assertNotNull(pool.borrow(1));
    }

    @Test
    void wouldLendWhatItHasOrMayCarveAndNothingElse() {
        BufferPool pool = pool(2L * CHUNK - 1);
        assertTrue(pool.canLend(MIN));
        assertEquals(0, pool.lentBytes());
        List<Segment> lent = new ArrayList<>();
        for (int i = 0; i < CHUNK / MIN; i++) {
            assertTrue(pool.canLend(MIN));
            lent.add(borrow(pool, MIN));
        }
        assertFalse(pool.canLend(MIN), "what is left is less than a chunk");

        pool.giveBack(lent.remove(0));

        assertTrue(pool.canLend(MIN));
        assertFalse(pool.canLend(2 * MIN));
        lent.forEach(pool::giveBack);
        assertTrue(pool.canLend(2 * MIN), "the chunk is idle");
    }

    @Test
    void countsWhatIsReturned() {
        BufferPool pool = pool(CHUNK);
        Segment segment = borrow(pool, MIN);
        assertEquals(0, pool.returnCount());

        pool.giveBack(segment);

        assertEquals(1, pool.returnCount());
    }

    @Test
    void lendsMemoryThatNoOtherSegmentHas() {
        BufferPool pool = pool(CHUNK);
        List<Segment> lent = new ArrayList<>();
        for (int i = 0; i < CHUNK / MIN; i++) {
            Segment segment = borrow(pool, MIN);
            for (int at = 0; at < MIN; at += 8) {
                segment.loopView().putLong(at, i);
            }
            lent.add(segment);
        }

        for (int i = 0; i < lent.size(); i++) {
            assertEquals(i, lent.get(i).workerView().getLong(0));
            assertEquals(i, lent.get(i).frameView().getLong(MIN - 8));
        }
    }

    @Test
    void lendsTheOneReturnedLastFirst() {
        BufferPool pool = pool(CHUNK);
        Segment first = borrow(pool, MIN);
        Segment second = borrow(pool, MIN);

        pool.giveBack(first);
        pool.giveBack(second);

        assertSame(second, pool.borrow(MIN));
        assertSame(first, pool.borrow(MIN));
    }

    @Test
    void lendsBuffersThatEncloseAllOfTheSegment() {
        BufferPool pool = pool(CHUNK);
        Segment segment = borrow(pool, MIN);
        segment.loopView().position(5).limit(9);
        pool.giveBack(segment);

        assertSame(segment, pool.borrow(MIN));

        assertEquals(0, segment.loopView().position());
        assertEquals(MIN, segment.loopView().limit());
    }

    @Test
    void takesNoMemoryBeforeItIsAskedFor() {
        BufferPool pool = pool(1L << 40);

        assertEquals(0, pool.heldBytes());
        borrow(pool, 1);

        assertEquals(CHUNK, pool.heldBytes());
        assertEquals(MIN, pool.lentBytes());
    }

    @Test
    void givesAnIdleChunkUpForAnotherSize() {
        BufferPool pool = pool(2L * CHUNK);
        Segment small = borrow(pool, MIN);
        Segment large = borrow(pool, CHUNK);
        pool.giveBack(large);

        Segment medium = pool.borrow(CHUNK / 2);

        assertNotNull(medium);
        assertEquals(CHUNK / 2, medium.bytes);
        assertEquals(2L * CHUNK, pool.heldBytes());
        assertNull(pool.borrow(CHUNK), "the chunk of that size is gone, and the other two are in use");
        pool.giveBack(small);
        pool.giveBack(medium);
        assertNotNull(pool.borrow(2 * CHUNK), "two idle chunks make room for a larger one");
        assertEquals(2L * CHUNK, pool.heldBytes());
    }

    @Test
    void lendsALargerSegmentWhereMemoryIsCutIntoThose() {
        BufferPool pool = pool(2L * CHUNK);
        borrow(pool, CHUNK / 4);
        borrow(pool, CHUNK / 2);
        assertTrue(pool.canLend(MIN));

        Segment instead = borrow(pool, MIN);

        assertEquals(CHUNK / 4, instead.bytes, "the smallest that there is");
        assertEquals(CHUNK, pool.lentBytes());
        pool.giveBack(instead);
        assertSame(instead, pool.borrow(CHUNK / 4));
        assertNull(pool.borrow(CHUNK), "never a smaller one");
    }

    @Test
    void cutsALittleBudgetIntoSmallChunks() {
        assertEquals(MIN, BufferPool.chunkBytesFor(0));
        assertEquals(2 * MIN, BufferPool.chunkBytesFor(1 << 20));
        assertEquals(4 * MIN, BufferPool.chunkBytesFor(3 << 20));
        assertEquals(CHUNK / 2, BufferPool.chunkBytesFor((32L << 20) - 1));
        assertEquals(CHUNK, BufferPool.chunkBytesFor(32L << 20));
        assertEquals(CHUNK, BufferPool.chunkBytesFor(1L << 40));
    }

    @Test
    void hasRoomForALargeSegmentBesideFewSmallOnesHoweverLittleThereIs() {
        BufferPool pool = new BufferPool(new Owner(), 1 << 20);
        borrow(pool, MIN);
        borrow(pool, 2 * MIN);
        borrow(pool, 4 * MIN);

        assertNotNull(pool.borrow(1 << 19));
    }

    /** A JVM that has so many chunks and no more. */
    private static final class ScarceMemory implements IntFunction<ByteBuffer> {
        int left;
        int asked;

        ScarceMemory(int chunks) {
            this.left = chunks;
        }

        @Override
        public ByteBuffer apply(int bytes) {
            asked++;
            if (left == 0) {
                throw new OutOfMemoryError("none left");
            }
            left--;
            return ByteBuffer.allocateDirect(bytes);
        }
    }

    @Test
    void asksAJvmThatHasRefusedOnlyWhenItIsTold() {
        ScarceMemory memory = new ScarceMemory(1);
        BufferPool pool = new BufferPool(new Owner(), 8L * CHUNK, CHUNK, memory, null);
        List<OutOfMemoryError> refusals = new ArrayList<>();
        pool.whenRefused(refusals::add);
        borrow(pool, CHUNK);

        assertNull(pool.borrow(CHUNK));
        assertNull(pool.borrow(MIN));

        assertEquals(2, memory.asked);
        assertEquals(1, refusals.size());
        memory.left = 1;
        pool.askAgain();
        assertNotNull(pool.borrow(MIN));
    }

    @Test
    void cutsWhatTheJvmHasGivenIntoOtherSizes() {
        ScarceMemory memory = new ScarceMemory(1);
        BufferPool pool = new BufferPool(new Owner(), 8L * CHUNK, CHUNK, memory, null);
        Segment large = borrow(pool, CHUNK);
        assertNull(pool.borrow(MIN));
        memory.left = 1;

        pool.giveBack(large);

        assertNotNull(pool.borrow(MIN));
        assertEquals(CHUNK, pool.heldBytes());
    }

    @Test
    void hasTheWholeBudgetForHeapBuffersWhereTheJvmHasNoDirectMemory() {
        BufferPool pool = new BufferPool(new Owner(), 2L * CHUNK, CHUNK, new ScarceMemory(1), null);
        Segment large = borrow(pool, CHUNK);
        assertNull(pool.borrow(MIN));

        assertTrue(pool.tryHoldHeap(CHUNK));
        assertFalse(pool.tryHoldHeap(1), "the budget is the budget");

        pool.giveBack(large);
        assertTrue(pool.tryHoldHeap(CHUNK), "an idle chunk makes room");
    }

    @Test
    void givesUpNothingForARequestThatCannotBeMet() {
        BufferPool pool = pool(4L * CHUNK);
        Segment idle = borrow(pool, CHUNK);
        Segment small = borrow(pool, MIN);
        pool.giveBack(idle);

        assertNull(pool.borrow(8 * CHUNK));
        assertNull(pool.borrow(4 * CHUNK));

        assertEquals(2L * CHUNK, pool.heldBytes(), "allocating it again would cost a page fault for each page");
        assertSame(idle, pool.borrow(CHUNK));
        pool.giveBack(small);
    }

    @Test
    void hasNoSegmentLargerThanABufferCanBe() {
        BufferPool pool = pool(1L << 40);

        assertNull(pool.borrow(BufferPool.SEGMENT_BYTES_MAX + 1));
        assertNull(pool.borrow(Integer.MAX_VALUE));

        assertEquals(0, pool.heldBytes());
    }

    @Test
    void staysWithinABudgetThatIsNoMultipleOfAChunk() {
        BufferPool pool = pool(CHUNK + CHUNK / 2);

        Segment one = borrow(pool, CHUNK);

        assertNull(pool.borrow(MIN));
        pool.giveBack(one);
        assertNotNull(pool.borrow(MIN));
        assertEquals(CHUNK, pool.heldBytes());
    }

    @Test
    void refusesASegmentReturnedTwice() {
        BufferPool pool = pool(CHUNK);
        Segment once = borrow(pool, MIN);
        borrow(pool, MIN);
        pool.giveBack(once);

        Misuse.refused("a segment returned twice", () -> pool.giveBack(once));

        assertEquals(MIN, pool.lentBytes());
    }

    @Test
    void refusesOtherThreads() throws InterruptedException {
        BufferPool pool = pool(CHUNK);
        Segment segment = borrow(pool, MIN);

        Misuse.elsewhere(() -> {
            Misuse.refused("borrow() off the loop", () -> pool.borrow(1));
            Misuse.refused("giveBack() off the loop", () -> pool.giveBack(segment));
        });
    }

    /** Borrows and returns at random for a while: the budget holds at every step, and in the end everything is back. */
    @Test
    void keepsItsBudgetWhateverIsBorrowed() {
        for (long seed = 1; seed <= 20; seed++) {
            keepsItsBudget(new Random(seed), "seed " + seed);
        }
    }

    private static void keepsItsBudget(Random random, String run) {
        long budgetBytes = 3L * CHUNK + random.nextInt(3 * CHUNK);
        BufferPool pool = pool(budgetBytes);
        List<Segment> lent = new ArrayList<>();
        long lentBytes = 0;
        for (int i = 0; i < 400; i++) {
            int wantedBytes = random.nextInt(4) == 0 ? 1 + random.nextInt(2 * CHUNK) : 1 + random.nextInt(4 * MIN);
            Segment segment = random.nextInt(5) < 3 ? pool.borrow(wantedBytes) : null;
            if (segment != null) {
                assertTrue(segment.bytes >= wantedBytes, run);
                lent.add(segment);
                lentBytes += segment.bytes;
            } else if (!lent.isEmpty()) {
                Segment returned = lent.remove(random.nextInt(lent.size()));
                lentBytes -= returned.bytes;
                pool.giveBack(returned);
            }
            assertEquals(lentBytes, pool.lentBytes(), run);
            assertTrue(pool.heldBytes() <= budgetBytes, run);
            assertTrue(lentBytes <= pool.heldBytes(), run);
        }
        lent.forEach(pool::giveBack);
        assertEquals(0, pool.lentBytes(), run);
        assertNotNull(pool.borrow(2 * CHUNK), run);
    }
}
