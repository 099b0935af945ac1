package io.coxswain.benchmarks;

import java.io.IOException;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * Keeps every receiving half that is lent until its key fires: the selector is lent to this worker for good.
 *
 * <p><b>Threads.</b> The one worker; {@link #wake} is for the loop. The loop may close a channel at any time, so a key
 * may be cancelled between two lines here.
 */
final class SelectReceiving implements Receiving {
    private final Selector selector;
    private final Completer completer;
    private final Consumer<SelectionKey> onFired = this::onFired;
    private boolean found;

    SelectReceiving(Selector selector, Completer completer) {
        this.selector = selector;
        this.completer = completer;
    }

    @Override
    public void onLent(EchoLink link) {
        link.isAwaited = true;
        if (link.isCleared) {
            link.isCleared = false;
            change(link.key(), SelectionKey.OP_READ);
        }
    }

    private void onFired(SelectionKey key) {
        EchoLink link = (EchoLink) key.attachment();
        if (!link.isAwaited) {
            // The loop has the half. Read and write of these two fields are this worker's, so it may look.
            link.isCleared = true;
            change(key, 0);
            return;
        }
        link.read();
        if (link.hasNews()) {
            found = true;
            link.isAwaited = false;
            completer.complete(link.readJob);
        }
    }

    private static void change(SelectionKey key, int operations) {
        try {
            key.interestOps(operations);
        } catch (CancelledKeyException closed) {
            // The loop has closed the channel meanwhile.
        }
    }

    @Override
    public boolean poll() throws IOException {
        found = false;
        selector.selectNow(onFired);
        return found;
    }

    @Override
    public boolean isPressing() {
        return false;
    }

    @Override
    public void sleep(long nanosMax) throws IOException {
        if (nanosMax > 0) {
            LockSupport.parkNanos(this, nanosMax);
        } else {
            selector.select(onFired);
        }
    }

    @Override
    public void wake(Thread worker) {
        // Both: the loop cannot tell a nap from a select.
        LockSupport.unpark(worker);
        selector.wakeup();
    }
}
