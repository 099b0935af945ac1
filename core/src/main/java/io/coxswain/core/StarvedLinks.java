package io.coxswain.core;

import java.util.ArrayDeque;

/**
 * The links that found no buffer, in the order in which they asked. They try again when something has been returned to
 * the pool; and once in a while in any case, since memory is not the engine's alone.
 *
 * <p>Some of them may have all the memory between them, in beginnings of frames, and wait for each other for the rest.
 * Then one has to go, see {@link Limits#memoryWaitNanos(long)}: the one that has waited longest.
 *
 * <p><b>Threads.</b> The loop.
 */
final class StarvedLinks {
    /** How long a link waits if nothing is returned, in nanoseconds. */
    static final long RETRY_NANOS = 100_000_000;

    private final BufferPool pool;
    private final LoopClock clock;
    private final long waitNanosMax;
    private final ArrayDeque<Link> links = new ArrayDeque<>();
    private long returnCountAtMark;
    private long markNanos;
    private long nextEndNanos;

    StarvedLinks(BufferPool pool, LoopClock clock, long waitNanosMax) {
        this.pool = pool;
        this.clock = clock;
        this.waitNanosMax = waitNanosMax;
        this.nextEndNanos = clock.nanos();
    }

    /** Adds one, unless it waits already. */
    void add(Link link) {
        if (link.isStarved()) {
            return;
        }
        link.starved(true);
        if (links.isEmpty()) {
            mark();
        }
        links.addLast(link);
    }

    /** Whether none waits. */
    boolean isEmpty() {
        return links.isEmpty();
    }

    /** Whether something was returned since the last vain try, or it has been a while. */
    boolean mayRetry() {
        return !links.isEmpty()
                && (pool.returnCount() != returnCountAtMark || clock.nanos() - markNanos >= RETRY_NANOS);
    }

    /** Has all of them try again, if they may. Those that find nothing wait anew. */
    int retry() {
        if (!mayRetry()) {
            return 0;
        }
        mark();
        int count = links.size();
        for (int i = 0; i < count; i++) {
            Link link = links.removeFirst();
            link.starved(false);
            if (!link.life().isClosing()) {
                link.onPoolHasRoom();
            }
        }
        endOneThatHasWaitedTooLong();
        return count;
    }

    /** One at a time: the others may have what they need with what it held. */
    private void endOneThatHasWaitedTooLong() {
        long nowNanos = clock.nanos();
        if (nowNanos - nextEndNanos < 0) {
            return;
        }
        Link longest = null;
        long longestNanos = waitNanosMax - 1;
        for (Link link : links) {
            long nanos = link.reader().starvedNanos(nowNanos);
            if (nanos > longestNanos) {
                longest = link;
                longestNanos = nanos;
            }
        }
        if (longest != null) {
            nextEndNanos = nowNanos + waitNanosMax / 10;
            longest.life().close(CloseReason.ENGINE_FULL, null);
        }
    }

    /** What is returned from now on is worth another try; not moved by links that come to those that wait already. */
    private void mark() {
        returnCountAtMark = pool.returnCount();
        markNanos = clock.nanos();
    }
}
