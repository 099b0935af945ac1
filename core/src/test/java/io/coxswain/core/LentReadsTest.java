package io.coxswain.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a loop that never blocks keeps of the links that it has lent. */
final class LentReadsTest {
    private final LoopBench bench;
    private final Link home;
    private final Link out;
    private final LentReads lent = new LentReads();

    LentReadsTest() throws IOException {
        bench = new LoopBench();
        home = bench.newLink(LinkKind.CLIENT);
        out = bench.newLink(LinkKind.CLIENT);
        out.reader().half().lend(1);
    }

    @AfterEach
    void close() throws Exception {
        out.reader().half().reclaim();
        bench.close();
    }

    private void add(Link link, int count) {
        for (int i = 0; i < count; i++) {
            lent.add(new ReadInterest(link, bench.loop));
            assertTrue(lent.count() <= LentReads.COUNT_MIN * 4, () -> "it has grown to " + lent.count());
        }
    }

    @Test
    void forgetsLinksWhoseJobsAreHomeThoughTheLoopNeverBlocks() {
        add(home, 100_000);

        assertTrue(lent.count() <= LentReads.COUNT_MIN, () -> "it has grown to " + lent.count());
    }

    @Test
    void keepsThoseWhoseJobsAreOut() {
        int count = LentReads.COUNT_MIN + 10;
        add(out, count);
        add(home, 100_000);

        int kept = lent.count();

        assertTrue(kept >= count, () -> "only " + kept + " are left");
    }

    private SelectionKey registerNewLink() throws IOException {
        SocketChannel channel = SocketChannel.open();
        channel.configureBlocking(false);
        Link link = bench.newLink(LinkKind.CLIENT, channel);
        SelectionKey key = bench.loop.register(channel, 0, link);
        link.register(key);
        return key;
    }

    @Test
    void hasTheSelectorLetALinkAloneWhoseJobIsOut() throws IOException {
        SelectionKey key = registerNewLink();
        Link link = (Link) key.attachment();
        ReadInterest interest = new ReadInterest(link, bench.loop);
        interest.set();
        assertEquals(SelectionKey.OP_READ, key.interestOps());
        link.reader().half().lend(1);
        lent.add(interest);
        add(home, 10_000);

        lent.quiet();

        assertEquals(0, key.interestOps());
        link.reader().half().reclaim();
    }

    /** By the list of the loop itself, which forgets it at home and has to know of it when it is lent once more. */
    @Test
    void notesALinkAnewThatWasForgotten() throws IOException {
        SelectionKey key = registerNewLink();
        Link link = (Link) key.attachment();
        ReadInterest interest = new ReadInterest(link, bench.loop);
        ReceivingHalf half = link.reader().half();
        half.lend(1);
        interest.onDispatched();
        half.reclaim();
        for (int i = 0; i < LentReads.COUNT_MIN; i++) {
            new ReadInterest(out, bench.loop).onDispatched();
        }

        half.lend(2);
        interest.onDispatched();
        interest.set();
        bench.loop.cycle().turnWithoutBlocking(Long.MAX_VALUE);
        bench.parts.watchdog().stop();

        assertEquals(0, key.interestOps());
        half.reclaim();
    }

    @Test
    void isEmptyOnceTheLoopIsAboutToBlock() {
        add(home, 10);
        add(out, 10);
        assertEquals(20, lent.count());

        lent.quiet();

        assertEquals(0, lent.count());
    }
}
