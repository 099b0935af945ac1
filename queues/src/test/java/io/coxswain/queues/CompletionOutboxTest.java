package io.coxswain.queues;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Reserving a place, completing into it, and giving it back. The outbox as a queue is in {@link HandOverSpec}; a worker
 * stopped between claiming a slot and storing into it is for the lessons in {@code jcstress-tests}.
 */
class CompletionOutboxTest {
    private final List<Integer> drained = new ArrayList<>();

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 64, 100})
    void refusesAReservationPastItsPlaces(int placesMax) {
        CompletionOutbox<Integer> outbox = new CompletionOutbox<>(placesMax);
        for (int i = 0; i < placesMax; i++) {
            assertTrue(outbox.tryReserve());
        }

        assertFalse(outbox.tryReserve());
        assertFalse(outbox.tryReserve());
        assertEquals(placesMax, outbox.reservedPlaces());
    }

    @Test
    void refusesToBeMadeWithoutPlaces() {
        assertThrows(IllegalArgumentException.class, () -> new CompletionOutbox<Integer>(0));
    }

    /** With every place reserved and nothing drained until all are completed, round the ring several times. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 7, 8})
    void completesWhateverIsReserved(int placesMax) {
        CompletionOutbox<Integer> outbox = new CompletionOutbox<>(placesMax);

        for (int round = 0; round < 50; round++) {
            for (int i = 0; i < placesMax; i++) {
                assertTrue(outbox.tryReserve());
            }
            for (int i = 0; i < placesMax; i++) {
                outbox.complete(i);
            }
            drained.clear();
            assertEquals(placesMax, outbox.drain(drained::add, Integer.MAX_VALUE));
            for (int i = 0; i < placesMax; i++) {
                assertEquals(i, drained.get(i));
            }
        }
        assertEquals(0, outbox.reservedPlaces());
    }

    @Test
    void takesCompletionsInTheOrderInWhichTheyAreMadeNotReserved() {
        CompletionOutbox<Integer> outbox = outboxWithReservations(2, 2);

        outbox.complete(2);
        outbox.complete(1);
        outbox.drain(drained::add, 2);

        assertEquals(List.of(2, 1), drained);
    }

    @Test
    void freesAPlaceByCancelling() {
        CompletionOutbox<Integer> outbox = outboxWithReservations(2, 2);

        outbox.cancelReservation();

        assertEquals(1, outbox.reservedPlaces());
        assertTrue(outbox.tryReserve());
        assertFalse(outbox.tryReserve());
        assertEquals(2, outbox.places());
    }

    @Test
    void detectsACancellationWithoutAReservation() {
        CompletionOutbox<Integer> outbox = new CompletionOutbox<>(2);

        assertThrows(AssertionError.class, outbox::cancelReservation);
    }

    @Test
    void keepsAPlaceTakenUntilItsCompletionIsDrained() {
        CompletionOutbox<Integer> outbox = outboxWithReservations(1, 1);

        outbox.complete(7);

        assertFalse(outbox.tryReserve());
        outbox.drain(drained::add, 1);
        assertTrue(outbox.tryReserve());
    }

    /** One place, and every completion dispatches the next job from inside the sink. */
    @Test
    void hasThePlaceFreeAgainInsideTheSink() {
        CompletionOutbox<Integer> outbox = outboxWithReservations(1, 1);
        Consumer<Integer> redispatch = completion -> {
            drained.add(completion);
            assertEquals(0, outbox.reservedPlaces());
            assertTrue(outbox.tryReserve());
            outbox.complete(completion + 1);
        };
        outbox.complete(0);

        assertEquals(100, outbox.drain(redispatch, 100));

        assertEquals(100, drained.size());
        assertEquals(99, drained.get(99));
        assertEquals(1, outbox.reservedPlaces());
    }

    @Test
    void drainsNoMoreThanAskedFor() {
        CompletionOutbox<Integer> outbox = outboxWithReservations(8, 5);
        for (int i = 0; i < 5; i++) {
            outbox.complete(i);
        }

        assertEquals(0, outbox.drain(drained::add, 0));
        assertEquals(3, outbox.drain(drained::add, 3));
        assertEquals(List.of(0, 1, 2), drained);
        assertEquals(2, outbox.reservedPlaces());
    }

    @Test
    void drainsWhatThereIsWhenAskedForMore() {
        CompletionOutbox<Integer> outbox = outboxWithReservations(8, 3);
        outbox.complete(0);
        outbox.complete(1);

        assertEquals(2, outbox.drain(drained::add, 16));
        assertEquals(0, outbox.drain(drained::add, 16));
        assertEquals(1, outbox.reservedPlaces(), "the job that is still out");
    }

    @Test
    void leavesTheRestQueuedWhenTheSinkThrows() {
        CompletionOutbox<Integer> outbox = outboxWithReservations(4, 3);
        for (int i = 0; i < 3; i++) {
            outbox.complete(i);
        }
        Consumer<Integer> failing = completion -> {
            drained.add(completion);
            if (completion == 1) {
                throw new IllegalArgumentException("from the sink");
            }
        };

        assertThrows(IllegalArgumentException.class, () -> outbox.drain(failing, 3));

        assertEquals(List.of(0, 1), drained);
        assertEquals(1, outbox.reservedPlaces());
        assertEquals(1, outbox.drain(drained::add, 3));
        assertEquals(List.of(0, 1, 2), drained);
        assertEquals(0, outbox.reservedPlaces());
    }

    @Test
    void throwsOnACompletionThatHasNoPlace() {
        CompletionOutbox<Integer> outbox = outboxWithReservations(4, 4);
        for (int i = 0; i < 4; i++) {
            outbox.complete(i);
        }

        IllegalStateException thrown = assertThrows(IllegalStateException.class, () -> outbox.complete(4));

        assertEquals("completion without a reservation: all 4 places are taken", thrown.getMessage());
        assertEquals(4, outbox.drain(drained::add, 8), "the others are unharmed");
    }

    @Test
    void detectsACompletionThatNobodyReservedFor() {
        CompletionOutbox<Integer> outbox = new CompletionOutbox<>(4);
        outbox.complete(0);

        assertThrows(AssertionError.class, () -> outbox.drain(drained::add, 1));
    }

    @Test
    void knowsWhetherThereIsSomethingToDrain() {
        CompletionOutbox<Integer> outbox = outboxWithReservations(4, 2);
        assertFalse(outbox.hasCompletions());

        outbox.complete(0);
        outbox.complete(1);
        assertTrue(outbox.hasCompletions());

        outbox.drain(drained::add, 1);
        assertTrue(outbox.hasCompletions());

        outbox.drain(drained::add, 1);
        assertFalse(outbox.hasCompletions());
    }

    /**
     * The whole circle with as few places as can be: the loop reserves and offers, three workers take and complete, the
     * loop drains. A completion that found no place would throw on its worker and fail the crew.
     */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4})
    void neverFailsAWorkerUnderLoad(int placesMax) throws InterruptedException {
        int jobs = 20_000;
        JobInbox<Integer> inbox = new JobInbox<>(placesMax, 2);
        CompletionOutbox<Integer> outbox = new CompletionOutbox<>(placesMax);
        int[] timesDrained = new int[jobs];
        Crew crew = new Crew();

        for (int i = 0; i < 3; i++) {
            JobInbox.Taker<Integer> taker = inbox.taker();
            crew.start("worker-" + i, () -> {
                Integer job = 0;
                while ((job == null || job >= 0) && crew.goesOn()) {
                    job = taker.take(false);
                    if (job == null) {
                        Thread.yield();
                    } else if (job >= 0) {
                        outbox.complete(job);
                    }
                }
            });
        }
        crew.start("loop", () -> {
            int next = 0;
            int drainedJobs = 0;
            while (drainedJobs < jobs && crew.goesOn()) {
                if (next < jobs && outbox.tryReserve()) {
                    if (inbox.offerTraffic(next)) {
                        next++;
                    } else {
                        outbox.cancelReservation();
                    }
                }
                assertTrue(outbox.reservedPlaces() <= placesMax);
                drainedJobs += outbox.drain(completion -> timesDrained[completion]++, placesMax);
            }
            assertEquals(0, outbox.reservedPlaces());
            for (int stops = 0; stops < 3 && crew.goesOn(); ) {
                stops += inbox.offerTraffic(-1) ? 1 : 0;
            }
        });
        crew.join();

        for (int i = 0; i < jobs; i++) {
            assertEquals(1, timesDrained[i], "times drained, job " + i);
        }
    }

    private static CompletionOutbox<Integer> outboxWithReservations(int placesMax, int reserved) {
        CompletionOutbox<Integer> outbox = new CompletionOutbox<>(placesMax);
        for (int i = 0; i < reserved; i++) {
            assertTrue(outbox.tryReserve());
        }
        return outbox;
    }
}
