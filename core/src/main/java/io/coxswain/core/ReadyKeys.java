package io.coxswain.core;

import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * What the selector has found: every select of the loop is done here. It collects, because the selector calls its
 * consumer under its own locks and nothing may happen there; {@link #dispatch} tells afterwards.
 *
 * <p><b>Threads.</b> The loop.
 */
final class ReadyKeys implements Consumer<SelectionKey> {
    private final Selector selector;
    private final EngineCounters counters;
    private Selectable[] ready = new Selectable[64];
    private int[] readyOps = new int[64];
    private int count;
    private int next;

    ReadyKeys(Selector selector, EngineCounters counters) {
        this.selector = selector;
        this.counters = counters;
    }

    /** Collects what is ready. */
    void selectNow() throws IOException {
        counters.increment(Counter.SELECTS);
        selector.selectNow(this);
    }

    /**
     * Collects what is ready, and blocks while nothing is.
     *
     * @param timeoutMillis how long at most; 0 for ever
     */
    void select(long timeoutMillis) throws IOException {
        counters.increment(Counter.SELECTS);
        selector.select(this, timeoutMillis);
    }

    /**
     * Has the selector let go of closed channels: until then they keep their descriptors, and their ports. What is
     * ready will be found again.
     */
    void flushCancelledKeys() throws IOException {
        counters.increment(Counter.SELECTS);
        selector.selectNow(ReadyKeys::ignore);
    }

    private static void ignore(SelectionKey key) {
        assert key.selector().isOpen() : "a key of a closed selector";
    }

    @Override
    public void accept(SelectionKey key) {
        if (count == ready.length) {
            ready = Arrays.copyOf(ready, count * 2);
            readyOps = Arrays.copyOf(readyOps, count * 2);
        }
        ready[count] = (Selectable) key.attachment();
        readyOps[count] = key.readyOps();
        count++;
    }

    /**
     * Tells each of what was found, in the order in which it was found, as far as the time goes.
     *
     * @return how many; the others are there for the next time
     */
    int dispatch(TurnBudget budget) {
        int first = next;
        boolean spent = false;
        while (next < count && !spent) {
            int index = next;
            next++;
            ready[index].onSelected(readyOps[index]);
            spent = budget.isSpent();
        }
        int done = next - first;
        if (next == count) {
            count = 0;
            next = 0;
        }
        return done;
    }

    /** Whether everybody has been told. */
    boolean isEmpty() {
        return count == 0;
    }
}
