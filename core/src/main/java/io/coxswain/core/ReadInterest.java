package io.coxswain.core;

import java.nio.channels.SelectionKey;

/**
 * Whether the selector is to tell of a link's socket that it is readable.
 *
 * <p>Interest in reading stays set, also while the link waits for its turn to be read. It is cleared only when the
 * socket turns out readable while the link is paused or its half is out or being delivered, and before the loop blocks
 * while the half is out; it is set again when the half is home and empty. Clear and set between two selects cost no
 * system call.
 *
 * <p><b>Threads.</b> The loop.
 */
final class ReadInterest {
    private final Link link;
    private boolean isSet;

    ReadInterest(Link link) {
        this.link = link;
    }

    void set() {
        if (!isSet) {
            isSet = true;
            link.changeInterest(SelectionKey.OP_READ, true);
        }
    }

    void clear() {
        if (isSet) {
            isSet = false;
            link.changeInterest(SelectionKey.OP_READ, false);
        }
    }
}
