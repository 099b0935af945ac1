package io.coxswain.core;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What a link makes of a time that is up, by a clock that a test moves and a socket that does what was written down:
 * the last look decides, not the clock. Over real sockets: {@link SilenceTest}.
 */
final class LastLookTest {
    private static final long LIMIT_NANOS = 1_000_000;

    private final ScriptedChannel socket = new ScriptedChannel();
    private LoopBench bench;
    private SocketPair pair;
    private Link link;
    private LinkReader reader;
    private LinkWriter writer;

    @BeforeEach
    void open() throws IOException {
        bench = new LoopBench();
        LinkConfig config = new LinkConfig(new LineFraming(1_000))
                .readIdleNanos(LIMIT_NANOS)
                .writeStallNanos(LIMIT_NANOS)
                .copy();
        pair = SocketPair.open();
        link = bench.newLink(LinkKind.CLIENT, pair.near());
        link.life().open();
        reader = new LinkReader(link, bench.loop, socket, config);
        reader.open(bench.time.getAsLong());
        writer = new LinkWriter(link, bench.loop, socket, config);
        writer.open(bench.time.getAsLong());
    }

    @AfterEach
    void close() throws IOException {
        bench.close();
        pair.close();
    }

    private void expectClosedFor(CloseReason reason) {
        assertTrue(!link.isOpen());
        link.life().closeNow(CloseReason.LOCAL, null);
        link.life().finish();
        assertEquals(1, bench.loop.counters().closed(reason));
    }

    @Test
    void closesALinkWhoseSocketIsEmpty() {
        socket.thenNothing();

        bench.advanceNanos(LIMIT_NANOS - 1);
        assertTrue(link.isOpen());
        assertEquals(0, socket.readRooms.size());
        bench.advanceNanos(1);

        assertEquals(1, socket.readRooms.size());
        assertTrue(!link.isOpen());
        assertEquals(0, bench.parts.pool().lentBytes());
    }

    @Test
    void keepsALinkWhoseBytesTheLoopHadNotReadYet() {
        socket.thenText("half a line").thenNothing();

        bench.advanceNanos(100 * LIMIT_NANOS);
        assertTrue(link.isOpen());
        bench.advanceNanos(LIMIT_NANOS - 1);
        assertTrue(link.isOpen());
        bench.advanceNanos(1);

        assertTrue(!link.isOpen());
    }

    @Test
    void findsTheEndOrTheErrorThatTheLoopHadNotSeenYet() {
        socket.thenReadError(new IOException("reset"));

        bench.advanceNanos(LIMIT_NANOS);

        expectClosedFor(CloseReason.IO_ERROR);
    }

    @Test
    void judgesNobodyWhileReadingIsSuspended() {
        reader.suspend();
        bench.advanceNanos(100 * LIMIT_NANOS);
        assertEquals(0, socket.readRooms.size());
        assertTrue(link.isOpen());

        reader.resume();
        bench.advanceNanos(LIMIT_NANOS - 1);
        assertTrue(link.isOpen());
        bench.advanceNanos(1);

        assertTrue(!link.isOpen());
    }

    @Test
    void judgesNobodyAfterThePeersEnd() {
        socket.thenEnd();
        reader.onTurn();
        bench.advanceNanos(100 * LIMIT_NANOS);

        assertEquals(1, socket.readRooms.size());
    }

    @Test
    void takesAnErrorOfTheSocketForOneWhateverItsType() {
        socket.thenRead(target -> {
            throw new IllegalStateException("not connected");
        });

        reader.onTurn();

        expectClosedFor(CloseReason.IO_ERROR);
    }

    // ---- sending ----

    private void send(String text) {
        assertSame(SendResult.ACCEPTED, writer.send(ByteBuffer.wrap(text.getBytes(US_ASCII)), 0));
        writer.flush();
    }

    @Test
    void closesALinkThatTakesNothing() {
        reader.suspend();
        socket.takes(3).takes(0);
        send("abcdefgh");

        bench.advanceNanos(LIMIT_NANOS - 1);
        assertTrue(link.isOpen());
        bench.advanceNanos(1);

        assertEquals("abc", socket.writtenText());
        assertEquals(2, socket.writeBuffers.size());
        expectClosedFor(CloseReason.WRITE_STALLED);
    }

    @Test
    void keepsALinkThatTakesALittleNowAndThen() {
        reader.suspend();
        socket.takes(1).takes(1).takes(1).takes(0);
        send("abcdefgh");
        for (int i = 0; i < 2; i++) {
            bench.advanceNanos(LIMIT_NANOS);
            assertTrue(link.isOpen());
        }
        assertEquals("abc", socket.writtenText());

        bench.advanceNanos(LIMIT_NANOS);

        expectClosedFor(CloseReason.WRITE_STALLED);
    }

    @Test
    void countsFromTheLastByteTakenAndNotFromTheFirstNotTaken() {
        reader.suspend();
        socket.takes(1).takes(1).takes(0).takes(0);
        send("abcdefgh");
        bench.advanceNanos(LIMIT_NANOS / 2);
        writer.onSocketWritable();
        bench.advanceNanos(LIMIT_NANOS / 2);
        writer.onSocketWritable();
        assertTrue(link.isOpen());

        bench.advanceNanos(LIMIT_NANOS / 2 - 1);
        assertTrue(link.isOpen());
        bench.advanceNanos(1);

        expectClosedFor(CloseReason.WRITE_STALLED);
    }

    @Test
    void doesNotCountTheTimeInWhichNothingWasQueued() {
        reader.suspend();
        socket.takes(3);
        send("abc");
        bench.advanceNanos(100 * LIMIT_NANOS);
        socket.takes(0).takes(0);
        send("def");

        bench.advanceNanos(LIMIT_NANOS - 1);
        assertTrue(link.isOpen());
        bench.advanceNanos(1);

        expectClosedFor(CloseReason.WRITE_STALLED);
    }

    @Test
    void forgetsAStallThatIsOver() {
        reader.suspend();
        socket.takes(0);
        send("abc");
        bench.advanceNanos(LIMIT_NANOS - 1);
        writer.onSocketWritable();
        bench.advanceNanos(100 * LIMIT_NANOS);

        assertTrue(link.isOpen());
        assertEquals("abc", socket.writtenText());
    }
}
