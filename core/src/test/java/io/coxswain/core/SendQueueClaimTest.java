package io.coxswain.core;

import static io.coxswain.core.SendingBench.NO_LIMIT;
import static io.coxswain.core.SendingBench.SEGMENT_BYTES;
import static io.coxswain.core.SendingBench.bytes;
import static io.coxswain.core.SendingBench.text;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Messages encoded in place, and everything a queue can be asked for at random. */
final class SendQueueClaimTest {
    private final SendingBench bench = new SendingBench(8L << 20);
    private final SendQueue queue = bench.queue;

    private void claimAndCommit(String text, int bytesMax, int type) {
        bench.claim(bytesMax).put(bytes(text));
        assertEquals(text.length(), queue.commit(type));
    }

    @Test
    void queuesWhatWasWrittenAndNoMore() {
        claimAndCommit("one ", 100, 1);
        bench.append("two ", 2);
        claimAndCommit("three", 5, 3);
        assertFalse(queue.hasClaim());
        assertEquals(13, queue.queuedBytes());

        bench.write(NO_LIMIT);

        assertEquals("one two three", bench.sink.writtenText());
        assertEquals(1, bench.sink.writeBuffers.get(0), "all three in one segment");
        assertEquals(4, bench.sentByType[1]);
        assertEquals(5, bench.sentByType[3]);
    }

    @Test
    void enclosesTheBytesClaimed() {
        bench.append("abc", 0);

        ByteBuffer claim = bench.claim(100);

        assertTrue(queue.hasClaim());
        assertEquals(100, claim.remaining());
        assertEquals(3, claim.position());
        queue.abort();
    }

    @Test
    void forgetsAnAbortedClaim() {
        bench.append("one ", 0);
        bench.claim(10).put(bytes("garbage"));

        queue.abort();
        assertFalse(queue.hasClaim());
        bench.append("two", 0);
        bench.write(NO_LIMIT);

        assertEquals("one two", bench.sink.writtenText());
    }

    @Test
    void returnsTheSegmentOfAClaimThatCameToNothing() {
        bench.claim(10).put(bytes("garbage"));
        queue.abort();
        assertEquals(0, bench.pool.lentBytes());

        bench.claim(10);
        assertEquals(0, queue.commit(0));

        assertEquals(0, bench.pool.lentBytes());
        assertEquals(0, queue.queuedBytes());
    }

    @Test
    void opensLargerClaimsInASegmentOfTheirOwn() {
        String large = text(3 * SEGMENT_BYTES);
        bench.append("head", 0);

        claimAndCommit(large, 3 * SEGMENT_BYTES, 0);
        bench.append("tail", 0);
        bench.write(NO_LIMIT);

        assertEquals("head" + large + "tail", bench.sink.writtenText());
        assertEquals(0, bench.pool.lentBytes());
    }

    @Test
    void opensNoClaimThatThePoolHasNoSegmentFor() {
        SendingBench small = new SendingBench(1L << 20);
        small.append("abc", 0);

        assertNull(small.queue.claim(1 << 20));

        assertFalse(small.queue.hasClaim());
        assertEquals(3, small.queue.queuedBytes());
        small.write(NO_LIMIT);
        assertEquals("abc", small.sink.writtenText());
    }

    @Test
    void drawsNoBoundaryPastAnOpenClaim() {
        bench.append("before ", 0);
        ByteBuffer claim = bench.claim(100).put(bytes("in the m"));

        bench.write(NO_LIMIT);
        assertEquals("before ", bench.sink.writtenText());
        claim.put(bytes("aking"));
        queue.commit(0);
        bench.write(NO_LIMIT);

        assertEquals("before in the making", bench.sink.writtenText());
        assertEquals(0, bench.pool.lentBytes());
    }

    @Test
    void keepsTheSegmentOfAClaimWhoseOtherBytesAreWritten() {
        bench.append("abc", 0);
        bench.dispatch(NO_LIMIT);
        bench.claim(10).put(bytes("def"));
        bench.run();
        bench.complete();
        assertEquals(SEGMENT_BYTES, bench.pool.lentBytes());

        queue.commit(0);
        bench.write(NO_LIMIT);

        assertEquals("abcdef", bench.sink.writtenText());
        assertEquals(0, bench.pool.lentBytes());
    }

    @Test
    void returnsTheSegmentOfAClaimAbortedAfterItsOtherBytesAreWritten() {
        bench.append("abc", 0);
        bench.dispatch(NO_LIMIT);
        bench.claim(10).put(bytes("def"));
        bench.run();
        bench.complete();

        queue.abort();

        assertEquals(0, bench.pool.lentBytes());
        bench.append("x", 0);
        bench.write(NO_LIMIT);
        assertEquals("abcx", bench.sink.writtenText());
    }

    @Test
    void abortsNothingOfAJobThatIsOut() {
        bench.append("abc", 0);
        bench.dispatch(NO_LIMIT);
        bench.claim(10).put(bytes("def"));

        queue.abort();
        bench.run();
        bench.complete();

        assertEquals("abc", bench.sink.writtenText());
        assertEquals(0, bench.pool.lentBytes());
    }

