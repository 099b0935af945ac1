package io.coxswain.core;

import static io.coxswain.core.ReceivingBench.NOW_NANOS;
import static io.coxswain.core.ReceivingBench.SEGMENT_BYTES;
import static io.coxswain.core.ReceivingBench.compactInPlace;
import static io.coxswain.core.ReceivingBench.frames;
import static io.coxswain.core.ReceivingBench.texts;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * What one READ job takes, finds and reports. Not here: when a link is read ({@link LinkReader}), what each framing
 * finds ({@link FramingSpec}), two threads ({@link WorkerPoolTest}).
 */
final class ReceivingHalfTest {
    private final ReceivingBench bench = new ReceivingBench();
    private final BufferPool pool = bench.pool;
    private final ScriptedChannel source = bench.source;

    private ReceivingHalf lineHalf() {
        return bench.half(new LineFraming(1_000));
    }

    @Test
    void findsTheCompletePrefixAndLeavesTheTail() {
        ReceivingHalf half = lineHalf();
        source.thenText("one\ntwo\nthr");

        half.perform(NOW_NANOS);

        assertEquals(List.of("one\n", "two\n"), texts(half));
        assertEquals(3, half.tailBytes());
        assertEquals(11, half.filledIndex());
        assertEquals(11, half.bytesRead());
        assertEquals(ReceivingHalf.Outcome.OK, half.outcome());
        assertFalse(half.wantsAnotherJob());
        assertEquals(1, source.readRooms.size(), "a short read is not followed by an empty one");
    }

    @Test
    void finishesAFrameOverManyJobs() {
        ReceivingHalf half = lineHalf();
        source.thenText("a").thenNothing().thenText("b").thenText("c\nd");

        half.perform(NOW_NANOS);
        assertEquals(1, half.tailBytes());
        half.perform(NOW_NANOS);
        assertEquals(0, half.bytesRead());
        half.perform(NOW_NANOS);
        half.perform(NOW_NANOS);

        assertEquals(List.of("abc\n"), texts(half));
        assertEquals(1, half.tailBytes());
    }

    @Test
    void reportsTheEndAndKeepsTheTailBeforeIt() {
        ReceivingHalf half = lineHalf();
        source.thenText("one\nha").thenEnd();

        half.perform(NOW_NANOS);
        assertEquals(List.of("one\n"), texts(half));
        assertEquals(ReceivingHalf.Outcome.OK, half.outcome());
        compactInPlace(half);
        half.perform(NOW_NANOS);

        assertEquals(ReceivingHalf.Outcome.END, half.outcome());
        assertEquals(0, half.frameCount());
        assertEquals(2, half.tailBytes());
        assertFalse(half.wantsAnotherJob());
        assertFalse(half.isRefused());
    }

    @Test
    void reportsAnErrorAndKeepsTheTailBeforeIt() {
        IOException reset = new IOException("connection reset");
        ReceivingHalf half = lineHalf();
        source.thenText("ha").thenReadError(reset);

        half.perform(NOW_NANOS);
        half.perform(NOW_NANOS);

        assertEquals(ReceivingHalf.Outcome.ERROR, half.outcome());
        assertSame(reset, half.error());
        assertNull(half.failure());
        assertEquals(2, half.tailBytes());
        assertEquals(0, half.bytesRead());
        assertFalse(half.wantsAnotherJob());
    }

    @Test
    void forgetsTheErrorOfTheJobBefore() {
        ReceivingHalf half = lineHalf();
        source.thenReadError(new IOException("interrupted")).thenText("one\n");

        half.perform(NOW_NANOS);
        half.perform(NOW_NANOS);

        assertEquals(ReceivingHalf.Outcome.OK, half.outcome());
        assertNull(half.error());
        assertEquals(List.of("one\n"), texts(half));
    }

