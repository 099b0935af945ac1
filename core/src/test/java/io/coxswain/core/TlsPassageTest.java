package io.coxswain.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.coxswain.tls.TlsBuffer;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a job of a TLS link takes along and brings home; what the stream does with it: {@link TlsStreamTest}. */
final class TlsPassageTest {
    /** The begin of a handshake record that goes on. */
    private static final byte[] BEGIN = {22, 3, 1};

    private final ScriptedChannel wire = new ScriptedChannel();
    private final TlsPassage passage =
            new TlsPassage(new TlsStream(wire, wire, TlsPeer.terms().accept(), true));
    private final ByteBuffer inbound = ByteBuffer.allocate(NetworkBuffers.BYTES);
    private final ByteBuffer outbound = ByteBuffer.allocate(NetworkBuffers.BYTES);
    private final ByteBuffer spill = ByteBuffer.allocate(NetworkBuffers.BYTES);

    private void giveAll() {
        passage.give(TlsBuffer.INBOUND, inbound);
        passage.give(TlsBuffer.OUTBOUND, outbound);
        passage.give(TlsBuffer.SPILL, spill);
    }

    private void assertBringsHome(ByteBuffer buffer, TlsBuffer which) {
        assertSame(buffer, passage.take(which));
        assertNull(passage.take(which), "twice");
    }

    @AfterEach
    void release() {
        passage.release();
    }

    @Test
    void returnsWhatNoJobHasTouched() {
        giveAll();

        assertBringsHome(inbound, TlsBuffer.INBOUND);
        assertBringsHome(outbound, TlsBuffer.OUTBOUND);
        assertBringsHome(spill, TlsBuffer.SPILL);
    }

    @Test
    void bringsHomeWhatIsEmptyAfterAJob() throws IOException {
        giveAll();

        assertEquals(TlsStream.Step.AWAITS_BYTES, passage.stepHandshake());

        assertEquals(NetworkBuffers.BYTES, wire.readRooms.get(0));
        assertBringsHome(inbound, TlsBuffer.INBOUND);
        assertBringsHome(outbound, TlsBuffer.OUTBOUND);
        assertBringsHome(spill, TlsBuffer.SPILL);
        assertFalse(passage.hasInput());
        assertFalse(passage.hasOutput());
        assertTrue(passage.awaitsSocket());
    }

    /** Whatever its position and limit were left at. */
    @Test
    void readsIntoAllOfABufferThatOthersHaveUsed() throws IOException {
        passage.give(TlsBuffer.INBOUND, inbound.position(10).limit(20));

        passage.stepHandshake();

        assertEquals(NetworkBuffers.BYTES, wire.readRooms.get(0));
    }

    @Test
    void leavesTheStreamWhatHasBytesInItAndReportsThem() throws IOException {
        wire.thenBytes(BEGIN);
        giveAll();

        passage.stepHandshake();

        assertNull(passage.take(TlsBuffer.INBOUND));
        assertBringsHome(outbound, TlsBuffer.OUTBOUND);
        assertTrue(passage.hasInput());
        assertFalse(passage.awaitsSocket(), "a next job would find that");
        assertEquals(BEGIN.length, passage.receivedBytes());
        assertEquals(0, passage.sentBytes());
    }

    @Test
    void replacesABufferThatHasBytesInIt() throws IOException {
        wire.thenBytes(BEGIN);
        giveAll();
        passage.stepHandshake();
        ByteBuffer larger = ByteBuffer.allocate(2 * NetworkBuffers.BYTES);

        assertSame(inbound, passage.replace(TlsBuffer.INBOUND, larger));

        passage.stepHandshake();
        assertEquals(2 * NetworkBuffers.BYTES - BEGIN.length, wire.readRooms.get(wire.readRooms.size() - 1));
    }

    @Test
    void saysWhichBufferIsMissing() throws IOException {
        assertEquals(TlsStream.Step.AWAITS_BUFFER, passage.stepHandshake());

        assertEquals(TlsBuffer.INBOUND, passage.missing());
        assertTrue(passage.missingBytes() > 0);
    }

    @Test
    void bringsHomeItsBuffersFromAJobThatTheSocketFails() {
        wire.thenRead(target -> {
            throw new IOException("reset");
        });
        giveAll();

        assertThrows(IOException.class, passage::stepHandshake);

        assertBringsHome(inbound, TlsBuffer.INBOUND);
        assertBringsHome(outbound, TlsBuffer.OUTBOUND);
        assertBringsHome(spill, TlsBuffer.SPILL);
    }

    @Test
    void hasEverythingToTakeOnceItIsReleased() throws IOException {
        wire.thenBytes(BEGIN);
        passage.give(TlsBuffer.INBOUND, inbound);
        passage.stepHandshake();
        passage.give(TlsBuffer.OUTBOUND, outbound);

        passage.release();

        assertBringsHome(inbound, TlsBuffer.INBOUND);
        assertBringsHome(outbound, TlsBuffer.OUTBOUND);
        assertNull(passage.take(TlsBuffer.SPILL));
    }
}
