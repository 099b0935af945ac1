package io.coxswain.samples;

import io.coxswain.core.Counter;
import io.coxswain.core.Counters;
import io.coxswain.core.Link;
import io.coxswain.core.Listener;
import io.coxswain.core.Loop;
import java.util.List;

/**
 * Ends a server so that no request is lost that it has received: it stops listening, goes on until a whole turn of the
 * loop has found nothing more to run, and then closes the engine, which sends what is queued.
 *
 * <pre>
 *     begin ---&gt; serve on ---&gt; close the engine: flush, FIN ---&gt; await the clients' ends ---&gt; closed
 *                at most 2 s   at most the engine's deadline     at most 1 s
 * </pre>
 *
 * <p>Two kinds of clients would make this long. One that goes on sending is cut off: its requests of the last two
 * seconds are not those that were received when the signal came. One that keeps its connection open, as every pool of
 * idle connections does, has got everything with the end of the stream, and notices that when it is next used: it is
 * waited for no longer than a reply may be under way, because closing before the client has acknowledged could turn
 * into a reset, which takes replies away that it has not read yet.
 *
 * <p><b>Threads.</b> The loop.
 */
final class Drain {
    private static final long SERVING_NANOS_MAX = 2_000_000_000;
    private static final long ENDS_NANOS_MAX = 1_000_000_000;
    private static final long LOOK_NANOS = 5_000_000;
    private static final long NOT_SEEN = -1;

    private final List<Listener> listeners;
    private final long queuedBytesMax;
    private long startNanos;
    private long sentNanos;
    private long workSeen = NOT_SEEN;
    private boolean hasQueued;

    /**
     * Makes it ready; nothing happens before {@link #begin}.
     *
     * @param listeners of the server
     * @param queuedBytesMax with more than this queued, a link may hold requests back that it has received
     */
    Drain(List<Listener> listeners, long queuedBytesMax) {
        this.listeners = listeners;
        this.queuedBytesMax = queuedBytesMax;
    }

    /** Begins to end the server. */
    void begin(Loop loop) {
        listeners.forEach(Listener::close);
        startNanos = loop.nanoTime();
        serveOn(loop);
    }

    /**
     * Between two looks the loop has gone once through all that was readable: if nothing came of it, nothing is left.
     */
    private void serveOn(Loop loop) {
        Counters counters = loop.counters();
        long work = counters.get(Counter.FRAMES_DELIVERED) + counters.get(Counter.BYTES_RECEIVED);
        boolean isQuiet = work == workSeen && counters.gauges().jobsOut() == 0;
        // A link that has just got below that has not gone on yet.
        workSeen = hasMoreQueued(loop, queuedBytesMax) ? NOT_SEEN : work;
        if ((isQuiet && workSeen != NOT_SEEN) || loop.nanoTime() - startNanos > SERVING_NANOS_MAX) {
            close(loop);
        } else {
            loop.schedule(LOOK_NANOS, this::serveOn);
        }
    }

    private boolean hasMoreQueued(Loop loop, long bytes) {
        hasQueued = false;
        loop.forEachLink(link -> hasQueued |= link.queuedBytes() > bytes);
        return hasQueued;
    }

    private void close(Loop loop) {
        sentNanos = loop.nanoTime();
        loop.close();
        awaitEnds(loop);
    }

    private void awaitEnds(Loop loop) {
        if (hasMoreQueued(loop, 0)) {
            sentNanos = loop.nanoTime();
        }
        if (loop.nanoTime() - sentNanos > ENDS_NANOS_MAX) {
            loop.forEachLink(Link::closeNow);
        } else {
            loop.schedule(LOOK_NANOS, this::awaitEnds);
        }
    }
}
