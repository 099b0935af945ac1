package io.coxswain.benchmarks;

import java.nio.channels.Selector;
import java.util.concurrent.locks.LockSupport;

/**
 * A worker selects; the loop lends it every receiving half that it has no use for, and parks when it has nothing to do.
 *
 * <p><b>Threads.</b> {@link #unblock()} is for any thread; the rest is for the loop.
 */
final class WorkerReadiness implements Readiness {
    private final EchoLoop loop;
    private final Selector selector;
    private final Thread loopThread;

    WorkerReadiness(EchoLoop loop, Selector selector, Thread loopThread) {
        this.loop = loop;
        this.selector = selector;
        this.loopThread = loopThread;
    }

    @Override
    public void add(EchoLink link) {
        link.register(selector);
        // The worker may be blocked in a select that does not know the new key yet.
        selector.wakeup();
        loop.lendReceiving(link);
    }

    @Override
    public void onLent(EchoLink link) {
        // The worker that selects sees to the interest.
    }

    @Override
    public void onHome(EchoLink link) {
        loop.lendReceiving(link);
    }

    @Override
    public void poll(boolean isUrgent) {
        // What can be read comes by itself, as a completion.
    }

    @Override
    public void block() {
        loop.counters().blocks++;
        LockSupport.park(this);
    }

    @Override
    public void handOver() {}

    @Override
    public void unblock() {
        LockSupport.unpark(loopThread);
    }
}