    @Test
    void stopsAtTheMaximumOfFramesAndGoesOnWithoutReading() {
        ReceivingHalf half = bench.half(new LineFraming(100), SEGMENT_BYTES, 2);
        source.thenText("1\n2\n3\n4\n5\nta").thenText("il\n");

        half.perform(NOW_NANOS);
        assertEquals(List.of("1\n", "2\n"), texts(half));
        assertTrue(half.wantsAnotherJob());
        assertEquals(8, half.tailBytes());
        compactInPlace(half);
        half.perform(NOW_NANOS);
        assertEquals(List.of("3\n", "4\n"), texts(half));
        assertTrue(half.wantsAnotherJob());
        assertEquals(0, half.bytesRead());
        compactInPlace(half);
        half.perform(NOW_NANOS);
        assertEquals(List.of("5\n"), texts(half));
        assertFalse(half.wantsAnotherJob(), "what is left is half a frame");
        assertEquals(1, source.readRooms.size(), "three snapshots of one read");
        compactInPlace(half);
        half.perform(NOW_NANOS);

        assertEquals(List.of("tail\n"), texts(half));
    }

    @Test
    void readsOnInTheSameJobWhenWhatWasLeftUnscannedHoldsNoFrame() {
        ReceivingHalf half = bench.half(new LineFraming(100), SEGMENT_BYTES, 2);
        source.thenText("1\n2\nta").thenText("il\n");

        half.perform(NOW_NANOS);
        assertTrue(half.wantsAnotherJob());
        compactInPlace(half);
        half.perform(NOW_NANOS);

        assertEquals(List.of("tail\n"), texts(half));
        assertEquals(3, half.bytesRead());
    }

    @Test
    void findsNothingUnscannedWhenTheLastFrameAllowedEndsTheBytes() {
        ReceivingHalf half = bench.half(new LineFraming(100), SEGMENT_BYTES, 2);
        source.thenText("1\n2\n");

        half.perform(NOW_NANOS);

        assertEquals(2, half.frameCount());
        assertFalse(half.wantsAnotherJob());
        assertEquals(0, half.tailBytes());
    }

    @Test
    void takesFramesLeftUnscannedBeforeTheEnd() {
        ReceivingHalf half = bench.half(new LineFraming(100), SEGMENT_BYTES, 1);
        source.thenText("1\n2\n").thenEnd();

        half.perform(NOW_NANOS);
        compactInPlace(half);
        half.perform(NOW_NANOS);
        assertEquals(List.of("2\n"), texts(half));
        assertEquals(ReceivingHalf.Outcome.OK, half.outcome());
        assertNull(half.compactInto(Objects.requireNonNull(half.segment())));
        half.perform(NOW_NANOS);

        assertEquals(ReceivingHalf.Outcome.END, half.outcome());
    }

    @Test
    void readsNoMoreThanItsBudget() {
        ReceivingHalf half = bench.half(new LineFraming(1_000), 10, 100);
        source.thenText("123456789012345678901\n");

        half.perform(NOW_NANOS);
        assertEquals(10, half.bytesRead());
        assertTrue(half.wantsAnotherJob(), "there may be more");
        half.perform(NOW_NANOS);
        half.perform(NOW_NANOS);

        assertEquals(List.of(10, 10, 10), source.readRooms);
        assertEquals(2, half.bytesRead());
        assertFalse(half.wantsAnotherJob());
        assertEquals(1, half.frameCount());
    }

    @Test
    void readsNoMoreThanTheSegmentHasRoomFor() {
        ReceivingHalf half = bench.half(new LineFraming(1 << 20), 1 << 20, 100);
        source.thenBytes(new byte[SEGMENT_BYTES + 5]);

        half.perform(NOW_NANOS);
        assertEquals(SEGMENT_BYTES, half.bytesRead());
        assertTrue(half.wantsAnotherJob());
        Segment small = half.compactInto(bench.borrow(2 * SEGMENT_BYTES));
        pool.giveBack(Objects.requireNonNull(small));
        half.perform(NOW_NANOS);

        assertEquals(5, half.bytesRead());
        assertEquals(SEGMENT_BYTES + 5, half.tailBytes());
        assertFalse(half.wantsAnotherJob());
    }

