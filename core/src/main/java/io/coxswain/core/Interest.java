package io.coxswain.core;

import java.nio.channels.SelectionKey;
import org.jspecify.annotations.Nullable;

/**
 * What the selector is to tell of one channel: every change of a key's interest is made here.
 *
 * <p>The JDK applies changes at the next select, one system call for each channel, and only where they differ from what
 * the kernel has. So what is changed to and fro between two selects costs none.
 *
 * <p><b>Threads.</b> The loop.
 */
final class Interest {
    private final EngineCounters counters;
    private @Nullable SelectionKey key;

    Interest(EngineCounters counters) {
        this.counters = counters;
    }

    /** Takes the key by which the selector knows the channel. */
    void register(SelectionKey newKey) {
        assert key == null : "registered twice";
        this.key = newKey;
    }

    /**
     * Sets or clears interest. Nothing happens before the channel is registered, or once it is closed.
     *
     * @param operations one or more of the key's {@code OP_} bits
     */
    void change(int operations, boolean on) {
        SelectionKey current = key;
        if (current != null && current.isValid()) {
            int before = on ? current.interestOpsOr(operations) : current.interestOpsAnd(~operations);
            int after = on ? before | operations : before & ~operations;
            if (after != before) {
                counters.increment(Counter.INTEREST_CHANGES);
            }
        }
    }
}
