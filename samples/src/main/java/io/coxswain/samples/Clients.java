package io.coxswain.samples;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The sessions of a server, the oldest first, and why it has put an end to some of them.
 *
 * <p><b>Threads.</b> The loop.
 */
final class Clients {
    /** Why the server puts an end to a session before the client does. */
    enum DropReason {
        /** {@code CLIENT KILL}. */
        KILLED,
        /** A subscriber reads more slowly than others publish: its send queue is at the hard limit. */
        SLOW_SUBSCRIBER,
        /** A reply could not be queued, because all buffers of the engine are in use. */
        NO_BUFFER
    }

    private final Map<Long, Session> sessions = new LinkedHashMap<>();
    private final long[] dropped = new long[DropReason.values().length];

    void add(Session session) {
        sessions.put(session.id(), session);
    }

    void remove(Session session) {
        sessions.remove(session.id());
    }

    /** All sessions as they are now: they may end while this is gone through. */
    List<Session> all() {
        return new ArrayList<>(sessions.values());
    }

    int count() {
        return sessions.size();
    }

    /**
     * Puts an end to a session at once: it is no longer among the others, and what is queued for the client is lost.
     */
    void drop(Session session, DropReason reason) {
        count(reason);
        remove(session);
        session.link().closeNow();
    }

    /** Counts a session that somebody else has put an end to. */
    @SuppressWarnings("EnumOrdinal") // An array indexed by an enum of our own, never stored or sent.
    void count(DropReason reason) {
        dropped[reason.ordinal()]++;
    }

    /** How many sessions the server has put an end to for one reason. */
    @SuppressWarnings("EnumOrdinal")
    long droppedCount(DropReason reason) {
        return dropped[reason.ordinal()];
    }
}
