package io.coxswain.benchmarks;

import java.nio.channels.SelectionKey;

/**
 * Clears and sets back interest in reading, and counts it.
 *
 * <p><b>Threads.</b> The loop.
 */
final class InterestBits {
    private final LoopCounters counters;

    InterestBits(LoopCounters counters) {
        this.counters = counters;
    }

    void clear(EchoLink link) {
        if (!link.isCleared) {
            link.isCleared = true;
            change(link, 0);
        }
    }

    void restore(EchoLink link) {
        if (link.isCleared) {
            link.isCleared = false;
            change(link, SelectionKey.OP_READ);
        }
    }

    private void change(EchoLink link, int operations) {
        counters.interestChanges++;
        link.key().interestOps(operations);
    }
}
