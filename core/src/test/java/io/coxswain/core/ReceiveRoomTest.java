package io.coxswain.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How large a segment a half gets, and when it goes back. What a job does in it is tested in {@link ReceivingHalfTest}. */
class ReceiveRoomTest {
    private static final int LEAST = BufferPool.SEGMENT_BYTES_MIN;
    private static final int MOST = 256 << 10;

    private final BufferPool pool = new BufferPool(new Owner(), 8L << 20);
    private final ScriptedChannel source = new ScriptedChannel();
    private final ReceivingHalf half = new ReceivingHalf(offloaded -> {}, source, new LineFraming(MOST), MOST, 1_000);
    private final ReceiveRoom room = new ReceiveRoom(pool, this, half, MOST);
    private final List<Segment> taken = new ArrayList<>();

    @AfterEach
    void hasNothingOnceAllIsGivenBack() {
        room.giveBack();
        assertEquals(0, pool.lentBytes());
        assertEquals(0, room.heldBytes());
        assertNull(half.segment());
    }

    /** One job, into the room that is there; the frames are taken as delivered. */
    private void receive(String text) {
        source.thenText(text);
        assertTrue(room.find());
        half.perform(1);
    }

    private static String dots(int count) {
        return ".".repeat(count);
    }

    private int segmentBytes() {
        return Objects.requireNonNull(half.segment()).bytes;
    }

    @Test
    void beginsWithTheLeastSegment() {
        assertTrue(room.find());

        assertEquals(LEAST, segmentBytes());
        assertEquals(LEAST, room.heldBytes());
        assertEquals(LEAST, pool.lentBytes());
    }

    @Test
    void staysInItsSegmentWhileHalfOfItIsFree() {
        receive(dots(LEAST / 2));
        Segment first = half.segment();

        assertTrue(room.find());

        assertSame(first, half.segment());
    }

    @Test
    void movesATailThatHasFilledHalfOfItsSegmentIntoOneOfTwiceTheSize() {
        receive(dots(LEAST / 2 + 1));

        assertTrue(room.find());

        assertEquals(2 * LEAST, segmentBytes());
        assertEquals(2 * LEAST, room.heldBytes());
        assertEquals(2 * LEAST, pool.lentBytes());
        assertEquals(LEAST / 2 + 1, half.tailBytes());
    }

    @Test
    void staysInTheLargestSegmentToItsLastByte() {
        for (int bytes = LEAST; bytes <= MOST; bytes *= 2) {
            receive(dots(bytes - half.filledIndex() - 1));
        }
        assertEquals(MOST, segmentBytes());

        assertTrue(room.find());

        assertEquals(MOST, segmentBytes());
        assertEquals(MOST - 1, half.filledIndex());
    }

    @Test
    void goesOnInTheRoomThatIsLeftWhenThePoolIsFull() {
        receive(dots(LEAST / 2 + 1));
        takeAllThatIsLeft();

        assertTrue(room.find(), "there is room for some more");
        assertEquals(LEAST, segmentBytes());
        half.perform(1);
        source.thenText(dots(LEAST));
        half.perform(1);

        assertFalse(room.find(), "not any more");
        giveBackAllThatWasTaken();
    }

    private void takeAllThatIsLeft() {
        Segment each = pool.borrow(LEAST);
        while (each != null) {
            taken.add(each);
            each = pool.borrow(LEAST);
        }
    }

    private void giveBackAllThatWasTaken() {
        taken.forEach(pool::giveBack);
    }

    @Test
    void findsNothingInAPoolThatIsFull() {
        takeAllThatIsLeft();

        assertFalse(room.find());

        assertNull(half.segment());
        giveBackAllThatWasTaken();
    }

    @Test
    void takesTheLeastIfThePoolHasNotWhatItWants() {
        receive(dots(LEAST - 1) + "\n");
        room.tune();
        room.settleTail();
        takeAllThatIsLeft();
        pool.giveBack(taken.remove(0));

        assertTrue(room.find());

        assertEquals(LEAST, segmentBytes());
        giveBackAllThatWasTaken();
    }

