package io.coxswain.samples;

import io.coxswain.samples.Clients.DropReason;
import io.coxswain.samples.Command.Keys;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * {@code CLIENT}: who the clients are, and how to get rid of one.
 *
 * <p>Asked for rarely, so nothing here minds allocating.
 *
 * <p><b>Threads.</b> The loop.
 */
final class ClientCommands {
    /** The kinds of clients that Redis knows; of the second and the third there are none here. */
    private static final List<String> TYPES = List.of("normal", "master", "replica", "slave", "pubsub");

    private static final double NANOS_PER_SECOND = 1e9;

    private final Clients clients;

    ClientCommands(Clients clients) {
        this.clients = clients;
    }

    /** Adds these commands to a table. */
    void addTo(CommandTable table) {
        CommandTable client = new CommandTable()
                .add(new Command("id", 2, Keys.NONE, "Returns the number of this session.", ClientCommands::id))
                .add(new Command("getname", 2, Keys.NONE, "Returns the client's name.", ClientCommands::getname))
                .add(new Command("setname", 3, Keys.NONE, "Sets the client's name.", ClientCommands::setname))
                .add(new Command("setinfo", 4, Keys.NONE, "Is told the library's name.", ClientCommands::setinfo))
                .add(new Command("info", 2, Keys.NONE, "Returns a line on this session.", this::info))
                .add("list", -2, Keys.NONE, "Returns a line on each session, or some of them.", this::list)
                .add(new Command("kill", -3, Keys.NONE, "Ends sessions, by address, number or type.", this::kill));
        table.add(client.asCommand("client", "Tells who the clients are."));
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
    static @Nullable String name(Arguments arguments, int index) {
        if (!isPrintable(arguments, index)) {
            throw new CommandException("ERR Client names cannot contain spaces, newlines or special characters.");
        }
        return arguments.bytes(index) == 0 ? null : arguments.text(index);
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

    private static void setinfo(Session session, Arguments arguments, Reply reply) {
        boolean isName = arguments.is(2, "lib-name");
        String attribute = arguments.text(2, 128);
        if (!isName && !arguments.is(2, "lib-ver")) {
            throw new CommandException("ERR Unrecognized option '" + attribute + "'");
        }
        if (!isPrintable(arguments, 3)) {
            throw new CommandException("ERR " + attribute + " cannot contain spaces, newlines or special characters.");
        }
        if (isName) {
            session.libraryName(arguments.text(3));
        } else {
            session.libraryVersion(arguments.text(3));
        }
        reply.ok();
    }

    private void info(Session session, Arguments arguments, Reply reply) {
        reply.bulk(line(session));
    }

    /** {@code CLIENT LIST [TYPE type | ID id [id ...]]}. */
    private void list(Arguments arguments, Reply reply) {
        @Nullable String type = null;
        Set<Long> ids = new HashSet<>();
        if (arguments.count() == 4 && arguments.is(2, "type")) {
            type = type(arguments, 3);
        } else if (arguments.count() > 3 && arguments.is(2, "id")) {
            for (int i = 3; i < arguments.count(); i++) {
                ids.add(listedId(arguments, i));
            }
        } else if (arguments.count() != 2) {
            throw CommandException.syntax();
        }
        StringBuilder lines = new StringBuilder();
        for (Session session : clients.all()) {
            boolean isAsked = ids.isEmpty() || ids.contains(session.id());
            if (isAsked && (type == null || type.equals(typeOf(session)))) {
                lines.append(line(session));
            }
        }
        reply.bulk(lines.toString());
    }

    private static String type(Arguments arguments, int index) {
        String type = arguments.text(index, 128).toLowerCase(Locale.ROOT);
        if (!TYPES.contains(type)) {
            throw new CommandException("ERR Unknown client type '" + arguments.text(index, 128) + "'");
        }
        return type;
    }

    private static String typeOf(Session session) {
        return session.subscriptionCount() > 0 ? "pubsub" : "normal";
    }

    private static long listedId(Arguments arguments, int index) {
        long id = idOrNone(arguments, index);
        if (id < 1) {
            throw new CommandException("ERR Invalid client ID");
        }
        return id;
    }

    private static long idOrNone(Arguments arguments, int index) {
        try {
            return arguments.longAt(index);
        } catch (CommandException e) {
            return -1;
        }
    }

    private static String line(Session session) {
        ClientLink link = session.link();
        String name = session.name();
        String command = session.lastCommand();
        return String.format(
                Locale.ROOT,
                "id=%d addr=%s name=%s age=%.0f idle=%.0f flags=%s db=0 sub=%d psub=%d multi=-1 omem=%d cmd=%s"
                        + " user=default lib-name=%s lib-ver=%s resp=2\n",
                session.id(),
                link.address(),
                name == null ? "" : name,
                Math.floor(link.ageNanos() / NANOS_PER_SECOND),
                Math.floor(link.idleNanos() / NANOS_PER_SECOND),
                session.subscriptionCount() > 0 ? "P" : "N",
                session.channels().size(),
                session.patterns().size(),
                link.queuedBytes(),
                command.isEmpty() ? "NULL" : command,
                session.libraryName(),
                session.libraryVersion());
    }

    /** {@code CLIENT KILL addr}, or {@code CLIENT KILL} with filters that all have to match. */
    private void kill(Session session, Arguments arguments, Reply reply) {
        if (arguments.count() == 3) {
            ClientFilter filter = new ClientFilter(-1, arguments.text(2), null, false);
            if (kill(session, filter) == 0) {
                throw new CommandException("ERR No such client");
            }
            reply.ok();
        } else {
            reply.integer(kill(session, filter(arguments)));
        }
    }

    /**
     * Which clients are to go.
     *
     * @param id -1 for whatever number
     * @param address null for whatever address
     * @param type null for whatever type
     * @param sparesCaller whether whoever asks stays
     */
    private record ClientFilter(
            long id, @Nullable String address, @Nullable String type, boolean sparesCaller) {
        boolean accepts(Session session, Session caller) {
            return (id == -1 || id == session.id())
                    && (address == null || address.equals(session.link().address()))
                    && (type == null || type.equals(typeOf(session)))
                    && !(sparesCaller && session == caller);
        }
    }

    private static ClientFilter filter(Arguments arguments) {
        long id = -1;
        @Nullable String address = null;
        @Nullable String type = null;
        boolean sparesCaller = true;
        for (int i = 2; i < arguments.count(); i += 2) {
            if (i + 1 == arguments.count()) {
                throw CommandException.syntax();
            } else if (arguments.is(i, "id")) {
                id = killedId(arguments, i + 1);
            } else if (arguments.is(i, "addr")) {
                address = arguments.text(i + 1);
            } else if (arguments.is(i, "type")) {
                type = type(arguments, i + 1);
            } else if (arguments.is(i, "skipme") && (arguments.is(i + 1, "yes") || arguments.is(i + 1, "no"))) {
                sparesCaller = arguments.is(i + 1, "yes");
            } else {
                throw CommandException.syntax();
            }
        }
        return new ClientFilter(id, address, type, sparesCaller);
    }

    private static long killedId(Arguments arguments, int index) {
        long id = idOrNone(arguments, index);
        if (id < 1) {
            throw new CommandException("ERR client-id should be greater than 0");
        }
        return id;
    }

    /** Ends sessions, that of whoever asks with this reply. */
    private int kill(Session caller, ClientFilter filter) {
        int killed = 0;
        for (Session session : clients.all()) {
            if (!filter.accepts(session, caller)) {
                continue;
            }
            killed++;
            if (session == caller) {
                clients.count(DropReason.KILLED);
                caller.end();
            } else {
                clients.drop(session, DropReason.KILLED);
            }
        }
        return killed;
    }
}
