package io.coxswain.samples;

import org.jspecify.annotations.Nullable;

/**
 * What the server remembers of one client beyond the keys: it lives as long as the client's link.
 *
 * <p><b>Threads.</b> The loop.
 */
final class Session {
    private final long id;
    private @Nullable String name;
    private boolean ending;

    /**
     * Begins a session.
     *
     * @param id tells it from all other sessions of this server, past ones included
     */
    Session(long id) {
        this.id = id;
    }

    long id() {
        return id;
    }

    /** What the client calls itself, null if it has not said. */
    @Nullable
    String name() {
        return name;
    }

    void rename(@Nullable String newName) {
        this.name = newName;
    }

    /** Marks that the link is to be closed once the reply to the current request is sent. */
    void end() {
        ending = true;
    }

    /** Whether the reply just written is the last, and requests that follow are not to be looked at. */
    boolean isEnding() {
        return ending;
    }
}
