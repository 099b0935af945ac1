package io.coxswain.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The steps in which an engine ends, by a clock that a test moves. With sockets in {@link EngineCloseTest}. */
final class EndingTest {
    private final List<String> errors = new ArrayList<>();
    private final LoopBench bench;
    private final Ending ending;

    EndingTest() throws IOException {
        bench = new LoopBench((where, error) -> errors.add(where + ": " + error.getMessage()));
        ending = bench.newEnding();
    }

    @AfterEach
    void close() throws IOException {
        bench.close();
    }

    @Test
    void endsAtOnceWhenNothingIsLeft() {
        assertTrue(ending.advance());
        assertTrue(ending.advance());

        assertEquals(List.of(), errors);
        assertTrue(bench.loop.isClosing());
        assertTrue(bench.parts.mailbox().isClosed());
    }

    @Test
    void waitsForJobsThatAreOutAndThenEnds() {
        assertTrue(bench.parts.outbox().tryReserve());

        assertFalse(ending.advance());
        bench.time.advanceNanos(Ending.STEP_NANOS_MAX - 1);
        assertFalse(ending.advance());
        bench.parts.outbox().cancelReservation();

        assertTrue(ending.advance());
        assertEquals(List.of(), errors);
    }

    @Test
    void givesUpOnAJobThatDoesNotComeBackAndSaysSo() {
        assertTrue(bench.parts.outbox().tryReserve());
        assertFalse(ending.advance());

        bench.time.advanceNanos(Ending.STEP_NANOS_MAX);

        assertTrue(ending.advance());
        assertEquals(
                List.of("closing the engine: 1 jobs have not come back: a worker is still inside a framing []"),
                errors);
    }

    @Test
    void takesBackWhatWaitsForWorkersThatAreNotItsOwn() throws IOException {
        try (WorkerPool shared = new WorkerPool(bench.time, DispatchBench.PARK_AT_ONCE);
                LoopBench guest = new LoopBench((where, error) -> errors.add(where), shared)) {
            shared.resize(1);

            assertTrue(guest.newEnding().advance());

            assertEquals(1, shared.count(), "they go on for the others");
            assertEquals(0, guest.parts.workers().count());
        }
    }

    @Test
    void goesOnEndingWhenAPartOfItFails() throws IOException {
        bench.closeSelector();

        assertTrue(ending.advance());

        assertTrue(bench.parts.mailbox().isClosed());
    }
}
