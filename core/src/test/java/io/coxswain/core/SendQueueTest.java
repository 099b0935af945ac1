package io.coxswain.core;

import static io.coxswain.core.SendingBench.NO_LIMIT;
import static io.coxswain.core.SendingBench.SEGMENT_BYTES;
import static io.coxswain.core.SendingBench.bytes;
import static io.coxswain.core.SendingBench.text;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * What is queued, where a job's boundary lies, and what is left when the job is back. Messages encoded in place are in
 * {@link SendQueueClaimTest}; when a link is written at all is {@link LinkWriter}'s.
 */
final class SendQueueTest {
    private final SendingBench bench = new SendingBench(8L << 20);
    private final SendQueue queue = bench.queue;

    @AfterEach
    void returnsEverySegment() {
        queue.clear(new long[TypeRuns.TYPES]);
        assertEquals(0, bench.pool.lentBytes());
        assertEquals(0, queue.queuedBytes());
    }

    @Test
    void packsMessagesIntoOneBuffer() {
        bench.append("one ", 0);
        bench.append("two ", 0);
        bench.append("three", 0);

        bench.write(NO_LIMIT);

        assertEquals("one two three", bench.sink.writtenText());
        assertEquals(List.of(1), bench.sink.writeBuffers);
        assertEquals(0, queue.queuedBytes());
        assertEquals(0, bench.pool.lentBytes(), "an empty queue holds no segment");
    }

    @Test
    void movesThePositionOfWhatItAcceptedAndNothingElse() {
        ByteBuffer message = ByteBuffer.wrap(bytes("..body..")).position(2).limit(6);

        assertTrue(queue.append(message, 0));
        bench.write(NO_LIMIT);

        assertEquals(6, message.position());
        assertEquals(6, message.limit());
        assertEquals("body", bench.sink.writtenText());
    }

    @Test
    void takesDirectAndReadOnlyMessages() {
        ByteBuffer direct = ByteBuffer.allocate(3).put(bytes("abc")).flip().asReadOnlyBuffer();

        assertTrue(queue.append(direct, 0));
        bench.write(NO_LIMIT);

        assertEquals("abc", bench.sink.writtenText());
    }

    @Test
    void leavesOutWhatIsAppendedAfterTheBoundaryWasDrawn() {
        bench.append("before", 0);
        bench.dispatch(NO_LIMIT);

        bench.append("after", 0);
        bench.run();
        assertEquals("before", bench.sink.writtenText());
        bench.complete();
        assertEquals(5, queue.queuedBytes());
        bench.write(NO_LIMIT);

        assertEquals("beforeafter", bench.sink.writtenText());
    }

    @Test
    void popsOnlyWhatWasTaken() {
        bench.append("abcdef", 0);
        bench.sink.takes(2).takes(0).takes(3);

        bench.write(NO_LIMIT);
        assertEquals(4, queue.queuedBytes());
        bench.write(NO_LIMIT);
        assertEquals(4, queue.queuedBytes());
        bench.write(NO_LIMIT);
        assertEquals(1, queue.queuedBytes());
        bench.write(NO_LIMIT);

        assertEquals("abcdef", bench.sink.writtenText());
    }

    @Test
    void countsBytesByTypeWithPartialHeads() {
        bench.append("aaaa", 1);
        bench.append("bb", 2);
        SharedMessage shared = bench.share("cccc");
        queue.append(shared, 3);
        shared.release();
        bench.sink.takes(3).takes(2).takes(2);

        bench.write(NO_LIMIT);
        assertArrayEquals(new long[] {0, 3, 0, 0}, firstTypes());
        bench.write(NO_LIMIT);
        assertArrayEquals(new long[] {0, 4, 1, 0}, firstTypes());
        bench.write(NO_LIMIT);
        assertArrayEquals(new long[] {0, 4, 2, 1}, firstTypes());
        bench.write(NO_LIMIT);

        assertArrayEquals(new long[] {0, 4, 2, 4}, firstTypes());
        assertEquals("aaaabbcccc", bench.sink.writtenText());
    }

    private long[] firstTypes() {
        long[] first = new long[4];
        System.arraycopy(bench.sentByType, 0, first, 0, first.length);
        return first;
    }

