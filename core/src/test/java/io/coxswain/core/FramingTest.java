package io.coxswain.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

/** The encoding of verdicts. What holds of framings is in {@link FramingSpec}. */
final class FramingTest {
    @Test
    void carriesAResumeOfSixtyTwoBits() {
        for (long resume : new long[] {0, 1, Integer.MAX_VALUE, 1L << 32, Framing.RESUME_MAX}) {
            long verdict = Framing.needMore(resume);

            assertTrue(Framing.isNeedMore(verdict));
            assertFalse(Framing.isFrame(verdict));
            assertEquals(resume, Framing.resumeOf(verdict));
        }
    }

    @Test
    void refusesAResumeOutOfRange() {
        assertThrows(IllegalArgumentException.class, () -> Framing.needMore(-1));
        assertThrows(IllegalArgumentException.class, () -> Framing.needMore(Framing.RESUME_MAX + 1));
    }

    @Test
    void takesNoFailureForAFrameOrAWishForMore() {
        for (long verdict : new long[] {Framing.MALFORMED, Framing.TOO_LARGE, 0, -1, Integer.MIN_VALUE}) {
            assertFalse(Framing.isFrame(verdict));
            assertFalse(Framing.isNeedMore(verdict));
        }
    }

    @Test
    void describesAFailureWithTheBoundItExceeds() {
        Framing plain = new Framing() {
            @Override
            public long scan(ByteBuffer bytes, int start, int end, long resume) {
                return TOO_LARGE;
            }

            @Override
            public int frameBytesMax() {
                return 64;
            }
        };
        ByteBuffer bytes = ByteBuffer.allocate(9);

        assertEquals("frame exceeds frameBytesMax 64 bytes", plain.describeFailure(bytes, 0, 9, Framing.TOO_LARGE));
        assertEquals("malformed frame within 9 bytes received", plain.describeFailure(bytes, 0, 9, Framing.MALFORMED));
    }
}
