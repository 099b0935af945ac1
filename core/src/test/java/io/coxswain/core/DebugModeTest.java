package io.coxswain.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What {@link EngineConfig#debug} finds: buffers that are used after their time, and those that are never returned. */
class DebugModeTest extends EngineSpec {
    private Engine startDebugging() throws Exception {
        return start(mode.config().debug(true), loop -> {});
    }

    @Test
    void makesAFrameUselessOnceItsCallbackHasReturned() throws Exception {
        Engine engine = startDebugging();
        List<ByteBuffer> kept = new ArrayList<>();
        List<ByteBuffer> copies = new ArrayList<>();
        RecordingHandler handler = new RecordingHandler();
        handler.atFrame = (link, frame) -> {
            assertTrue(frame.isDirect());
            kept.add(frame);
            copies.add(frame.slice());
            link.send(frame);
        };
        TestPeer peer = connect(listen(engine, handler));

        for (int i = 0; i < 3; i++) {
            peer.write(TestPeer.frame(100, i), TestPeer.frame(50, i));
            peer.expect(TestPeer.frame(100, i));
            peer.expect(TestPeer.frame(50, i));
        }
        peer.write(TestPeer.frame(1_000, 9)).expect(TestPeer.frame(1_000, 9));

        onLoop(engine, loop -> {
            for (int i = 0; i < kept.size() - 1; i++) {
                ByteBuffer frame = kept.get(i);
                assertThrows(IndexOutOfBoundsException.class, () -> frame.get(0), "a kept frame is readable");
                assertEquals(0, frame.remaining());
            }
            for (int i = 0; i < 2; i++) {
                assertTrue(copies.get(i).get(20) != TestPeer.frame(100, 0)[20], "a kept slice shows the old bytes");
            }
            return true;
        });
    }

    @Test
    void poisonsWhatIsGivenBackToThePool() throws Exception {
        Engine engine = startDebugging();

        byte after = onLoop(engine, loop -> {
            Segment segment = Objects.requireNonNull(loop.pool().borrow(100, "the test"));
            segment.loopView().put(50, (byte) 7);
            loop.pool().giveBack(segment);
            return segment.loopView().get(50);
        });

        assertEquals(BufferLedger.POISON, after);
    }

    @Test
    void namesInADumpWhoHoldsABuffer() throws Exception {
        Engine engine = startDebugging();
        RecordingHandler handler = new RecordingHandler();
        TestPeer peer = connect(listen(engine, handler));
        handler.awaitOpen();

        peer.write(TestPeer.header(1_000), new byte[10]);

        Await.until(
                "the ledger",
                () -> dump(engine),
                () -> dump(engine).matches("(?s).*\n {2}16384 bytes held by link 1 \\(CLIENT.*\\) for \\d+ ms\n.*"));
    }

    private static String dump(Engine engine) {
        StringBuilder text = new StringBuilder();
        try {
            engine.dump(text);
        } catch (java.io.IOException e) {
            throw new AssertionError(e);
        }
        return text.toString();
    }

    @Test
    void namesWhoHasNotReturnedABufferWhenTheEngineEnds() throws Exception {
        List<Throwable> errors = new ArrayList<>();
        Engine engine = keep(Engine.start(
                mode.config().debug(true).errorHandler((where, error) -> errors.add(error)),
                loop -> loop.share(ByteBuffer.allocate(100))));

        engine.close();

        assertEquals(1, errors.size(), errors::toString);
        Throwable leak = errors.get(0);
        assertTrue(String.valueOf(leak.getMessage()).contains("16384 bytes held by a SharedMessage"), leak::toString);
        assertEquals(1, leak.getSuppressed().length);
        assertTrue(List.of(leak.getSuppressed()[0].getStackTrace()).stream()
                .anyMatch(frame -> frame.getClassName().equals(DebugModeTest.class.getName())));
    }

    @Test
    void saysWithoutItOnlyHowMuchHasNotBeenReturned() throws Exception {
        List<Throwable> errors = new ArrayList<>();
        Engine engine = keep(Engine.start(
                mode.config().debug(false).errorHandler((where, error) -> errors.add(error)),
                loop -> loop.share(ByteBuffer.allocate(100))));

        engine.close();

        assertEquals(1, errors.size(), errors::toString);
        assertTrue(String.valueOf(errors.get(0).getMessage()).contains("16384 bytes of buffers"), errors::toString);
    }
}