    @Test
    void countsWhatItDropsByType() {
        bench.append("aaaa", 1);
        bench.append("bb", 2);
        bench.sink.takes(3);
        bench.write(NO_LIMIT);
        long[] dropped = new long[TypeRuns.TYPES];

        queue.clear(dropped);

        assertEquals(1, dropped[1]);
        assertEquals(2, dropped[2]);
        assertEquals(3, bench.sentByType[1]);
    }

    @Test
    void spreadsALongMessageOverSegments() {
        String message = text(5 * SEGMENT_BYTES + 77);
        bench.append("head", 0);

        assertTrue(bench.append(message, 0));
        bench.write(NO_LIMIT);

        assertEquals("head" + message, bench.sink.writtenText());
        assertEquals(List.of(6), bench.sink.writeBuffers);
    }

    @Test
    void returnsEachSegmentAsSoonAsItIsWritten() {
        bench.append(text(3 * SEGMENT_BYTES), 0);
        bench.sink.takes(SEGMENT_BYTES - 1).takes(1);
        assertEquals(3L * SEGMENT_BYTES, bench.pool.lentBytes());

        bench.write(NO_LIMIT);
        assertEquals(3L * SEGMENT_BYTES, bench.pool.lentBytes());
        bench.write(NO_LIMIT);

        assertEquals(2L * SEGMENT_BYTES, bench.pool.lentBytes());
    }

    @Test
    void cutsTheBudgetInTheMiddleOfASlice() {
        String message = text(2 * SEGMENT_BYTES);
        bench.append(message, 0);

        bench.write(SEGMENT_BYTES + 100);
        assertEquals(SEGMENT_BYTES + 100, bench.half.boundaryBytes());
        assertEquals(SEGMENT_BYTES + 100, bench.sink.written().length);
        bench.write(50);
        assertEquals(50, bench.half.boundaryBytes());
        bench.write(NO_LIMIT);

        assertEquals(message, bench.sink.writtenText());
    }

    @Test
    void writesMoreThanOneJobsWorthOfSlicesInSeveral() {
        SharedMessage message = bench.share("x");
        for (int i = 0; i < 300; i++) {
            queue.append(message, 0);
        }
        message.release();

        bench.write(NO_LIMIT);
        assertEquals(172, queue.queuedBytes());
        bench.write(NO_LIMIT);
        bench.write(NO_LIMIT);

        assertEquals(List.of(128, 128, 44), bench.sink.writeBuffers);
        assertEquals(300, bench.sink.written().length);
        assertEquals(0, bench.pool.lentBytes());
    }

    @Test
    void takesAllOrNothingWhenThePoolRunsOut() {
        SendingBench small = new SendingBench(1L << 20);
        String queued = text(100);
        small.append(queued, 1);
        ByteBuffer tooMuch = ByteBuffer.wrap(bytes(text(1 << 20)));

        assertFalse(small.queue.append(tooMuch, 2));

        assertEquals(0, tooMuch.position());
        assertEquals(100, small.queue.queuedBytes());
        assertEquals(SEGMENT_BYTES, small.pool.lentBytes());
        small.append("tail", 3);
        small.write(NO_LIMIT);
        assertEquals(queued + "tail", small.sink.writtenText());
        assertArrayEquals(new long[] {0, 100, 0, 4}, Arrays.copyOf(small.sentByType, 4));
        assertEquals(0, small.pool.lentBytes());
    }

    @Test
    void takesAllOrNothingIntoAnEmptyQueueAndBehindASharedMessage() {
        SendingBench small = new SendingBench(1L << 20);
        ByteBuffer tooMuch = ByteBuffer.wrap(bytes(text((1 << 20) + 1)));

        assertFalse(small.queue.append(tooMuch, 0));
        assertEquals(0, small.pool.lentBytes());
        SharedMessage message = small.share("shared");
        small.queue.append(message, 0);
        message.release();
        assertFalse(small.queue.append(tooMuch, 0));

        small.write(NO_LIMIT);
        assertEquals("shared", small.sink.writtenText());
        assertEquals(0, small.pool.lentBytes());
    }

    @Test
    void takesNothingBackFromAJobThatIsOutWhenThePoolRunsOut() {
        SendingBench small = new SendingBench(1L << 20);
        small.append("before", 0);
        small.dispatch(NO_LIMIT);
        small.append("between", 0);

        assertFalse(small.append(text(1 << 20), 0));
        small.append("after", 0);
        small.run();
        small.complete();
        small.write(NO_LIMIT);

        assertEquals("beforebetweenafter", small.sink.writtenText());
        assertEquals(0, small.pool.lentBytes());
    }