    @Test
    void givesTheResumeBackWhereverTheTailHasMoved() {
        ScriptedFraming framing = new ScriptedFraming(
                1_000,
                (bytes, start, end, resume) ->
                        end - start == 40 ? 40 : Framing.needMore(1_000_000_007L * (end - start)));
        ReceivingHalf half = bench.half(framing, 10, 100);
        source.thenBytes(new byte[41]);

        half.perform(NOW_NANOS);
        compactInPlace(half);
        half.perform(NOW_NANOS);
        bench.moveInto(half, 2 * SEGMENT_BYTES);
        half.perform(NOW_NANOS);
        half.perform(NOW_NANOS);
        assertEquals(1, half.frameCount());
        half.perform(NOW_NANOS);

        assertEquals(List.of(0L, 10_000_000_070L, 20_000_000_140L, 30_000_000_210L, 0L), framing.resumes);
    }

    @Test
    void looksAtEachByteOfAFrameOnce() {
        int frameBytes = 64 << 10;
        long[] steps = new long[1];
        Framing framing = new ScriptedFraming(frameBytes, (bytes, start, end, resume) -> {
            steps[0] += end - start - resume;
            return end - start == frameBytes ? frameBytes : Framing.needMore(end - start);
        });
        ReceivingHalf half = bench.half(framing, 1, 100);
        bench.moveInto(half, frameBytes);
        source.thenBytes(new byte[frameBytes]);

        for (int i = 0; i < frameBytes; i++) {
            half.perform(NOW_NANOS);
        }

        assertEquals(1, half.frameCount());
        assertEquals(frameBytes, steps[0]);
    }

    @Test
    void throwsAwayWhatComesOnceItDiscards() {
        ReceivingHalf half = bench.half(new ScriptedFraming(100, (bytes, start, end, resume) -> 2), SEGMENT_BYTES, 1);
        source.thenText("aabb").thenText("!!").thenText("!!!").thenEnd();
        half.perform(NOW_NANOS);

        pool.giveBack(Objects.requireNonNull(half.discardAll()));
        assertNull(half.segment());
        half.attach(bench.borrow(SEGMENT_BYTES));
        half.perform(NOW_NANOS);
        assertEquals(2, half.bytesRead());
        half.perform(NOW_NANOS);

        assertEquals(3, half.filledIndex(), "each job begins at the front");
        assertEquals(0, half.frameCount());
        assertEquals(ReceivingHalf.Outcome.OK, half.outcome());
        half.perform(NOW_NANOS);
        assertEquals(ReceivingHalf.Outcome.END, half.outcome());
        assertNull(half.failure());
    }

    @Test
    void movesTheTailWithinItsSegmentEvenWhereItOverlaps() {
        ReceivingHalf half = lineHalf();
        source.thenText("x\nabcdefghij").thenText("k\n");

        half.perform(NOW_NANOS);
        compactInPlace(half);
        half.perform(NOW_NANOS);

        assertEquals(List.of("abcdefghijk\n"), texts(half));
        assertEquals(12, half.filledIndex());
    }

    @Test
    void movesTheTailToAnotherSegmentAndReturnsItsOwn() {
        ReceivingHalf half = lineHalf();
        Segment first = half.segment();
        Segment second = bench.borrow(4 * SEGMENT_BYTES);
        source.thenText("x\nab").thenText("c\n");
        half.perform(NOW_NANOS);

        Segment freed = half.compactInto(second);
        half.perform(NOW_NANOS);

        assertSame(first, freed);
        assertSame(second, half.segment());
        assertEquals(List.of("abc\n"), texts(half));
    }

