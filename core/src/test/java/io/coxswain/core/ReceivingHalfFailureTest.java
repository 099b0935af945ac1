package io.coxswain.core;

import static io.coxswain.core.ReceivingBench.NOW_NANOS;
import static io.coxswain.core.ReceivingBench.texts;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * What a {@link ReceivingHalf} makes of bytes that are no frame, and of a framing or a source that breaks its contract.
 */
final class ReceivingHalfFailureTest {
    private final ReceivingBench bench = new ReceivingBench();
    private final ScriptedChannel source = bench.source;

    @Test
    void keepsTheGoodPrefixBeforeAMalformedFrame() {
        Framing framing = new ScriptedFraming(
                100, (bytes, start, end, resume) -> bytes.get(start) == '!' ? Framing.MALFORMED : 2);
        ReceivingHalf half = bench.half(framing);
        source.thenText("aabb!c");

        half.perform(NOW_NANOS);

        assertEquals(List.of("aa", "bb"), texts(half));
        assertEquals(ReceivingHalf.Outcome.MALFORMED, half.outcome());
        assertTrue(half.isRefused());
        assertFalse(half.wantsAnotherJob());
        assertEquals("malformed frame within 2 bytes received", half.describeFailure());
    }

    @Test
    void keepsTheGoodPrefixBeforeAFrameThatIsTooLarge() {
        ReceivingHalf half = bench.half(new LineFraming(4));
        source.thenText("one\nabcd\n");

        half.perform(NOW_NANOS);

        assertEquals(List.of("one\n"), texts(half));
        assertEquals(ReceivingHalf.Outcome.TOO_LARGE, half.outcome());
        assertTrue(half.isRefused());
        assertEquals("line exceeds frameBytesMax 4 bytes: no line feed in 5 bytes received", half.describeFailure());
    }

    @Test
    void takesAWishForMoreThanTheMaximumForTooLarge() {
        ReceivingHalf half = bench.half(new ScriptedFraming(8, ReceivingHalfFailureTest::neverEnough));
        source.thenText("1234567").thenText("8");

        half.perform(NOW_NANOS);
        assertEquals(ReceivingHalf.Outcome.OK, half.outcome());
        half.perform(NOW_NANOS);

        assertEquals(ReceivingHalf.Outcome.TOO_LARGE, half.outcome());
        assertEquals("frame exceeds frameBytesMax 8 bytes", half.describeFailure());
    }

    private static long neverEnough(ByteBuffer bytes, int start, int end, long resume) {
        return Framing.needMore(end - start);
    }

    @Test
    void keepsWhatAFramingThrowsAndTheFramesBeforeIt() {
        for (Throwable thrown : List.of(new IllegalStateException("bug"), new StackOverflowError("bug"))) {
            ReceivingHalf half = bench.half(throwingAt('!', thrown));
            source.thenText("aabb!!cc");

            half.perform(NOW_NANOS);

            assertSame(thrown, half.failure());
            assertEquals(List.of("aa", "bb"), texts(half));
            assertEquals(4, half.tailBytes());
        }
    }

    private static Framing throwingAt(char last, Throwable thrown) {
        return new ScriptedFraming(100, (bytes, start, end, resume) -> {
            if (bytes.get(start) != last) {
                return 2;
            }
            Misuse.raise(thrown);
            return 0;
        });
    }

    @Test
    void refusesVerdictsThatAreNone() {
        for (long illegal : new long[] {0, -1, Integer.MIN_VALUE, Framing.TOO_LARGE + 1, -5_000_000_000L}) {
            ReceivingHalf half =
                    bench.half(new ScriptedFraming(100, (bytes, start, end, resume) -> start == 0 ? 2 : illegal));
            source.thenText("aabb");

            half.perform(NOW_NANOS);

            String said = assertInstanceOf(IllegalStateException.class, half.failure())
                    .getMessage();
            assertTrue(String.valueOf(said).endsWith("returned the illegal verdict " + illegal), said);
            assertEquals(List.of("aa"), texts(half));
        }
    }

    @Test
    void refusesFramesLongerThanWhatIsThere() {
        for (long tooLong : new long[] {5, Integer.MAX_VALUE, 1L << 32, (1L << 32) + 2, Long.MAX_VALUE}) {
            ReceivingHalf half = bench.half(new ScriptedFraming(100, (bytes, start, end, resume) -> tooLong));
            source.thenText("abcd");

            half.perform(NOW_NANOS);

            String said = assertInstanceOf(IllegalStateException.class, half.failure())
                    .getMessage();
            assertTrue(String.valueOf(said).endsWith("found a frame of " + tooLong + " bytes in 4 bytes"), said);
            assertEquals(0, half.frameCount());
            assertEquals(4, half.tailBytes());
        }
    }

    @Test
    void keepsWhatTheSourceThrowsBesidesAnIoException() {
        RuntimeException thrown = new IllegalStateException("not connected");
        source.thenRead(target -> {
            throw thrown;
        });
        ReceivingHalf half = bench.half(new LineFraming(10));

        half.perform(NOW_NANOS);

        assertSame(thrown, half.failure());
        assertTrue(half.isSocketFailure());
        assertEquals(0, half.frameCount());
    }

    @Test
    void tellsAFailureOfTheFramingFromOneOfTheSource() {
        ReceivingHalf half = bench.half(throwingAt('!', new IllegalStateException("bug")));
        source.thenText("aa!!");

        half.perform(NOW_NANOS);

        assertFalse(half.isSocketFailure());
    }
}
