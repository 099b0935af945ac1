package io.coxswain.core;

import java.util.ArrayDeque;

/**
 * The links that found no buffer, in the order in which they asked. They try again when something has been returned to
 * the pool; and once in a while in any case, since memory is not the engine's alone.
 *
 * <p><b>Threads.</b> The loop.
 */
final class StarvedLinks {
    /** How long a link waits if nothing is returned, in nanoseconds. */
    static final long RETRY_NANOS = 100_000_000;

    private final BufferPool pool;
    private final LoopClock clock;
    private final ArrayDeque<Link> links = new ArrayDeque<>();
    private long returnCountAtMark;
    private long markNanos;

    StarvedLinks(BufferPool pool, LoopClock clock) {
        this.pool = pool;
        this.clock = clock;
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
        return count;
    }

    /** What is returned from now on is worth another try; not moved by links that come to those that wait already. */
    private void mark() {
        returnCountAtMark = pool.returnCount();
        markNanos = clock.nanos();
    }
}
