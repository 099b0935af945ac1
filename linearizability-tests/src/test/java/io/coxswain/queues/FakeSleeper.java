package io.coxswain.queues;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * What a thread sleeps in, in place of a selector or {@code LockSupport}: one permit, and a sleep without one lasts until
 * somebody gives it. A sleep that nobody ends is a hang, which the model checker reports.
 *
 * <p><b>Threads.</b> {@link #sleep()}: the owner. {@link #wake()}: any.
 */
public final class FakeSleeper implements Runnable {
    private volatile boolean isPermitted;

    /** How often somebody had to make the call; each is a system call outside of here. */
    private final AtomicInteger wakeCount = new AtomicInteger();

    /** Returns when there is a permit, and takes it. The owner. */
    public void sleep() {
        while (!isPermitted) {
            Thread.onSpinWait();
        }
        isPermitted = false;
    }

    /** Gives the permit. Whoever has claimed the wake-up. */
    public void wake() {
        wakeCount.getAndIncrement();
        isPermitted = true;
    }

    @Override
    public void run() {
        wake();
    }

    /** Calls of {@link #wake()} so far. */
    public int wakeCount() {
        return wakeCount.get();
    }
}
