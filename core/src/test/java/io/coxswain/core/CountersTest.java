package io.coxswain.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

/** That a snapshot is one. What is counted when is tested where it happens. */
final class CountersTest {
    private static final Counters.Gauges GAUGES = new Counters.Gauges(1, 2, 3, 4, true, 5, 6, 7);

    private final EngineCounters counts = new EngineCounters();

    @Test
    void showsWhatWasCounted() {
        counts.increment(Counter.TURNS);
        counts.add(Counter.BYTES_SENT, 1L << 40);
        counts.closed(CloseReason.MALFORMED);
        counts.sentBytesByType[15] += 9;
        counts.unsentBytesByType[3] += 8;
        counts.sendRefused(SendResult.FULL);
        counts.jobWaited(Operation.WRITE, 100);
        counts.jobTook(Operation.READ, 200);
        counts.turnTimes().record(300, 0);

        Counters snapshot = counts.snapshot(GAUGES, new Counters.WorkerTime[0]);

        assertEquals(1, snapshot.get(Counter.TURNS));
        assertEquals(1L << 40, snapshot.get(Counter.BYTES_SENT));
        assertEquals(1, snapshot.closed(CloseReason.MALFORMED));
        assertEquals(0, snapshot.closed(CloseReason.LOCAL));
        assertEquals(1, snapshot.get(Counter.LINKS_CLOSED));
        assertEquals(9, snapshot.sentBytes(15));
        assertEquals(8, snapshot.unsentBytes(3));
        assertEquals(1, snapshot.sendsRefused(SendResult.FULL));
        assertEquals(0, snapshot.sendsRefused(SendResult.CLOSED));
        assertEquals(1, snapshot.get(Counter.SENDS_REFUSED));
        assertEquals(100, snapshot.queueWaits(Operation.WRITE).maxNanos());
        assertEquals(0, snapshot.queueWaits(Operation.READ).count());
        assertEquals(200, snapshot.jobTimes(Operation.READ).maxNanos());
        assertEquals(300, snapshot.turnTimes().maxNanos());
        assertEquals(GAUGES, snapshot.gauges());
    }

    @Test
    void tellsFallbacksApartByOperationAndReason() {
        int count = 1;
        for (Operation operation : Operation.values()) {
            for (FallbackReason reason : FallbackReason.values()) {
                for (int i = 0; i < count; i++) {
                    counts.fallback(operation, reason);
                }
                count++;
            }
        }

        Counters snapshot = counts.snapshot(GAUGES, new Counters.WorkerTime[0]);

        int expected = 1;
        for (Operation operation : Operation.values()) {
            for (FallbackReason reason : FallbackReason.values()) {
                assertEquals(expected, snapshot.fallbacks(operation, reason), () -> operation + " " + reason);
                expected++;
            }
        }
    }

    @Test
    void changesNoMoreOnceTaken() {
        Counters.WorkerTime[] workers = {new Counters.WorkerTime(1, 2, 3)};
        Counters snapshot = counts.snapshot(GAUGES, workers);

        for (Counter counter : Counter.values()) {
            counts.increment(counter);
        }
        counts.closed(CloseReason.LOCAL);
        counts.fallback(Operation.READ, FallbackReason.NO_WORKER);
        counts.sentBytesByType[0]++;
        counts.jobTook(Operation.READ, 1);
        workers[0] = new Counters.WorkerTime(9, 9, 9);

        for (Counter counter : Counter.values()) {
            assertEquals(0, snapshot.get(counter), counter::name);
        }
        assertEquals(0, snapshot.closed(CloseReason.LOCAL));
        assertEquals(0, snapshot.fallbacks(Operation.READ, FallbackReason.NO_WORKER));
        assertEquals(0, snapshot.sentBytes(0));
        assertEquals(0, snapshot.jobTimes(Operation.READ).count());
        assertEquals(List.of(new Counters.WorkerTime(1, 2, 3)), snapshot.workers());
        assertThrows(
                UnsupportedOperationException.class, () -> snapshot.workers().clear());
    }

    @Test
    void countsHandshakesAndRefusalsOnceInTheSumAndOnceByThemselves() {
        counts.handshakeEnded(HandshakeOutcome.COMPLETED, true);
        counts.handshakeCompleted(true, 500);
        counts.handshakeEnded(HandshakeOutcome.COMPLETED, false);
        counts.handshakeCompleted(false, 700);
        counts.refused(RefusalReason.CONNECTIONS_MAX);

        Counters snapshot = counts.snapshot(GAUGES, new Counters.WorkerTime[0]);

        assertEquals(2, snapshot.get(HandshakeOutcome.COMPLETED.counter()));
        assertEquals(1, snapshot.tls().handshakesAccepted(HandshakeOutcome.COMPLETED));
        assertEquals(1, snapshot.tls().handshakesDialed(HandshakeOutcome.COMPLETED));
        assertEquals(1, snapshot.get(Counter.HANDSHAKES_RESUMED));
        assertEquals(700, snapshot.tls().handshakeTimes().maxNanos());
        assertEquals(2, snapshot.tls().handshakeTimes().count());
        assertEquals(1, snapshot.refused(RefusalReason.CONNECTIONS_MAX));
        assertEquals(1, snapshot.get(Counter.LINKS_REFUSED));
    }
}
