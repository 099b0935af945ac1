package io.coxswain.benchmarks;

import java.util.ArrayDeque;
import java.util.concurrent.locks.LockSupport;

/**
 * Reads at once. If there is nothing to read, the half goes home empty, or, if the loop said so, it lingers: it is
 * tried again whenever the worker looks up from its jobs, until its time is over.
 *
 * <p><b>Threads.</b> The worker; {@link #wake} is for the loop.
 */
final class DirectReceiving implements Receiving {
    private final Completer completer;
    private final long lingerNanos;
    private final ArrayDeque<EchoLink> lingering = new ArrayDeque<>(1024);

    DirectReceiving(Completer completer, long lingerNanos) {
        this.completer = completer;
        this.lingerNanos = lingerNanos;
    }

    @Override
    public void onLent(EchoLink link) {
        link.read();
        if (link.lingers && !link.hasNews()) {
            link.lingersUntilNanos = System.nanoTime() + lingerNanos;
            lingering.addLast(link);
        } else {
            completer.complete(link.readJob);
        }
    }

    @Override
    public boolean poll() {
        if (lingering.isEmpty()) {
            return false;
        }
        boolean found = false;
        long nowNanos = System.nanoTime();
        for (int count = lingering.size(); count > 0; count--) {
            EchoLink link = lingering.removeFirst();
            link.read();
            boolean hasNews = link.hasNews();
            found |= hasNews;
            if (hasNews || nowNanos - link.lingersUntilNanos >= 0) {
                completer.complete(link.readJob);
            } else {
                lingering.addLast(link);
            }
        }
        return found;
    }

    @Override
    public boolean isPressing() {
        return !lingering.isEmpty();
    }

    @Override
    public void sleep(long nanosMax) {
        if (nanosMax > 0) {
            LockSupport.parkNanos(this, nanosMax);
        } else {
            LockSupport.park(this);
        }
    }

    @Override
    public void wake(Thread worker) {
        LockSupport.unpark(worker);
    }
}
