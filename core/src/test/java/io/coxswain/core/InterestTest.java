package io.coxswain.core;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes of a key, and what counts as a change. Who wants which change is in {@link SelectorCountsTest}. */
final class InterestTest {
    private final EngineCounters counters = new EngineCounters();
    private final Interest interest = new Interest(counters);
    private Selector selector;
    private SocketPair sockets;
    private SelectionKey key;

    @BeforeEach
    void open() throws Exception {
        selector = Selector.open();
        sockets = SocketPair.open();
        key = sockets.near().register(selector, 0);
    }

    @AfterEach
    void close() throws Exception {
        sockets.close();
        selector.close();
    }

    @Test
    void countsWhatChangesAndNothingElse() {
        interest.register(key);

        interest.change(SelectionKey.OP_READ, true);
        interest.change(SelectionKey.OP_READ, true);
        interest.change(SelectionKey.OP_WRITE, false);
        assertEquals(SelectionKey.OP_READ, key.interestOps());
        assertEquals(1, counters.get(Counter.INTEREST_CHANGES));

        interest.change(SelectionKey.OP_WRITE, true);
        interest.change(SelectionKey.OP_READ | SelectionKey.OP_WRITE, false);
        assertEquals(0, key.interestOps());
        assertEquals(3, counters.get(Counter.INTEREST_CHANGES), "both bits are one change");
    }

    @Test
    void doesNothingWithoutAKeyOrOnceTheChannelIsClosed() throws Exception {
        interest.change(SelectionKey.OP_READ, true);
        interest.register(key);
        sockets.near().close();
        interest.change(SelectionKey.OP_READ, true);

        assertEquals(0, counters.get(Counter.INTEREST_CHANGES));
    }
}
