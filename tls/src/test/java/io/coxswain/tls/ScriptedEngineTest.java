package io.coxswain.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.coxswain.tls.TlsFailure.Reason;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a machine makes of engines that do what none should: every status, in every state, and for ever. */
@Timeout(20)
class ScriptedEngineTest {
    private final ScriptedEngine engine = new ScriptedEngine();
    private final TlsMachine machine = machineOf(engine);
    private final ByteBuffer plaintext = ByteBuffer.allocate(100);
    private final ByteBuffer[] text = {ByteBuffer.allocate(10)};

    private static TlsMachine machineOf(ScriptedEngine engine) {
        EngineFactory factory = new EngineFactory() {
            @Override
            public SSLEngine create(@Nullable String host, int port) {
                return engine;
            }

            @Override
            public void release(SSLEngine released) {
                assertSame(engine, released);
                ((ScriptedEngine) released).releases++;
            }
        };
        TlsMachine machine = new TlsConfig(factory).terms().dial("host", 1);
        machine.attach(TlsBuffer.INBOUND, ByteBuffer.allocate(ScriptedEngine.PACKET_BYTES));
        machine.attach(TlsBuffer.OUTBOUND, ByteBuffer.allocate(ScriptedEngine.PACKET_BYTES));
        return machine;
    }

    private static TlsMachine opened(ScriptedEngine engine) {
        TlsMachine machine = machineOf(engine);
        engine.wraps.add(ScriptedEngine.result(Status.OK, HandshakeStatus.FINISHED));
        assertEquals(TlsVerdict.FINISHED, machine.handshake());
        engine.wraps.clear();
        engine.status = HandshakeStatus.NOT_HANDSHAKING;
        return machine;
    }

    /**
     * Each status with each handshake status, returned for ever, in each state: a verdict, and never a
     * loop.
     */
    @Test
    void endsEveryStepWhateverTheEngineReturnsForEver() {
        int verdicts = 0;
        for (String state : new String[] {"handshaking", "open", "output closed", "input closed"}) {
            for (Status status : Status.values()) {
                for (HandshakeStatus returned : HandshakeStatus.values()) {
                    for (HandshakeStatus asked : HandshakeStatus.values()) {
                        verdicts += stepsWith(state, ScriptedEngine.result(status, returned), asked);
                    }
                }
            }
        }
        assertTrue(verdicts > 1_000, verdicts + " verdicts");
    }

    private static int stepsWith(String state, ScriptedEngine.Act act, HandshakeStatus asked) {
        ScriptedEngine engine = new ScriptedEngine();
        TlsMachine machine = state.equals("handshaking") ? machineOf(engine) : opened(engine);
        if (state.equals("input closed")) {
            engine.unwraps.add(ScriptedEngine.result(Status.CLOSED, HandshakeStatus.NOT_HANDSHAKING));
            assertEquals(TlsVerdict.CLOSED, machine.unwrap(ByteBuffer.allocate(10)));
            engine.unwraps.clear();
        } else if (state.equals("output closed")) {
            machine.closeOutput();
        }
        machine.receiveBuffer().put(new byte[] {22, 3, 3, 0, 10, 1, 2, 3});
        engine.status = asked;
        engine.wraps.add(act);
        engine.unwraps.add(act);
        int verdicts = 0;
        for (int i = 0; i < 3; i++) {
            if (state.equals("handshaking")) {
                if (machine.negotiated() == null) {
                    assertNotNull(machine.handshake());
                    verdicts++;
                }
            } else {
                assertNotNull(machine.unwrap(ByteBuffer.allocate(10)));
                assertNotNull(machine.wrap(new ByteBuffer[] {ByteBuffer.allocate(10)}, 0, 1));
                verdicts += 2;
            }
        }
        assertTrue(engine.calls < 200, () -> engine.calls + " calls, " + state);
        machine.release();
        assertEquals(1, engine.releases);
        return verdicts;
    }

    @Test
    void finishesOnAnEmptyUnwrap() {
        engine.status = HandshakeStatus.NEED_UNWRAP;
        engine.unwraps.add(ScriptedEngine.result(Status.BUFFER_UNDERFLOW, HandshakeStatus.FINISHED));

        assertEquals(TlsVerdict.FINISHED, machine.handshake());
    }

    @Test
    void countsARecordWithoutApplicationBytesAsProgress() {
        TlsMachine open = opened(engine);
        engine.wraps.add(network -> {
            network.put(new byte[20]);
            return new SSLEngineResult(Status.OK, HandshakeStatus.NOT_HANDSHAKING, 0, 20);
        });
        engine.wraps.add(network -> {
            text[0].position(10);
            network.put(new byte[30]);
            return new SSLEngineResult(Status.OK, HandshakeStatus.NOT_HANDSHAKING, 10, 30);
        });

        assertEquals(TlsVerdict.DONE, open.wrap(text, 0, 1));
        assertEquals(50, open.sendBuffer().remaining());
    }

