package io.coxswain.core;

import java.nio.channels.SelectionKey;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * Collects what a select finds, because the selector calls its consumer under its own locks and nothing may happen there.
 *
 * <p><b>Threads.</b> The loop.
 */
final class ReadyKeys implements Consumer<SelectionKey> {
    private Selectable[] ready = new Selectable[64];
    private int[] readyOps = new int[64];
    private int count;

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
     * Tells each of what was found, in the order in which it was found.
     *
     * @return how many
     */
    int dispatch() {
        int total = count;
        count = 0;
        for (int i = 0; i < total; i++) {
            ready[i].onSelected(readyOps[i]);
        }
        return total;
    }
}