    @Test
    void refusesATailThatDoesNotFit() {
        ReceivingHalf half = bench.half(new LineFraming(1 << 20), 1 << 20, 100);
        bench.moveInto(half, 2 * SEGMENT_BYTES);
        source.thenBytes(new byte[SEGMENT_BYTES + 1]);
        half.perform(NOW_NANOS);
        Segment small = bench.borrow(SEGMENT_BYTES);

        Misuse.refused("no room for a tail of 16385 bytes", () -> half.compactInto(small));
    }

    @Test
    void lendsItsSegmentToNobodyWhileAJobIsOut() {
        ReceivingHalf half = lineHalf();
        Segment segment = Objects.requireNonNull(half.segment());
        half.lend(NOW_NANOS);

        Misuse.refused("detach() while a worker may read into it", half::detach);
        Misuse.refused("detach() while a worker may read into it", half::discardAll);
        Misuse.refused("compactInto() while a worker may read into it", () -> half.compactInto(segment));
        Misuse.refused("two jobs of one half", () -> half.lend(NOW_NANOS));
        half.reclaim();
        Misuse.refused("reclaim() of a half that is at home", half::reclaim);
        Misuse.refused("attach() to a half that has a segment", () -> half.attach(segment));
    }

    @Test
    void stampsItsProgressWhenBytesCameAndOnlyThen() {
        ReceivingHalf half = lineHalf();
        half.progress().start(1);
        source.thenText("one\n").thenNothing().thenText("two\nx").thenEnd();

        half.perform(10);
        half.perform(20);
        assertEquals(10, half.progress().stampNanos());
        half.perform(30);
        half.perform(40);

        assertEquals(30, half.progress().stampNanos());
        assertEquals(9, half.progress().totalBytes());
    }

    /** All of it at once: reads, budgets, snapshots and moves at random, against the stream that went in. */
    @Test
    void deliversEveryFrameOnceAndInOrder() {
        Stream.iterate(1L, seed -> seed + 1).limit(300).forEach(this::deliversTheStreamOf);
    }

    private void deliversTheStreamOf(long seed) {
        Random random = new Random(seed);
        ByteArrayOutputStream sent = new ByteArrayOutputStream();
        ByteArrayOutputStream delivered = new ByteArrayOutputStream();
        List<Integer> sentFrameBytes = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            byte[] line = LineFramingTest.randomLine(1 + random.nextInt(300), random);
            sentFrameBytes.add(line.length);
            sent.writeBytes(line);
            source.thenBytes(line);
        }
        List<Integer> deliveredFrameBytes = new ArrayList<>();
        ReceivingHalf half = bench.half(new LineFraming(300), 1 + random.nextInt(400), 1 + random.nextInt(5));

        for (int jobs = 0; deliveredFrameBytes.size() < 50; jobs++) {
            assertNotEquals(100_000, jobs, "seed " + seed + " gets nowhere");
            half.perform(NOW_NANOS);
            for (byte[] frame : frames(half)) {
                deliveredFrameBytes.add(frame.length);
                delivered.writeBytes(frame);
            }
            settle(half, random);
        }

        assertEquals(sentFrameBytes, deliveredFrameBytes, () -> "seed " + seed);
        assertArrayEquals(sent.toByteArray(), delivered.toByteArray(), () -> "seed " + seed);
        pool.giveBack(Objects.requireNonNull(half.detach()));
        assertEquals(0, pool.lentBytes());
    }

    private void settle(ReceivingHalf half, Random random) {
        if (half.tailBytes() == 0 && random.nextBoolean()) {
            pool.giveBack(Objects.requireNonNull(half.detach()));
            half.attach(bench.borrow(SEGMENT_BYTES));
        } else if (random.nextBoolean()) {
            compactInPlace(half);
        } else {
            bench.moveInto(half, SEGMENT_BYTES << random.nextInt(3));
        }
    }
}