    @Test
    void refusesAnEndlessRowOfEmptyRecords() {
        TlsMachine open = opened(engine);
        engine.unwraps.add(ScriptedEngine.consuming(1, HandshakeStatus.NOT_HANDSHAKING));
        open.receiveBuffer().put(new byte[100]);

        assertEquals(TlsVerdict.FAILED, open.unwrap(plaintext));
        assertEquals(Reason.EMPTY_RECORDS, reasonOf(open));
        assertEquals(
                TlsMachine.EMPTY_RECORDS_MAX + 1,
                engine.calls - 3,
                "calls, but for two of the handshake and the alert");
    }

    private void sendOneRecord(TlsMachine open) {
        ByteBuffer[] text = {ByteBuffer.allocate(10)};
        engine.wraps.add(network -> {
            text[0].position(10);
            network.put(new byte[30]);
            return new SSLEngineResult(Status.OK, HandshakeStatus.NOT_HANDSHAKING, 10, 30);
        });
        assertEquals(TlsVerdict.DONE, open.wrap(text, 0, 1));
    }

    @Test
    void takesAnEmptyRecordForEachOfOursAndRefusesTheRest() {
        TlsMachine open = opened(engine);
        sendOneRecord(open);
        engine.unwraps.add(ScriptedEngine.consuming(1, HandshakeStatus.NOT_HANDSHAKING));
        open.receiveBuffer().put(new byte[100]);

        assertEquals(TlsVerdict.FAILED, open.unwrap(plaintext));

        assertEquals(Reason.EMPTY_RECORDS, reasonOf(open));
        assertEquals(
                100 - (TlsMachine.EMPTY_RECORDS_MAX + 2), open.receiveBuffer().position(), "bytes left");
    }

    /** The answers to what was sent may come behind bytes that the peer had on its way before. */
    @Test
    void keepsCountOfWhatItHasSentWhateverComesInBetween() {
        TlsMachine open = opened(engine);
        sendOneRecord(open);
        engine.unwraps.add(network -> {
            network.position(network.position() + 1);
            plaintext.put((byte) 1);
            return new SSLEngineResult(Status.OK, HandshakeStatus.NOT_HANDSHAKING, 1, 1);
        });
        engine.unwraps.add(ScriptedEngine.consuming(1, HandshakeStatus.NOT_HANDSHAKING));
        open.receiveBuffer().put(new byte[100]);

        assertEquals(TlsVerdict.FAILED, open.unwrap(plaintext));

        assertEquals(
                100 - 1 - (TlsMachine.EMPTY_RECORDS_MAX + 2),
                open.receiveBuffer().position(),
                "bytes left");
    }

    @Test
    void refusesAnEndlessHandshake() {
        engine.status = HandshakeStatus.NEED_UNWRAP;
        byte[] record = new byte[1_000];
        record[0] = 22;
        record[1] = 3;
        engine.unwraps.add(network -> {
            int bytes = network.remaining();
            network.position(network.limit());
            Status status = bytes > 0 ? Status.OK : Status.BUFFER_UNDERFLOW;
            return new SSLEngineResult(status, HandshakeStatus.NEED_UNWRAP, bytes, 0);
        });

        TlsVerdict verdict = machine.handshake();
        int sent = 0;
        while (verdict == TlsVerdict.NEED_MORE) {
            machine.receiveBuffer().put(record);
            sent += record.length;
            verdict = machine.handshake();
        }

        assertEquals(TlsVerdict.FAILED, verdict);
        assertEquals(Reason.HANDSHAKE_TOO_LARGE, reasonOf(machine));
        assertEquals(TlsConfig.HANDSHAKE_BYTES_MAX_DEFAULT / 1_000 + 1, sent / 1_000);
    }

    @Test
    void refusesAVersionThatIsNotConfigured() {
        engine.protocol = "TLSv1.1";
        engine.wraps.add(ScriptedEngine.result(Status.OK, HandshakeStatus.FINISHED));

        assertEquals(TlsVerdict.FAILED, machine.handshake());
        assertEquals(Reason.HANDSHAKE, reasonOf(machine));
    }

    @Test
    void asksForASpillThatHoldsAnyRecord() {
        TlsMachine open = opened(engine);
        engine.unwraps.add(ScriptedEngine.result(Status.BUFFER_OVERFLOW, HandshakeStatus.NOT_HANDSHAKING));

        assertEquals(TlsVerdict.NEED_BUFFER, open.unwrap(plaintext));
        assertEquals(TlsBuffer.SPILL, open.missing());
        assertEquals(ScriptedEngine.PLAINTEXT_BYTES, open.missingBytes());
        open.attach(TlsBuffer.SPILL, ByteBuffer.allocate(open.missingBytes()));
        assertEquals(TlsVerdict.FAILED, open.unwrap(plaintext));
        assertEquals(Reason.ENGINE, reasonOf(open));
    }

