package io.coxswain.samples;

import io.coxswain.samples.Command.Keys;
import java.util.List;
import org.jspecify.annotations.Nullable;

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
    private static final List<String> CLIENT_ATTRIBUTES = List.of("lib-name", "lib-ver");

    private ConnectionCommands() {}

    /** Adds these commands to a table. */
    static void addTo(CommandTable table) {
        table.add("ping", -1, Keys.NONE, "Returns PONG, or its argument.", ConnectionCommands::ping);
        table.add("echo", 2, Keys.NONE, "Returns its argument.", (arguments, reply) -> reply.bulk(arguments, 1));
        table.add("select", 2, Keys.NONE, "Selects a database: 0 is the only one.", ConnectionCommands::select);
        table.add(new Command("quit", -1, Keys.NONE, "Ends the session.", ConnectionCommands::quit));
        table.add(new Command("hello", -1, Keys.NONE, "Agrees upon RESP2.", ConnectionCommands::hello));
        CommandTable client = new CommandTable()
                .add(new Command("id", 2, Keys.NONE, "Returns the number of this session.", ConnectionCommands::id))
                .add(new Command("getname", 2, Keys.NONE, "Returns the client's name.", ConnectionCommands::getname))
                .add(new Command("setname", 3, Keys.NONE, "Sets the client's name.", ConnectionCommands::setname))
                .add("setinfo", 4, Keys.NONE, "Is told the client library's name.", ConnectionCommands::setinfo);
        table.add(client.asCommand("client", "Tells who the client is."));
    }

    private static void ping(Arguments arguments, Reply reply) {
        if (arguments.count() > 2) {
            throw CommandException.wrongArity("ping");
        }
        if (arguments.count() == 2) {
            reply.bulk(arguments, 1);
        } else {
            reply.simple("PONG");
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
            name = name(arguments, i + 1);
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

    private static void id(Session session, Arguments arguments, Reply reply) {
        reply.integer(session.id());
    }

    private static void getname(Session session, Arguments arguments, Reply reply) {
        String name = session.name();
        if (name == null) {
            reply.nil();
        } else {
            reply.bulk(name);
        }
    }

    private static void setname(Session session, Arguments arguments, Reply reply) {
        session.rename(name(arguments, 2));
        reply.ok();
    }

    /** An argument as a name; null, no name, if it is empty. */
    private static @Nullable String name(Arguments arguments, int index) {
        if (!isPrintable(arguments, index)) {
            throw new CommandException("ERR Client names cannot contain spaces, newlines or special characters.");
        }
        return arguments.bytes(index) == 0 ? null : arguments.text(index);
    }

    /** Checks what the library of the client is called, and forgets it: nothing here lists clients. */
    private static void setinfo(Arguments arguments, Reply reply) {
        String attribute = arguments.text(2, 128);
        if (CLIENT_ATTRIBUTES.stream().noneMatch(attribute::equalsIgnoreCase)) {
            throw new CommandException("ERR Unrecognized option '" + attribute + "'");
        }
        if (!isPrintable(arguments, 3)) {
            throw new CommandException("ERR " + attribute + " cannot contain spaces, newlines or special characters.");
        }
        reply.ok();
    }

    private static boolean isPrintable(Arguments arguments, int index) {
        for (int i = 0; i < arguments.bytes(index); i++) {
            byte b = arguments.byteAt(index, i);
            if (b < '!' || b > '~') {
                return false;
            }
        }
        return true;
    }
}