    @Test
    void growsByOneStepIfThePoolHasNotWhatItWants() {
        BufferPool little = new BufferPool(new Owner(), 4L * MOST, LEAST, ByteBuffer::allocateDirect, null);
        ReceiveRoom tight = new ReceiveRoom(little, this, half, MOST);
        for (int bytes = LEAST; bytes < MOST; bytes *= 2) {
            assertTrue(tight.find());
            source.thenText(dots(bytes - 1) + "\n");
            half.perform(1);
            tight.tune();
            tight.settleTail();
        }
        List<Segment> others = new ArrayList<>();
        for (int i = 0; i < 4 * MOST / LEAST - 3; i++) {
            others.add(Objects.requireNonNull(little.borrow(LEAST)));
        }
        assertTrue(tight.find());
        assertEquals(LEAST, segmentBytes());
        source.thenText(dots(LEAST));
        half.perform(1);

        assertTrue(tight.find());

        assertEquals(2 * LEAST, segmentBytes());
        tight.giveBack();
        others.forEach(little::giveBack);
        assertEquals(0, little.lentBytes());
    }

    @Test
    void movesNoTailIntoASegmentThatIsNoSmaller() {
        receive(dots(LEAST - 1) + "\n");
        room.tune();
        room.settleTail();
        receive("a line\nand a tail");
        assertEquals(2 * LEAST, segmentBytes());
        Segment before = half.segment();
        Segment large = Objects.requireNonNull(pool.borrow(MOST / 2));
        taken.add(Objects.requireNonNull(pool.borrow(MOST / 2)));
        assertSame(large.chunk, taken.get(0).chunk, "which is not to be cut anew");
        takeAllThatIsLeft();
        pool.giveBack(large);

        room.settleTail();

        assertSame(before, half.segment());
        assertEquals(2 * LEAST, room.heldBytes());
        giveBackAllThatWasTaken();
    }

    @Test
    void wantsTwiceAsMuchAfterAReadThatFilledItsRoom() {
        for (int expected = LEAST; expected <= MOST; expected *= 2) {
            receive(dots(expected - 1) + "\n");
            assertEquals(expected, segmentBytes());
            room.tune();
            room.settleTail();
        }

        assertTrue(room.find());
        assertEquals(MOST, segmentBytes(), "and no more than the most");
    }

    @Test
    void wantsHalfAsMuchAfterAReadOfLessThanAQuarter() {
        receive(dots(LEAST - 1) + "\n");
        room.tune();
        room.settleTail();
        receive(dots(LEAST / 2 - 1) + "\n");
        room.tune();
        room.settleTail();
        assertTrue(room.find());
        assertEquals(2 * LEAST, segmentBytes(), "a quarter is enough");
        room.giveBack();

        receive(dots(LEAST / 2 - 2) + "\n");
        room.tune();
        room.settleTail();

        assertTrue(room.find());
        assertEquals(LEAST, segmentBytes());
        room.tune();
        room.giveBack();
        assertTrue(room.find());
        assertEquals(LEAST, segmentBytes(), "and no less than the least");
    }

    @Test
    void givesItsSegmentBackWithTheLastByte() {
        receive("one\ntwo\n");

        room.settleTail();

        assertNull(half.segment());
        assertEquals(0, room.heldBytes());
        assertEquals(0, pool.lentBytes());
        assertEquals(1, pool.returnCount());
    }

    @Test
    void movesATailToTheFrontOfItsSegment() {
        receive("one\ntw");
        Segment first = half.segment();

        room.settleTail();

        assertSame(first, half.segment());
        assertEquals(2, half.filledIndex());
        assertEquals('t', first == null ? 0 : first.loopView().get(0));
    }

    @Test
    void movesAShortTailOutOfALongSegment() {
        grow(4 * LEAST);
        receive(dots(100) + "\n" + dots(4 * LEAST / 8));
        assertEquals(4 * LEAST, segmentBytes());

        room.settleTail();

        assertEquals(2 * LEAST, segmentBytes());
        assertEquals(2 * LEAST, room.heldBytes());
        assertEquals(2 * LEAST, pool.lentBytes());
        assertEquals(4 * LEAST / 8, half.tailBytes());
    }

    @Test
    void leavesATailOfMoreThanAnEighthWhereItIs() {
        grow(4 * LEAST);
        receive(dots(100) + "\n" + dots(4 * LEAST / 8 + 1));

        room.settleTail();

        assertEquals(4 * LEAST, segmentBytes());
    }

    private void grow(int bytes) {
        for (int full = LEAST; full < bytes; full *= 2) {
            receive(dots(full - 1) + "\n");
            room.tune();
            room.settleTail();
        }
    }

    @Test
    void looksForNoFramesOnceItDiscards() {
        receive("one\ntw");

        room.giveBackAndDiscard();
        assertEquals(0, pool.lentBytes());
        receive("o\nthree\n");

        assertEquals(0, half.frameCount());
    }
}
