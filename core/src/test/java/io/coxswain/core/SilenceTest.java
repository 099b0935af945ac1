package io.coxswain.core;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Peers that send nothing, or take nothing: each link ends for its own reason, and the others do not notice. */
class SilenceTest extends EngineSpec {
    private static final long LIMIT_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final byte[] HALF_A_FRAME = TestPeer.join(TestPeer.header(1_000), new byte[300]);

    @Test
    void closesALinkThatFallsSilentInTheMiddleOfAFrameAndNoOther() throws Exception {
        Engine engine = start();
        RecordingHandler silent = RecordingHandler.echo();
        RecordingHandler patient = RecordingHandler.echo();
        TestPeer other = connect(listen(engine, patient));
        TestPeer peer = connect(listen(engine, linkConfig().readIdleNanos(LIMIT_NANOS), () -> silent));
        other.write(HALF_A_FRAME);
        peer.write(TestPeer.frame(10, 1), HALF_A_FRAME);

        peer.expect(TestPeer.frame(10, 1));
        peer.expectEnd();
        peer.close();

        silent.awaitEnd(CloseReason.READ_IDLE);
        assertEquals(List.of("open", "frame", "close"), silent.events());
        assertEquals(304, engine.counters().get(Counter.BYTES_DISCARDED));
        other.write(new byte[696], TestPeer.frame(10, 2));
        other.expect(TestPeer.join(HALF_A_FRAME, new byte[696], TestPeer.frame(10, 2)));
        assertEquals(List.of("open", "frame"), patient.events());
    }

    @Test
    void closesALinkThatNeverSaysAnything() throws Exception {
        Engine engine = start();
        RecordingHandler handler = new RecordingHandler();
        connect(listen(engine, linkConfig().readIdleNanos(LIMIT_NANOS), () -> handler))
                .expectEnd();

        handler.awaitEvent("open");
        awaitCounters(engine, "an end", counters -> counters.gauges().bufferBytesLent() == 0);
    }

    @Test
    void closesNobodyBecauseTheLoopWasBusy() throws Exception {
        long limitNanos = 5 * LIMIT_NANOS;
        Engine engine = start();
        RecordingHandler handler = RecordingHandler.echo();
        TestPeer peer = connect(listen(engine, linkConfig().readIdleNanos(limitNanos), () -> handler));
        handler.awaitOpen();
        CountDownLatch busy = new CountDownLatch(1);
        engine.execute(loop -> {
            busy.countDown();
            long startNanos = System.nanoTime();
            while (System.nanoTime() - startNanos < limitNanos * 3 / 2) {
                Thread.onSpinWait();
            }
        });
        Await.open("a busy loop", handler::toString, busy);

        peer.write(TestPeer.frame(10, 1)).expect(TestPeer.frame(10, 1));

        assertEquals(List.of("open", "frame"), handler.events());
    }

    @Test
    void closesNobodyWhomItDoesNotRead() throws Exception {
        Engine engine = start();
        RecordingHandler suspended = RecordingHandler.echo();
        suspended.atOpen = Link::suspendReading;
        LinkConfig config = linkConfig().readIdleNanos(LIMIT_NANOS);
        TestPeer peer = connect(listen(engine, config, () -> suspended));
        peer.write(TestPeer.frame(10, 1));
        suspended.awaitOpen();
        RecordingHandler silent = new RecordingHandler();
        connect(listen(engine, config, () -> silent)).expectEnd();
        connect(listen(engine, config, RecordingHandler::new)).expectEnd();

        inTask(engine, suspended, Link::resumeReading);

        peer.expect(TestPeer.frame(10, 1));
    }

    @Test
    void doesNotLookForAPeerWhoseLinkWasClosedInTheSameTurn() throws Exception {
        Engine engine = start();
        RecordingHandler handler = new RecordingHandler();
        connect(listen(engine, linkConfig().readIdleNanos(LIMIT_NANOS), () -> handler));
        Link link = handler.awaitOpen();

        onLoop(engine, loop -> {
            // The timer is due when this turn comes to it, and the link is closed by then and not yet gone.
            long startNanos = System.nanoTime();
            while (System.nanoTime() - startNanos < 2 * LIMIT_NANOS) {
                Thread.onSpinWait();
            }
            link.closeNow();
            return true;
        });

        handler.awaitEnd(CloseReason.LOCAL);
        assertEquals(0, engine.counters().gauges().jobsOut(), () -> describe(engine));
    }

    @Test
    void closesALinkWhosePeerTakesNothingAndNoOther() throws Exception {
        Engine engine = start();
        RecordingHandler stuck = new RecordingHandler();
        stuck.atOpen = link -> link.send(ByteBuffer.wrap(TestPeer.frame(16 << 20, 1)));
        TestPeer other = connect(listen(engine, RecordingHandler.echo()));
        LinkConfig config = linkConfig().writeStallNanos(LIMIT_NANOS);

        connect(listen(engine, config, () -> stuck), 4_096);
        stuck.awaitEnd(CloseReason.WRITE_STALLED);

        other.write(TestPeer.frame(10, 1)).expect(TestPeer.frame(10, 1));
        awaitCounters(
                engine,
                "every byte accounted for and every buffer back",
                counters -> counters.get(Counter.BYTES_SENT) + counters.get(Counter.BYTES_UNSENT) == (16 << 20) + 10
                        && counters.gauges().bufferBytesLent() == 0);
    }

    @Test
    void keepsALinkWhosePeerReadsSlowly() throws Exception {
        Engine engine = start();
        RecordingHandler handler = new RecordingHandler();
        handler.atOpen = link -> link.send(ByteBuffer.wrap(TestPeer.frame(8 << 20, 1)));
        TestPeer peer = connect(
                listen(engine, linkConfig().writeStallNanos(TimeUnit.SECONDS.toNanos(5)), () -> handler), 4_096);
        // Or it might read as fast as the link writes.
        awaitCounters(engine, "a full socket", counters -> counters.get(Counter.WRITES_BLOCKED) > 0);

        peer.expect(TestPeer.frame(8 << 20, 1));

        assertEquals(List.of("open", "writable"), handler.events());
    }
}
