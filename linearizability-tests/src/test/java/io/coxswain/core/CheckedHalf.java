package io.coxswain.core;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * The half of a link that knows how many are inside of it, and whether its segment was returned under their hands.
 *
 * <p><b>Threads.</b> As any {@link Job}; {@link #returnSegment()} is for the loop.
 */
final class CheckedHalf extends Job {
    private final AtomicInteger holders = new AtomicInteger();
    private volatile boolean isReturned;
    private int runCount;

    CheckedHalf() {
        super(offloaded -> {}, Operation.READ);
    }

    @Override
    void run(long nowNanos) {
        if (holders.incrementAndGet() != 1) {
            throw new IllegalStateException("two holders of one half");
        }
        if (isReturned) {
            throw new IllegalStateException("a job of a half without a segment");
        }
        runCount++;
        if (isReturned) {
            throw new IllegalStateException("the segment was returned under the holder's hands");
        }
        holders.decrementAndGet();
    }

    /** What the end of a link does. */
    void returnSegment() {
        isReturned = true;
    }

    boolean isReturned() {
        return isReturned;
    }

    /** Jobs done so far. The holder. */
    int runCount() {
        return runCount;
    }

    /** Fails if the last job has. The holder. */
    void checkLastJob() {
        Throwable thrown = failure();
        if (thrown != null) {
            throw new AssertionError("a job failed", thrown);
        }
    }
}
