package io.coxswain.samples;

import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the server remembers of one client beyond the keys: it lives as long as the client's link.
 *
 * <p><b>Threads.</b> The loop.
 */
final class Session {
    private final long id;
    private final ClientLink link;
    private final Set<Bytes> channels = new LinkedHashSet<>(0);
    private final Set<Bytes> patterns = new LinkedHashSet<>(0);
    private @Nullable String name;
    private String libraryName = "";
    private String libraryVersion = "";
    private String lastCommand = "";
    private boolean ending;

    /**
     * Begins a session.
     *
     * @param id tells it from all other sessions of this server, past ones included
     */
    Session(long id, ClientLink link) {
        this.id = id;
        this.link = link;
    }

    long id() {
        return id;
    }

    ClientLink link() {
        return link;
    }

    /** What the client calls itself, null if it has not said. */
    @Nullable
    String name() {
        return name;
    }

    void rename(@Nullable String newName) {
        this.name = newName;
    }

    /** What the client's library calls itself, empty if it has not said. */
    String libraryName() {
        return libraryName;
    }

    /** The version of the client's library, empty if it has not said. */
    String libraryVersion() {
        return libraryVersion;
    }

    void libraryName(String newName) {
        this.libraryName = newName;
    }

    void libraryVersion(String newVersion) {
        this.libraryVersion = newVersion;
    }

    /** The name of the command that was run last, empty before the first. */
    String lastCommand() {
        return lastCommand;
    }

    void lastCommand(String command) {
        this.lastCommand = command;
    }

    /** The channels that it is subscribed to. For {@link PubSub}, which changes them. */
    Set<Bytes> channels() {
        return channels;
    }

    /** The patterns that it is subscribed to. For {@link PubSub}, which changes them. */
    Set<Bytes> patterns() {
        return patterns;
    }

    /** Channels and patterns that it is subscribed to. */
    int subscriptionCount() {
        return channels.size() + patterns.size();
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
