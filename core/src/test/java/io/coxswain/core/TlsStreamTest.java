package io.coxswain.core;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.coxswain.tls.TlsBuffer;
import io.coxswain.tls.TlsMachine;
import io.coxswain.tls.TlsVerdict;
import io.coxswain.tls.TlsVersion;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.GatheringByteChannel;
import java.nio.channels.ReadableByteChannel;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The stream of a TLS link alone, between a socket in memory that takes and fails as it is told and a step machine at
 * its other end: what it counts as written, and what it keeps for the next call. On a real socket: {@link TlsLinkTest}.
 */
final class TlsStreamTest {
    /** A socket whose other end is the test. */
    private static final class Wire implements ReadableByteChannel, GatheringByteChannel {
        private final ByteArrayOutputStream taken = new ByteArrayOutputStream();
        private ByteBuffer given = ByteBuffer.allocate(0);
        private @Nullable IOException failure;
        private int roomBytes = Integer.MAX_VALUE;

        void give(byte[] bytes) {
            byte[] left = new byte[given.remaining()];
            given.get(left);
            given = ByteBuffer.wrap(TestPeer.join(left, bytes));
        }

        byte[] take() {
            byte[] bytes = taken.toByteArray();
            taken.reset();
            return bytes;
        }

        @Override
        public int read(ByteBuffer target) throws IOException {
            int count = Math.min(target.remaining(), given.remaining());
            if (count == 0 && failure != null) {
                throw failure;
            }
            target.put(given.slice().limit(count));
            given.position(given.position() + count);
            return count;
        }

        @Override
        public int write(ByteBuffer source) {
            byte[] bytes = new byte[Math.min(roomBytes, source.remaining())];
            source.get(bytes);
            roomBytes -= bytes.length;
            taken.writeBytes(bytes);
            return bytes.length;
        }

        @Override
        public long write(ByteBuffer[] sources, int index, int count) {
            throw new UnsupportedOperationException("ciphertext is in one buffer");
        }

        @Override
        public long write(ByteBuffer[] sources) {
            throw new UnsupportedOperationException("ciphertext is in one buffer");
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {}
    }

    private final Wire wire = new Wire();
    private final ByteBuffer plaintext = ByteBuffer.allocate(1 << 20);
    private final TlsMachine peer =
            TlsPeer.config().versions(TlsVersion.TLS_1_3).terms().dial("localhost", 1);
    private final TlsStream stream = new TlsStream(wire, wire, TlsPeer.terms().accept(), true);

    @BeforeEach
    void shakeHands() throws IOException {
        for (TlsBuffer which : TlsBuffer.values()) {
            peer.attach(which, ByteBuffer.allocate(NetworkBuffers.BYTES));
            stream.attach(which, ByteBuffer.allocate(NetworkBuffers.BYTES));
        }
        TlsStream.Step step = TlsStream.Step.AWAITS_BYTES;
        for (int i = 0; i < 20 && step != TlsStream.Step.FINISHED; i++) {
            peer.handshake();
            wire.give(outputOf(peer));
            step = stream.stepHandshake();
            peer.receiveBuffer().put(wire.take());
        }
        assertEquals(TlsStream.Step.FINISHED, step);
        assertEquals(TlsVerdict.NEED_MORE, peer.unwrap(plaintext), "a session ticket, and no more");
    }

    @AfterEach
    void release() {
        stream.release();
        peer.release();
    }

    private static byte[] outputOf(TlsMachine machine) {
        byte[] bytes = new byte[machine.sendBuffer().remaining()];
        machine.sendBuffer().get(bytes);
        return bytes;
    }

    /** What the peer sends of these bytes. */
    private byte[] encrypted(byte[] bytes) {
        ByteBuffer[] source = {ByteBuffer.wrap(bytes)};
        ByteArrayOutputStream records = new ByteArrayOutputStream();
        while (source[0].hasRemaining()) {
            peer.wrap(source, 0, 1);
            records.writeBytes(outputOf(peer));
        }
        return records.toByteArray();
    }