    @Test
    void dropsAnOpenClaimWithTheRest() {
        bench.append("abc", 0);
        bench.claim(2 * SEGMENT_BYTES);

        queue.clear(new long[TypeRuns.TYPES]);

        assertFalse(queue.hasClaim());
        assertEquals(0, bench.pool.lentBytes());
    }

    /** A buffer turned around after writing, as one is for reading, says nothing any more about what was written. */
    @Test
    void refusesToCommitABufferThatWasFlipped() {
        bench.append("abc", 0);
        bench.claim(10).put(bytes("def")).flip();

        IllegalStateException refused = assertThrows(IllegalStateException.class, () -> queue.commit(0));

        assertEquals("the claim of 10 bytes ends at its byte -3: its buffer was moved back", refused.getMessage());
        queue.abort();
        bench.write(NO_LIMIT);
        assertEquals("abc", bench.sink.writtenText());
    }

    @Test
    void refusesToCommitMoreThanWasClaimed() {
        ByteBuffer claim = bench.claim(10);
        claim.clear().put(bytes("0123456789a"));

        IllegalStateException refused = assertThrows(IllegalStateException.class, () -> queue.commit(0));

        assertEquals("the claim of 10 bytes ends at its byte 11: its buffer was widened", refused.getMessage());
        queue.abort();
        assertEquals(0, bench.pool.lentBytes());
    }

    @Test
    void refusesWhateverAnOpenClaimForbids() {
        Misuse.refused("commit() without a claim", () -> queue.commit(0));
        Misuse.refused("abort() without a claim", queue::abort);
        bench.claim(10);

        Misuse.refused("append() while a claim is open", () -> bench.append("x", 0));
        Misuse.refused("append() while a claim is open", () -> queue.append(bench.share("x"), 0));
        Misuse.refused("a second claim", () -> queue.claim(1));
    }

    /** Appends, shares, claims and jobs in any order, under a pool that runs out: what was accepted comes out, once. */
    @Test
    void sendsWhatItAcceptedInOrderWhateverHappensInBetween() {
        for (long seed = 1; seed <= 60; seed++) {
            new Model(seed).run();
        }
    }

    private static final class Model {
        private final String name;
        private final Random random;
        private final SendingBench bench;
        private final ByteArrayOutputStream accepted = new ByteArrayOutputStream();
        private final long[] acceptedByType = new long[TypeRuns.TYPES];
        private final SharedMessage shared;
        private boolean jobOut;

        Model(long seed) {
            name = "seed " + seed;
            random = new Random(seed);
            bench = new SendingBench((1L + random.nextInt(2)) << 20);
            shared = bench.share(text(1 + random.nextInt(40_000)));
        }

        void run() {
            for (int i = 0; i < 300; i++) {
                switch (random.nextInt(6)) {
                    case 0 -> append();
                    case 1 -> appendShared();
                    case 2 -> claim();
                    default -> moveJob();
                }
            }
            shared.release();
            if (jobOut) {
                moveJob();
            }
            while (bench.queue.queuedBytes() > 0) {
                bench.sink.takes(NO_LIMIT);
                bench.write(NO_LIMIT);
            }
            assertArrayEquals(accepted.toByteArray(), bench.sink.written(), name);
            assertArrayEquals(acceptedByType, bench.sentByType, name);
            assertEquals(0, bench.pool.lentBytes(), name);
        }

        private byte[] message() {
            int length = random.nextInt(4) == 0 ? random.nextInt(100_000) : random.nextInt(300);
            byte[] message = new byte[length];
            random.nextBytes(message);
            return message;
        }

        private void onAccepted(byte[] message, int type) {
            accepted.writeBytes(message);
            acceptedByType[type] += message.length;
        }

        private void append() {
            byte[] message = message();
            int type = random.nextInt(TypeRuns.TYPES);
            if (bench.queue.append(ByteBuffer.wrap(message), type)) {
                onAccepted(message, type);
            }
        }

        private void appendShared() {
            int type = random.nextInt(TypeRuns.TYPES);
            bench.queue.append(shared, type);
            onAccepted(bytes(text(shared.bytes())), type);
        }

        private void claim() {
            byte[] message = message();
            int type = random.nextInt(TypeRuns.TYPES);
            ByteBuffer claim = bench.queue.claim(message.length + 1 + random.nextInt(100));
            if (claim == null) {
                return;
            }
            claim.put(message);
            if (random.nextInt(3) == 0) {
                moveJob();
            }
            if (random.nextInt(3) == 0) {
                bench.queue.abort();
            } else {
                bench.queue.commit(type);
                onAccepted(message, type);
            }
        }

        private void moveJob() {
            if (jobOut) {
                bench.run();
                bench.complete();
                jobOut = false;
            } else if (bench.queue.queuedBytes() > 0) {
                bench.sink.takes(random.nextInt(80_000));
                bench.dispatch(1 + random.nextInt(120_000));
                jobOut = true;
            }
        }
    }
}
