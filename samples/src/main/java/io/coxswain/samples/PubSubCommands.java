package io.coxswain.samples;

import io.coxswain.samples.Command.Keys;
import java.util.List;
import java.util.Set;

/**
 * {@code PUBLISH}, {@code SUBSCRIBE} and the commands about them.
 *
 * <p>A session that is subscribed to anything may send only what {@link #isAllowedToSubscribers} lets through: in RESP2
 * a client could not tell other replies from messages.
 *
 * <p><b>Threads.</b> The loop.
 */
final class PubSubCommands {
    private static final Set<String> ALLOWED_TO_SUBSCRIBERS =
            Set.of("subscribe", "unsubscribe", "psubscribe", "punsubscribe", "ping", "quit", "reset");

    private final PubSub pubSub;

    PubSubCommands(PubSub pubSub) {
        this.pubSub = pubSub;
    }

    /** Whether a session that is subscribed to anything may send this command. */
    static boolean isAllowedToSubscribers(Command command) {
        return ALLOWED_TO_SUBSCRIBERS.contains(command.name());
    }

    /** Adds these commands to a table. */
    void addTo(CommandTable table) {
        table.add("publish", 3, Keys.NONE, "Sends a message to subscribers.", this::publish);
        table.add(new Command("subscribe", -2, Keys.NONE, "Subscribes to channels.", this::subscribe));
        table.add(new Command("unsubscribe", -1, Keys.NONE, "Ends subscriptions to channels.", this::unsubscribe));
        table.add(new Command("psubscribe", -2, Keys.NONE, "Subscribes to patterns.", this::psubscribe));
        table.add(new Command("punsubscribe", -1, Keys.NONE, "Ends subscriptions to patterns.", this::punsubscribe));
        CommandTable about = new CommandTable()
                .add("channels", -2, Keys.NONE, "Returns channels with subscribers, by a pattern.", this::channels)
                .add("numsub", -2, Keys.NONE, "Returns how many subscribers channels have.", this::numsub)
                .add("numpat", 2, Keys.NONE, "Returns how many patterns have subscribers.", this::numpat);
        table.add(about.asCommand("pubsub", "Tells of channels and subscribers."));
        table.add(new Command("reset", 1, Keys.NONE, "Begins the session anew.", this::reset));
    }

    private void publish(Arguments arguments, Reply reply) {
        reply.integer(pubSub.publish(Bytes.of(arguments, 1), arguments, 2));
    }

    private void subscribe(Session session, Arguments arguments, Reply reply) {
        for (int i = 1; i < arguments.count(); i++) {
            Bytes channel = Bytes.of(arguments, i);
            pubSub.subscribe(session, channel);
            confirm("subscribe", channel, session, reply);
        }
    }

    private void psubscribe(Session session, Arguments arguments, Reply reply) {
        for (int i = 1; i < arguments.count(); i++) {
            Bytes pattern = Bytes.of(arguments, i);
            pubSub.subscribePattern(session, pattern);
            confirm("psubscribe", pattern, session, reply);
        }
    }

    private static void confirm(String kind, Bytes name, Session session, Reply reply) {
        reply.array(3);
        reply.bulk(kind);
        reply.bulk(name);
        reply.integer(session.subscriptionCount());
    }

    private void unsubscribe(Session session, Arguments arguments, Reply reply) {
        for (Bytes channel : named(arguments, session.channels())) {
            pubSub.unsubscribe(session, channel);
            confirm("unsubscribe", channel, session, reply);
        }
        confirmNothing("unsubscribe", session, reply);
    }

    private void punsubscribe(Session session, Arguments arguments, Reply reply) {
        for (Bytes pattern : named(arguments, session.patterns())) {
            pubSub.unsubscribePattern(session, pattern);
            confirm("punsubscribe", pattern, session, reply);
        }
        confirmNothing("punsubscribe", session, reply);
    }

    /** Those that the request names; if it names none, all that there are. */
    private static List<Bytes> named(Arguments arguments, Set<Bytes> all) {
        return arguments.count() > 1 ? arguments.from(1) : List.copyOf(all);
    }

    /** Where there was nothing to end, there still has to be a reply. */
    private static void confirmNothing(String kind, Session session, Reply reply) {
        if (reply.bytes() == 0) {
            reply.array(3);
            reply.bulk(kind);
            reply.nil();
            reply.integer(session.subscriptionCount());
        }
    }

    private void channels(Arguments arguments, Reply reply) {
        if (arguments.count() > 3) {
            throw CommandException.wrongArity("pubsub|channels");
        }
        Glob glob = arguments.count() == 3 ? new Glob(arguments.copy(2)) : new Glob("*");
        List<Bytes> found = pubSub.channels().stream()
                .filter(channel -> glob.matches(channel.array()))
                .toList();
        reply.array(found.size());
        found.forEach(reply::bulk);
    }

    private void numsub(Arguments arguments, Reply reply) {
        List<Bytes> asked = arguments.from(2);
        reply.array(2 * asked.size());
        for (Bytes channel : asked) {
            reply.bulk(channel);
            reply.integer(pubSub.subscriberCount(channel));
        }
    }

    private void numpat(Arguments arguments, Reply reply) {
        reply.integer(pubSub.patternCount());
    }

    private void reset(Session session, Arguments arguments, Reply reply) {
        pubSub.leave(session);
        session.rename(null);
        reply.simple("RESET");
    }
}