    /** What the peer has decrypted so far. */
    private byte[] decrypted(byte[] records) {
        peer.receiveBuffer().put(records);
        peer.unwrap(plaintext);
        byte[] bytes = new byte[plaintext.flip().remaining()];
        plaintext.get(bytes).clear();
        return bytes;
    }

    /** Takes a buffer away, to be given again by the {@link TlsPassage} through which halves have the stream. */
    private ByteBuffer detached(TlsBuffer which) {
        return Objects.requireNonNull(stream.detach(which));
    }

    @Test
    void readsWithABufferThatGoesHomeWithTheJob() throws IOException {
        TlsPassage passage = new TlsPassage(stream);
        ByteBuffer inbound = detached(TlsBuffer.INBOUND);
        byte[] message = TestPeer.frame(1_000, 1);
        byte[] records = encrypted(message);
        wire.give(records);
        long receivedBefore = stream.receivedBytes();
        passage.give(TlsBuffer.INBOUND, inbound);

        assertEquals(message.length, passage.read(plaintext));

        assertSame(inbound, passage.take(TlsBuffer.INBOUND));
        assertEquals(receivedBefore + records.length, passage.receivedBytes());
        assertFalse(passage.readAwaitsBuffer());
        assertTrue(passage.awaitsSocket());
        assertEquals(0, passage.read(plaintext));
        assertTrue(passage.readAwaitsBuffer(), "there was no buffer to read into");
    }

    @Test
    void writesWithABufferThatGoesHomeWhenTheSocketHasAllOfIt() throws IOException {
        TlsPassage passage = new TlsPassage(stream);
        ByteBuffer outbound = detached(TlsBuffer.OUTBOUND);
        byte[] message = TestPeer.frame(1_000, 1);
        long sentBefore = stream.sentBytes();
        assertEquals(0, passage.write(ByteBuffer.wrap(message)));
        assertTrue(passage.writeAwaitsBuffer());
        passage.give(TlsBuffer.OUTBOUND, outbound);
        wire.roomBytes = 900;

        assertEquals(0, passage.write(ByteBuffer.wrap(message)));
        assertTrue(passage.hasOutput());
        assertFalse(passage.awaitsSocket());
        assertNull(passage.take(TlsBuffer.OUTBOUND));
        wire.roomBytes = Integer.MAX_VALUE;
        assertEquals(message.length, passage.write(new ByteBuffer[] {ByteBuffer.wrap(message)}));

        assertSame(outbound, passage.take(TlsBuffer.OUTBOUND));
        assertFalse(passage.hasOutput());
        assertFalse(passage.writeAwaitsBuffer());
        byte[] records = wire.take();
        assertEquals(sentBefore + records.length, passage.sentBytes());
        assertArrayEquals(message, decrypted(records));
        passage.give(TlsBuffer.OUTBOUND, outbound);
        assertEquals(message.length, passage.write(ByteBuffer.wrap(message)));
        assertSame(outbound, passage.take(TlsBuffer.OUTBOUND));
    }

    @Test
    void endsItsDirectionWithTheNextWriteOfAPassage() throws IOException {
        TlsPassage passage = new TlsPassage(stream);

        passage.endOutput();

        assertTrue(passage.hasOutput());
        passage.write(ByteBuffer.allocate(0));
        assertFalse(passage.hasOutput());
    }

    @Test
    void countsBytesAsWrittenWhenTheSocketHasTheLastOfTheirRecord() throws IOException {
        byte[] message = TestPeer.frame(1_000, 1);
        wire.roomBytes = 900;

        assertEquals(0, stream.write(ByteBuffer.wrap(message)));
        assertTrue(stream.hasOutput());
        wire.roomBytes = Integer.MAX_VALUE;
        assertEquals(1_000, stream.write(ByteBuffer.wrap(message)));

        assertFalse(stream.hasOutput());
        assertArrayEquals(message, decrypted(wire.take()));
    }

