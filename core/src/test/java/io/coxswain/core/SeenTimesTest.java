package io.coxswain.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** Times and counts that an engine shows after real work. How they are kept is tested with {@link Histogram}. */
class SeenTimesTest extends EngineSpec {
    private static final int ROUNDS = 50;

    @Test
    void timesEveryJobOfAWorkerFromItsOfferToItsEnd() throws Exception {
        Engine engine = start();
        TestPeer peer = connect(listen(engine, RecordingHandler.echo()));
        for (int i = 0; i < ROUNDS; i++) {
            peer.write(TestPeer.frame(100, i)).expect(TestPeer.frame(100, i));
        }
        awaitCounters(engine, "no job out", counters -> counters.gauges().jobsOut() == 0);

        Counters counters = engine.counters();

        expectTimed(counters, Operation.READ, counters.get(Counter.READS_OFFLOADED));
        expectTimed(counters, Operation.WRITE, counters.get(Counter.WRITES_OFFLOADED));
        assertTrue(mode.policy != OffloadPolicy.ALWAYS
                || counters.jobTimes(Operation.READ).count() > ROUNDS / 2);
    }

    private static void expectTimed(Counters counters, Operation operation, long jobs) {
        long takenBack = counters.fallbacks(operation, FallbackReason.TAKEN_BACK);
        assertEquals(jobs, counters.jobTimes(operation).count());
        assertEquals(jobs + takenBack, counters.queueWaits(operation).count());
        assertTrue(jobs == 0 || counters.jobTimes(operation).sumNanos() > 0);
    }

    @Test
    void showsALongTurnAsLag() throws Exception {
        Engine engine = start();
        long busyNanos = 30_000_000;
        onLoop(engine, loop -> {
            long startNanos = System.nanoTime();
            while (System.nanoTime() - startNanos < busyNanos) {
                LockSupport.parkNanos(1_000_000);
            }
            return true;
        });

        Counters counters =
                awaitCounters(engine, "the turn's end", seen -> seen.turnTimes().maxNanos() >= busyNanos);
        assertTrue(counters.gauges().loopLagNanos() >= busyNanos, () -> describe(engine));
    }

    @Test
    void countsRefusedSendsByReasonAndUnsentBytesByType() throws Exception {
        Engine engine = start(new Limits().sendQueueBytes(100_000, 200_000));
        RecordingHandler handler = new RecordingHandler();
        TestPeer peer = connect(listen(engine, handler));
        inTask(engine, handler, link -> {
            link.suspendReading();
            assertEquals(SendResult.TOO_LARGE, link.send(java.nio.ByteBuffer.allocate(200_001)));
            assertTrue(link.send(java.nio.ByteBuffer.allocate(150_000), 7).isAccepted());
            assertEquals(SendResult.FULL, link.send(java.nio.ByteBuffer.allocate(50_001)));
            link.closeNow();
            assertEquals(SendResult.CLOSED, link.send(java.nio.ByteBuffer.allocate(1)));
        });
        handler.awaitEnd(CloseReason.LOCAL);
        peer.close();

        Counters counters = engine.counters();

        assertEquals(1, counters.sendsRefused(SendResult.TOO_LARGE));
        assertEquals(1, counters.sendsRefused(SendResult.FULL));
        assertEquals(1, counters.sendsRefused(SendResult.CLOSED));
        assertEquals(0, counters.sendsRefused(SendResult.ENGINE_FULL));
        assertEquals(3, counters.get(Counter.SENDS_REFUSED));
        assertEquals(150_000, counters.unsentBytes(7));
        assertEquals(150_000, counters.get(Counter.BYTES_UNSENT));
    }
}