    @Test
    void followsAnEngineThatWantsLargerBuffersThanBefore() {
        TlsMachine open = opened(engine);
        engine.unwraps.add(ScriptedEngine.result(Status.BUFFER_UNDERFLOW, HandshakeStatus.NOT_HANDSHAKING));
        engine.wraps.add(ScriptedEngine.result(Status.BUFFER_OVERFLOW, HandshakeStatus.NOT_HANDSHAKING));
        engine.packetBytes = 2 * ScriptedEngine.PACKET_BYTES;

        open.receiveBuffer().put(new byte[ScriptedEngine.PACKET_BYTES - 1]);
        assertEquals(TlsVerdict.NEED_MORE, open.unwrap(plaintext));
        open.receiveBuffer().put((byte) 1);
        assertEquals(TlsVerdict.NEED_BUFFER, open.unwrap(plaintext));
        assertEquals(TlsBuffer.INBOUND, open.missing());
        open.attach(TlsBuffer.INBOUND, ByteBuffer.allocate(open.missingBytes()));
        assertEquals(TlsVerdict.NEED_MORE, open.unwrap(plaintext));
        assertEquals(ScriptedEngine.PACKET_BYTES, open.receiveBuffer().remaining());
        assertEquals(TlsVerdict.NEED_BUFFER, open.wrap(text, 0, 1));
        assertEquals(TlsBuffer.OUTBOUND, open.missing());
        assertEquals(engine.packetBytes, open.missingBytes());

        open.receiveBuffer().put(new byte[ScriptedEngine.PACKET_BYTES]);
        assertEquals(TlsVerdict.FAILED, open.unwrap(plaintext));
        assertEquals(Reason.PROTOCOL, reasonOf(open));
    }

    @Test
    void failsWithWhatAnEngineThrowsUnchecked() {
        TlsMachine open = opened(engine);
        IllegalStateException thrown = new IllegalStateException("a bug of the provider");
        engine.unwraps.add(network -> {
            throw thrown;
        });

        assertEquals(TlsVerdict.FAILED, open.unwrap(plaintext));
        TlsFailure failure = open.failure();
        assertNotNull(failure);
        assertEquals(Reason.ENGINE, failure.reason());
        assertSame(thrown, failure.cause());
        assertEquals(TlsVerdict.FAILED, open.wrap(text, 0, 1));
    }

    @Test
    void letsAnErrorThroughAndHasFailed() {
        TlsMachine open = opened(engine);
        engine.unwraps.add(network -> {
            throw new StackOverflowError();
        });

        assertThrows(StackOverflowError.class, () -> open.unwrap(plaintext));
        assertEquals(TlsVerdict.FAILED, open.unwrap(plaintext));
        assertEquals(Reason.ENGINE, reasonOf(open));
    }

    @Test
    void failsOnceThoughItsAlertFailsToo() {
        TlsMachine open = opened(engine);
        engine.unwraps.add(network -> {
            throw new SSLException("first");
        });
        engine.wraps.add(network -> {
            throw new SSLException("second");
        });

        assertEquals(TlsVerdict.FAILED, open.unwrap(plaintext));
        TlsFailure failure = open.failure();
        assertNotNull(failure);
        assertEquals("first", failure.message());
    }

    @Test
    void failsOnceThoughItsAlertFailsUnchecked() {
        TlsMachine open = opened(engine);
        engine.unwraps.add(network -> {
            throw new SSLException("first");
        });
        engine.wraps.add(network -> {
            throw new IllegalStateException("second");
        });

        assertEquals(TlsVerdict.FAILED, open.unwrap(plaintext));
        assertEquals(TlsVerdict.FAILED, open.wrap(text, 0, 1));
        assertEquals(Reason.PROTOCOL, reasonOf(open));
    }

    @Test
    void failsWhenNoEngineCanBeMade() {
        EngineFactory none = (host, port) -> {
            throw new SSLException("no engine today");
        };
        TlsMachine dialing = new TlsConfig(none).terms().dial("host", 1);

        assertEquals(TlsVerdict.FAILED, dialing.handshake());
        assertEquals(Reason.HANDSHAKE, reasonOf(dialing));
        assertEquals(TlsVerdict.FAILED, dialing.handshake());
        dialing.release();
    }

    private static Reason reasonOf(TlsMachine machine) {
        TlsFailure failure = machine.failure();
        assertNotNull(failure);
        return failure.reason();
    }
}