    @Test
    void sendsOneCopyOfASharedMessageOnManyLinks() {
        SharedMessage message = bench.share("news ");
        List<SendQueue> queues = new ArrayList<>();
        SendingHalf half = bench.half;
        for (int i = 0; i < 100; i++) {
            SendQueue each = new SendQueue(bench.pool, "a test");
            each.append(message, 0);
            queues.add(each);
        }
        message.release();
        assertEquals(SEGMENT_BYTES, bench.pool.lentBytes());
        bench.sink.takes(2);

        for (SendQueue each : queues) {
            assertEquals(SEGMENT_BYTES, bench.pool.lentBytes());
            each.drawBoundary(half, NO_LIMIT);
            half.perform(1);
            each.pop(half.bytesWritten(), bench.sentByType);
        }
        assertEquals("nenews news ", bench.sink.writtenText().substring(0, 12));
        assertEquals(SEGMENT_BYTES, bench.pool.lentBytes(), "the first link has sent half of it");
        queues.get(0).clear(new long[TypeRuns.TYPES]);

        assertEquals(0, bench.pool.lentBytes());
    }

    @Test
    void appendsNothingToBytesThatOtherLinksSeeToo() {
        SharedMessage message = bench.share("shared ");
        queue.append(message, 0);
        bench.append("own ", 0);
        queue.append(message, 0);
        message.release();

        bench.write(NO_LIMIT);

        assertEquals("shared own shared ", bench.sink.writtenText());
        assertEquals(List.of(3), bench.sink.writeBuffers);
    }

    @Test
    void queuesNothingForAMessageWithoutBytes() {
        SharedMessage empty = bench.share("");
        for (int i = 0; i < 1_000; i++) {
            queue.append(empty, i % 16);
            bench.append("", i % 16);
        }
        assertEquals(0, queue.queuedBytes());
        bench.append("x", 0);

        bench.write(NO_LIMIT);

        assertEquals("x", bench.sink.writtenText());
        empty.release();
        assertEquals(0, bench.pool.lentBytes(), "or a job would find only empty slices, for ever");
    }

    @Test
    void dropsWhatIsQueuedWithAllReferences() {
        SharedMessage message = bench.share("shared");
        queue.append(message, 0);
        bench.append(text(3 * SEGMENT_BYTES), 0);
        queue.append(message, 0);
        message.release();

        queue.clear(new long[TypeRuns.TYPES]);

        assertEquals(0, bench.pool.lentBytes());
        bench.append("again", 0);
        bench.write(NO_LIMIT);
        assertEquals("again", bench.sink.writtenText());
    }

    @Test
    void refusesToPopMoreThanIsQueued() {
        bench.append("abc", 0);

        Misuse.refused("the socket took 4 of 3 bytes", () -> queue.pop(4, bench.sentByType));
    }

    /** A chunk that was given up is freed by the collector, so a link that has sent something may not hold on to it. */
    @Test
    void holdsOnToNoMemoryThatItHasReturned() {
        SendingBench small = new SendingBench(1L << 20);
        WeakReference<BufferPool.Chunk> givenUp = sendAndGiveUpItsChunk(small);

        Await.until("a chunk is collected that is not in the budget any more", small.queue::toString, () -> {
            System.gc();
            return givenUp.get() == null;
        });

        assertEquals(0, small.queue.queuedBytes());
    }

    private static WeakReference<BufferPool.Chunk> sendAndGiveUpItsChunk(SendingBench bench) {
        Segment any = Objects.requireNonNull(bench.pool.borrow(1));
        WeakReference<BufferPool.Chunk> chunk = new WeakReference<>(any.chunk);
        bench.pool.giveBack(any);
        SharedMessage message = bench.share("shared");
        bench.queue.append(message, 0);
        message.release();
        bench.append("own", 0);
        bench.write(NO_LIMIT);
        assertEquals("sharedown", bench.sink.writtenText());
        assertNotNull(bench.pool.borrow(1 << 20), "a segment as large as the budget takes the place of that chunk");
        return chunk;
    }
}
