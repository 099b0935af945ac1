package io.coxswain.core;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/**
 * What a claim is worth that is still open when its link is closed. All else of sending is tested through an engine.
 */
final class LinkWriterTest {
    @Test
    void refusesToCommitWhatWasClaimedBeforeAClose() throws IOException {
        try (LoopBench bench = new LoopBench();
                SocketPair pair = SocketPair.open()) {
            Link link = bench.newLink(LinkKind.CLIENT, pair.near());
            link.life().open();
            ByteBuffer claim = Objects.requireNonNull(link.tryClaim(10));
            claim.put((byte) 'x');

            link.close();
            assertEquals(SendResult.CLOSED, link.commit(0));

            assertEquals(0, link.queuedBytes());
            assertEquals("", pair.farReceives(1), "the peer was told the end at once");
            assertEquals(0, bench.parts.pool().lentBytes());
        }
    }

    @Test
    void refusesToCommitWhatWasClaimedBeforeACloseAtOnce() throws IOException {
        try (LoopBench bench = new LoopBench();
                SocketPair pair = SocketPair.open()) {
            Link link = bench.newLink(LinkKind.CLIENT, pair.near());
            link.life().open();
            Objects.requireNonNull(link.tryClaim(10)).put((byte) 'x');

            link.closeNow();

            assertEquals(SendResult.CLOSED, link.commit(0));
            assertEquals(0, bench.parts.pool().lentBytes());
        }
    }
}
