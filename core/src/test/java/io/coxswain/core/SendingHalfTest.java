package io.coxswain.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

/** One gathering write and its report. Where the boundary is drawn is in {@link SendQueueTest}. */
final class SendingHalfTest {
    private final ScriptedChannel sink = new ScriptedChannel();
    private final SendingHalf half = new SendingHalf(offloaded -> {}, sink);

    private void extend(String text) {
        ByteBuffer padded = ByteBuffer.wrap(SendingBench.bytes("<" + text + ">"));
        half.extendBoundary(padded, 1, 1 + text.length());
    }

    @Test
    void writesEverythingUpToTheBoundaryInOneCall() {
        extend("one ");
        extend("two ");
        extend("three");

        half.perform(5);

        assertEquals("one two three", sink.writtenText());
        assertEquals(List.of(3), sink.writeBuffers);
        assertEquals(13, half.boundaryBytes());
        assertEquals(13, half.bytesWritten());
        assertNull(half.error());
    }

    @Test
    void reportsWhatASocketTookThatIsFull() {
        extend("abcdef");
        sink.takes(4);

        half.perform(5);

        assertEquals(4, half.bytesWritten());
        assertEquals(6, half.boundaryBytes());
        assertNull(half.error());
    }

    @Test
    void reportsNothingWrittenToASocketThatWasFull() {
        extend("abc");
        extend("def");
        sink.takes(0);
        half.progress().start(1);

        half.perform(5);

        assertEquals(0, half.bytesWritten());
        assertNull(half.error());
        assertEquals(1, half.progress().stampNanos(), "no byte has moved");
    }

    @Test
    void reportsAnErrorAndForgetsItWithTheNextJob() {
        extend("abc");
        sink.thenWriteError();

        half.perform(5);
        assertInstanceOf(IOException.class, half.error());
        assertEquals(0, half.bytesWritten());
        assertNull(half.failure());
        half.clearBoundary();
        extend("abc");
        half.perform(6);

        assertNull(half.error());
        assertEquals(3, half.bytesWritten());
    }

    @Test
    void reportsNoBytesOfTheJobBeforeAnError() {
        extend("abc");
        half.perform(5);
        half.clearBoundary();
        extend("def");
        sink.thenWriteError();

        half.perform(6);

        assertNotNull(half.error());
        assertEquals(0, half.bytesWritten(), "they would be popped twice");
    }

    @Test
    void beginsANewBoundaryWithNothing() {
        extend("old");
        half.perform(5);

        half.clearBoundary();
        assertEquals(0, half.boundaryBytes());
        extend("new");
        half.perform(6);

        assertEquals("oldnew", sink.writtenText());
    }

    @Test
    void stampsItsProgress() {
        extend("abc");
        half.progress().start(1);

        half.perform(5);

        assertEquals(5, half.progress().stampNanos());
        assertEquals(3, half.progress().totalBytes());
    }

    @Test
    void takesUpToItsMaximumOfSlices() {
        for (int i = 0; i < SendingHalf.SLICES_MAX; i++) {
            extend(String.valueOf((char) ('0' + i % 10)));
        }

        Misuse.refused("more than 128 slices in one job", () -> extend("x"));
        half.perform(5);

        assertEquals(List.of(128), sink.writeBuffers);
        assertEquals(128, half.bytesWritten());
        assertEquals("0123456789", sink.writtenText().substring(0, 10));
    }

    @Test
    void movesNoBoundaryWhileAJobIsOut() {
        extend("abc");
        half.lend(5);

        Misuse.refused("the boundary belongs to the job that is out", half::clearBoundary);
        Misuse.refused("the boundary belongs to the job that is out", () -> extend("x"));
    }
}
