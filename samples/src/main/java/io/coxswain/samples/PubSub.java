package io.coxswain.samples;

import io.coxswain.core.SendResult;
import io.coxswain.core.SharedMessage;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who is subscribed to which channels and patterns, and what is published to them.
 *
 * <p>A message is encoded once for all subscribers of a channel, and once for those of each pattern. A long one is
 * shared by their send queues. A short one is copied into each: there it is packed together with others, while shared
 * it would take a whole segment of the engine's buffers for as long as the slowest subscriber takes.
 *
 * <p>Publishing never waits for anybody. A subscriber that does not keep up finds its send queue at the hard limit some
 * day, and is dropped: it cannot be told which messages it has missed in any other way.
 *
 * <p><b>Threads.</b> The loop.
 *
 * <p><b>Limits.</b> The heap, for subscriptions. Publishing costs a comparison for each pattern that anybody is
 * subscribed to.
 */
final class PubSub {
    /** From this length on a message is shared, in bytes: a quarter of the smallest segment. */
    static final int SHARED_BYTES_MIN = 4 * 1_024;

    private static final int MESSAGE_BYTES_MAX = 4 * 1_024 * 1_024;

    /** Makes a message that many links can send. */
    interface Sharing {
        /** See {@link io.coxswain.core.Loop#share}. */
        @Nullable
        SharedMessage share(ByteBuffer message);
    }

    /** The subscribers of one pattern. */
    private record PatternSubscribers(Glob glob, Set<Session> sessions) {}

    private final Clients clients;
    private final Sharing sharing;
    private final Reply message = new Reply(MESSAGE_BYTES_MAX);
    private final Map<Bytes, Set<Session>> channels = new LinkedHashMap<>();
    private final Map<Bytes, PatternSubscribers> patterns = new LinkedHashMap<>();
    private long deliveredCount;

    /**
     * Makes it, with no subscribers.
     *
     * @param clients from which slow ones are dropped
     */
    PubSub(Clients clients, Sharing sharing) {
        this.clients = clients;
        this.sharing = sharing;
    }

    /** Subscribes a session to a channel, if it is not yet. */
    void subscribe(Session session, Bytes channel) {
        if (session.channels().add(channel)) {
            channels.computeIfAbsent(channel, key -> new LinkedHashSet<>()).add(session);
        }
    }

    /** Undoes it. */
    void unsubscribe(Session session, Bytes channel) {
        Set<Session> subscribers = channels.get(channel);
        if (session.channels().remove(channel) && subscribers != null) {
            subscribers.remove(session);
            if (subscribers.isEmpty()) {
                channels.remove(channel);
            }
        }
    }

    /** Subscribes a session to all channels that match a pattern, if it is not yet. */
    void subscribePattern(Session session, Bytes pattern) {
        if (session.patterns().add(pattern)) {
            patterns.computeIfAbsent(
                            pattern, key -> new PatternSubscribers(new Glob(key.array()), new LinkedHashSet<>()))
                    .sessions()
                    .add(session);
        }
    }

    /** Undoes it. */
    void unsubscribePattern(Session session, Bytes pattern) {
        PatternSubscribers subscribers = patterns.get(pattern);
        if (session.patterns().remove(pattern) && subscribers != null) {
            subscribers.sessions().remove(session);
            if (subscribers.sessions().isEmpty()) {
                patterns.remove(pattern);
            }
        }
    }

    /** Undoes all subscriptions of a session; at its end, for one. */
    void leave(Session session) {
        List.copyOf(session.channels()).forEach(channel -> unsubscribe(session, channel));
        List.copyOf(session.patterns()).forEach(pattern -> unsubscribePattern(session, pattern));
    }

    /**
     * Sends a message to whoever is subscribed to a channel, or to a pattern that matches it.
     *
     * @return to how many; a session that is subscribed in several ways gets it, and counts, several times
     * @throws CommandException if all buffers of the engine are in use, perhaps after some have got the message
     */
    int publish(Bytes channel, Arguments arguments, int index) {
        int receivers = 0;
        Set<Session> subscribers = channels.get(channel);
        if (subscribers != null) {
            begin("message", 3);
            receivers += send(channel, arguments, index, subscribers);
        }
        for (Map.Entry<Bytes, PatternSubscribers> each : patterns.entrySet()) {
            if (each.getValue().glob().matches(channel.array())) {
                begin("pmessage", 4);
                message.bulk(each.getKey());
                receivers += send(channel, arguments, index, each.getValue().sessions());
            }
        }
        deliveredCount += receivers;
        return receivers;
    }

    private void begin(String kind, int elements) {
        message.clear();
        message.array(elements);
        message.bulk(kind);
    }

    private int send(Bytes channel, Arguments arguments, int index, Collection<Session> subscribers) {
        message.bulk(channel);
        message.bulk(arguments, index);
        if (subscribers.size() == 1 || message.bytes() < SHARED_BYTES_MIN) {
            return sendCopies(subscribers);
        }
        SharedMessage shared = sharing.share(message.message());
        if (shared == null) {
            throw new CommandException("OOM all buffers are in use");
        }
        int receivers = 0;
        for (Session session : subscribers) {
            receivers += received(session, session.link().push(shared)) ? 1 : 0;
        }
        shared.release();
        return receivers;
    }

    private int sendCopies(Collection<Session> subscribers) {
        int receivers = 0;
        for (Session session : subscribers) {
            receivers += received(session, session.link().push(message.message())) ? 1 : 0;
        }
        return receivers;
    }

    /** Whether a session has got a message. One that has not must not go on as if nothing had been published. */
    private boolean received(Session session, SendResult result) {
        switch (result) {
            case ACCEPTED, ACCEPTED_ABOVE_SOFT, CLOSED -> {}
            case FULL, TOO_LARGE -> clients.drop(session, Clients.DropReason.SLOW_SUBSCRIBER);
            case ENGINE_FULL -> clients.drop(session, Clients.DropReason.NO_BUFFER);
        }
        return result.isAccepted();
    }

    /** The channels that somebody is subscribed to, patterns not counted. */
    Set<Bytes> channels() {
        return channels.keySet();
    }

    /** How many are subscribed to a channel, patterns not counted. */
    int subscriberCount(Bytes channel) {
        Set<Session> subscribers = channels.get(channel);
        return subscribers == null ? 0 : subscribers.size();
    }

    /** The patterns that somebody is subscribed to. */
    int patternCount() {
        return patterns.size();
    }

    /** How many messages have gone into send queues. */
    long deliveredCount() {
        return deliveredCount;
    }
}