    @Test
    void tellsThatTheSocketHasFailedBehindTheBytesThatCameBefore() throws IOException {
        // So many that the buffer is full after the first read, or the socket would not be asked again.
        byte[] bytes = TestPeer.frame(2 * NetworkBuffers.BYTES, 1);
        wire.give(encrypted(bytes));
        IOException reset = new IOException("on purpose");
        wire.failure = reset;
        ByteBuffer target = ByteBuffer.allocate(bytes.length + 1);

        int count = 0;
        while (target.position() < bytes.length) {
            int more = stream.read(target);
            assertTrue(more > 0, "nothing, after " + count + " bytes");
            count += more;
        }

        assertEquals(bytes.length, count);
        assertSame(reset, assertThrows(IOException.class, () -> stream.read(target)));
    }

    @Test
    void writesNothingOfTheApplicationAfterAFailureAndTellsOfItOnce() throws IOException {
        byte[] message = TestPeer.frame(1_000, 1);
        wire.roomBytes = 0;
        assertEquals(0, stream.write(ByteBuffer.wrap(message)));
        wire.give(new byte[] {23, 3, 3, 0, 20});
        wire.give(new byte[20]);
        assertThrows(TlsException.class, () -> stream.read(ByteBuffer.allocate(100)));
        assertFalse(stream.hasInput());
        wire.roomBytes = Integer.MAX_VALUE;

        // Less than was encrypted before: the link drops what it had queued.
        assertEquals(0, stream.write(ByteBuffer.allocate(0)));
        assertEquals(0, stream.write(ByteBuffer.wrap(message)));

        assertFalse(stream.hasOutput());
        wire.give(new byte[] {1, 2, 3});
        assertEquals(3, stream.read(ByteBuffer.allocate(100)), "read away, and not looked at");
    }

    @Test
    void tellsWhichHalfLacksItsBufferAndGoesOnWhenItHasIt() throws IOException {
        ByteBuffer inbound = ByteBuffer.allocate(NetworkBuffers.BYTES);
        ByteBuffer outbound = ByteBuffer.allocate(NetworkBuffers.BYTES);
        stream.detach(TlsBuffer.INBOUND);
        stream.detach(TlsBuffer.OUTBOUND);
        byte[] message = TestPeer.frame(1_000, 1);

        assertEquals(0, stream.write(ByteBuffer.wrap(message)));
        assertTrue(stream.writeAwaitsBuffer());
        assertEquals(TlsBuffer.OUTBOUND, stream.missing());
        stream.attach(TlsBuffer.OUTBOUND, outbound);
        assertEquals(1_000, stream.write(ByteBuffer.wrap(message)));
        assertFalse(stream.writeAwaitsBuffer());
        assertArrayEquals(message, decrypted(wire.take()));

        wire.give(encrypted(message));
        ByteBuffer target = ByteBuffer.allocate(2_000);
        assertEquals(0, stream.read(target));
        assertTrue(stream.readAwaitsBuffer() && stream.hasInput());
        assertEquals(TlsBuffer.INBOUND, stream.missing());
        stream.attach(TlsBuffer.INBOUND, inbound);
        assertEquals(1_000, stream.read(target));
        assertFalse(stream.readAwaitsBuffer());
        assertSame(inbound, stream.detach(TlsBuffer.INBOUND), "empty, and so free");
    }

    @Test
    void keepsInputThatTheTargetHadNoRoomFor() throws IOException {
        byte[] message = TestPeer.frame(1_000, 1);
        wire.give(encrypted(message));
        ByteBuffer target = ByteBuffer.allocate(1_100).limit(300);

        int count = stream.read(target);
        assertTrue(stream.hasInput(), "the socket is empty, and would not report it");
        target.limit(1_100);
        count += stream.read(target);

        assertEquals(1_000, count);
        assertArrayEquals(message, Arrays.copyOf(target.array(), 1_000));
        assertFalse(stream.hasInput());
    }
}
