package io.coxswain.samples;

import io.coxswain.samples.Command.Keys;

/**
 * Commands about a client and its link rather than the keys.
 *
 * <p>There is one protocol, RESP2, and one database. Clients that ask for RESP3 with {@code HELLO} are told that it is
 * not spoken here, and go on with RESP2.
 *
 * <p><b>Threads.</b> The loop.
 */
final class ConnectionCommands {
    /** The version of Redis whose replies are given here; clients decide by it what they may ask for. */
    static final String REDIS_VERSION = "7.0.15";

    private static final long PROTOCOL = 2;

    private ConnectionCommands() {}

    /** Adds these commands to a table. */
    static void addTo(CommandTable table) {
        table.add(new Command("ping", -1, Keys.NONE, "Returns PONG, or its argument.", ConnectionCommands::ping));
        table.add("echo", 2, Keys.NONE, "Returns its argument.", (arguments, reply) -> reply.bulk(arguments, 1));
        table.add("select", 2, Keys.NONE, "Selects a database: 0 is the only one.", ConnectionCommands::select);
        table.add(new Command("quit", -1, Keys.NONE, "Ends the session.", ConnectionCommands::quit));
        table.add(new Command("hello", -1, Keys.NONE, "Agrees upon RESP2.", ConnectionCommands::hello));
    }

    private static void ping(Session session, Arguments arguments, Reply reply) {
        if (arguments.count() > 2) {
            throw CommandException.wrongArity("ping");
        }
        if (session.subscriptionCount() > 0) {
            subscribersPong(arguments, reply);
        } else if (arguments.count() == 2) {
            reply.bulk(arguments, 1);
        } else {
            reply.simple("PONG");
        }
    }

    /** A subscriber is told everything in the form of a message. */
    private static void subscribersPong(Arguments arguments, Reply reply) {
        reply.array(2);
        reply.bulk("pong");
        if (arguments.count() == 2) {
            reply.bulk(arguments, 1);
        } else {
            reply.bulk("");
        }
    }

    private static void select(Arguments arguments, Reply reply) {
        if (arguments.longAt(1) != 0) {
            throw new CommandException("ERR DB index is out of range");
        }
        reply.ok();
    }

    private static void quit(Session session, Arguments arguments, Reply reply) {
        reply.ok();
        session.end();
    }

    /** {@code HELLO [2 [SETNAME name]]}. */
    private static void hello(Session session, Arguments arguments, Reply reply) {
        if (arguments.count() > 1 && protocol(arguments) != PROTOCOL) {
            throw new CommandException("NOPROTO unsupported protocol version");
        }
        String name = session.name();
        for (int i = 2; i < arguments.count(); i += 2) {
            if (!arguments.is(i, "setname") || i + 1 == arguments.count()) {
                throw new CommandException("ERR Syntax error in HELLO option '" + arguments.text(i, 128) + "'");
            }
            name = ClientCommands.name(arguments, i + 1);
        }
        session.rename(name);
        reply.array(14);
        reply.bulk("server");
        reply.bulk("redis");
        reply.bulk("version");
        reply.bulk(REDIS_VERSION);
        reply.bulk("proto");
        reply.integer(PROTOCOL);
        reply.bulk("id");
        reply.integer(session.id());
        reply.bulk("mode");
        reply.bulk("standalone");
        reply.bulk("role");
        reply.bulk("master");
        reply.bulk("modules");
        reply.array(0);
    }

    private static long protocol(Arguments arguments) {
        try {
            return arguments.longAt(1);
        } catch (CommandException e) {
            throw new CommandException("ERR Protocol version is not an integer or out of range");
        }
    }
}
