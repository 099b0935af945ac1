package io.coxswain.core;

import java.util.ArrayList;
import java.util.List;
import org.agrona.collections.Long2LongHashMap;

/**
 * Keeps the account of a {@link CloseReport}: what each link had queued when the engine began to close, and what of it
 * was left when the link ended.
 *
 * <p><b>Threads.</b> The loop.
 */
final class CloseTally {
    private static final long UNKNOWN = -1;

    private final Long2LongHashMap queuedBytes = new Long2LongHashMap(UNKNOWN);
    private final List<CloseReport.LinkEnd> ends = new ArrayList<>();

    /** Notes what a link has queued, before it is told to close. */
    void open(Link link) {
        queuedBytes.put(link.id(), link.writer().queuedBytes());
    }

    /** Notes what has become of it. */
    void close(Link link, CloseReason reason) {
        long queued = queuedBytes.remove(link.id());
        if (queued == UNKNOWN) {
            return;
        }
        // A link that is closing accepts nothing more, so what is left is of what was queued. Not asserted: an
        // error that has struck inside a send may be what ends the engine, and this must not get in its way.
        long dropped = Math.min(queued, link.writer().unsentBytes());
        ends.add(new CloseReport.LinkEnd(link.id(), link.remoteAddress(), reason, queued - dropped, dropped));
    }

    CloseReport report() {
        return new CloseReport(ends);
    }
}
