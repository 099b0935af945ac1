package io.coxswain.core;

import java.nio.channels.SelectionKey;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * Collects what a select finds, because the selector calls its consumer under its own locks and nothing may happen
 * there.
 *
 * <p><b>Threads.</b> The loop.
 */
final class ReadyKeys implements Consumer<SelectionKey> {
    private Selectable[] ready = new Selectable[64];
    private int[] readyOps = new int[64];
    private int count;
    private int next;

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
