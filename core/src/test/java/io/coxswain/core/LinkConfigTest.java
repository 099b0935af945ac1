package io.coxswain.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.coxswain.tls.TlsTerms;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;

/** What a configuration of links keeps. What of it does not go with the limits is tested in {@link EngineConfigTest}. */
class LinkConfigTest {
    private static final Framing FRAMING = new LineFraming(100_000);

    private static LinkConfig told(TlsTerms terms) {
        return new LinkConfig(FRAMING)
                .kind(LinkKind.PEER)
                .byteOrder(ByteOrder.LITTLE_ENDIAN)
                .backlog(1)
                .connectDeadlineNanos(2)
                .closeDeadlineNanos(3)
                .readIdleNanos(4)
                .writeStallNanos(5)
                .handshakeDeadlineNanos(6)
                .tls(terms);
    }

    @Test
    void keepsAndCopiesWhatItIsTold() {
        TlsTerms terms = TlsPeer.terms();
        SocketConfig socket = new SocketConfig();

        LinkConfig source = told(terms).socket(socket);
        LinkConfig copy = source.copy();
        source.backlog(99);

        assertSame(FRAMING, copy.framing());
        assertEquals(100_000, copy.frameBytesMax());
        assertEquals(LinkKind.PEER, copy.kind());
        assertEquals(ByteOrder.LITTLE_ENDIAN, copy.byteOrder());
        assertEquals(1, copy.backlog());
        assertEquals(2, copy.connectDeadlineNanos());
        assertEquals(3, copy.closeDeadlineNanos());
        assertEquals(4, copy.readIdleNanos());
        assertEquals(5, copy.writeStallNanos());
        assertEquals(6, copy.handshakeDeadlineNanos());
        assertSame(terms, copy.tls());
        assertSame(socket, source.socket());
        assertNotSame(socket, copy.socket());
    }

    @Test
    void hasItsDocumentedDefaults() {
        LinkConfig config = new LinkConfig(FRAMING).copy();

        assertEquals(LinkKind.CLIENT, config.kind());
        assertEquals(ByteOrder.BIG_ENDIAN, config.byteOrder());
        assertEquals(1_024, config.backlog());
        assertEquals(5_000_000_000L, config.connectDeadlineNanos());
        assertEquals(5_000_000_000L, config.closeDeadlineNanos());
        assertEquals(0, config.readIdleNanos());
        assertEquals(60_000_000_000L, config.writeStallNanos());
        assertEquals(10_000_000_000L, config.handshakeDeadlineNanos());
        assertNull(config.tls());
    }

    @Test
    void receivesIntoWhatHoldsTheLongestFrameAndTheLongestRead() {
        LinkConfig config = new LinkConfig(FRAMING).copy();

        assertEquals(128 << 10, config.receiveBytesMax(new Limits().readJobBytesMax(16 << 10)));
        assertEquals(256 << 10, config.receiveBytesMax(new Limits()));
    }

    @Test
    void acceptsEachAtItsLeastAndNamesTheHandshakeDeadlineToo() {
        Limits limits = new Limits();
        new LinkConfig(new LineFraming(1))
                .backlog(1)
                .connectDeadlineNanos(1)
                .closeDeadlineNanos(1)
                .handshakeDeadlineNanos(1)
                .validate(limits);

        IllegalArgumentException refused = assertThrows(
                IllegalArgumentException.class,
                () -> new LinkConfig(FRAMING).handshakeDeadlineNanos(0).validate(limits));

        assertEquals("handshakeDeadlineNanos of 0 is below 1", refused.getMessage());
    }
}
