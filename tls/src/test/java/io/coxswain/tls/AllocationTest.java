package io.coxswain.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The steps behind the handshake allocate nothing of ours: an engine that allocates nothing shows it. */
@Timeout(60)
class AllocationTest {
    private static final int RECORDS = 10_000;
    private static final int RECORD_BYTES = 200;

    @Test
    void isNoneForARecord() {
        com.sun.management.ThreadMXBean threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        TlsMachine machine = quietMachine();
        ByteBuffer plaintext = ByteBuffer.allocate(1_000);
        ByteBuffer[] text = {ByteBuffer.allocate(RECORD_BYTES)};
        byte[] record = new byte[RECORD_BYTES];

        long fewestBytes = Long.MAX_VALUE;
        // The first rounds run in the interpreter, and load what they touch.
        for (int round = 0; round < 20; round++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            exchange(machine, plaintext, text, record);
            fewestBytes = Math.min(fewestBytes, threads.getCurrentThreadAllocatedBytes() - before);
        }

        assertEquals(0, fewestBytes / RECORDS, () -> "bytes for each record received and sent");
    }

    private static void exchange(TlsMachine machine, ByteBuffer plaintext, ByteBuffer[] text, byte[] record) {
        for (int i = 0; i < RECORDS; i++) {
            machine.receiveBuffer().put(record);
            if (machine.unwrap(plaintext) != TlsVerdict.NEED_MORE) {
                throw new AssertionError(machine.failure());
            }
            text[0].clear();
            if (machine.wrap(text, 0, 1) != TlsVerdict.DONE) {
                throw new AssertionError(machine.failure());
            }
            ByteBuffer sent = machine.sendBuffer();
            sent.position(sent.limit());
        }
    }

    /** A machine over an engine that moves bytes and makes no objects. */
    private static TlsMachine quietMachine() {
        ScriptedEngine engine = new ScriptedEngine();
        TlsMachine machine = new TlsConfig((host, port) -> engine).terms().dial("host", 1);
        machine.attach(TlsBuffer.INBOUND, ByteBuffer.allocate(ScriptedEngine.PACKET_BYTES));
        machine.attach(TlsBuffer.OUTBOUND, ByteBuffer.allocate(ScriptedEngine.PACKET_BYTES));
        engine.wraps.add(ScriptedEngine.result(Status.OK, HandshakeStatus.FINISHED));
        assertEquals(TlsVerdict.FINISHED, machine.handshake());
        engine.wraps.clear();
        engine.status = HandshakeStatus.NOT_HANDSHAKING;
        engine.callsMax = Integer.MAX_VALUE;
        SSLEngineResult underflow = new SSLEngineResult(Status.BUFFER_UNDERFLOW, HandshakeStatus.NOT_HANDSHAKING, 0, 0);
        SSLEngineResult whole =
                new SSLEngineResult(Status.OK, HandshakeStatus.NOT_HANDSHAKING, RECORD_BYTES, RECORD_BYTES);
        engine.unwraps.add(network -> {
            boolean isEmpty = !network.hasRemaining();
            network.position(network.limit());
            return isEmpty ? underflow : whole;
        });
        engine.wraps.add(network -> {
            network.position(network.position() + RECORD_BYTES);
            engine.consumeSources();
            return whole;
        });
        return machine;
    }
}
