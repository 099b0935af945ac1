package io.coxswain.samples;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The commands of the server, or the subcommands of one of them, by name.
 *
 * <p>Filled at start, then looked into for each request, straight from the bytes of the frame and in whatever case: an
 * open table, at most a quarter full, in which a lookup compares with one name and rarely with two.
 *
 * <p><b>Threads.</b> The loop.
 */
final class CommandTable {
    private final List<Command> commands = new ArrayList<>();
    private @Nullable Command[] slots = new @Nullable Command[64];

    /**
     * Adds a command that does not care who asks.
     *
     * @throws IllegalArgumentException if there is one of that name
     */
    CommandTable add(String name, int arity, Command.Keys keys, String summary, Command.PlainAction action) {
        return add(
                new Command(name, arity, keys, summary, (session, arguments, reply) -> action.run(arguments, reply)));
    }

    /**
     * Adds a command.
     *
     * @throws IllegalArgumentException if there is one of that name
     */
    CommandTable add(Command command) {
        if (!command.name().equals(command.name().toLowerCase(Locale.ROOT))) {
            throw new IllegalArgumentException("the name " + command.name() + " is not in lower case");
        }
        commands.add(command);
        if (4 * commands.size() > slots.length) {
            slots = new @Nullable Command[2 * slots.length];
            commands.forEach(this::place);
        } else {
            place(command);
        }
        return this;
    }

    private void place(Command command) {
        int hash = 0;
        for (int i = 0; i < command.name().length(); i++) {
            hash = mix(hash, command.name().charAt(i));
        }
        int slot = slotOf(hash);
        for (Command taken = slots[slot]; taken != null; taken = slots[slot]) {
            if (taken.name().equals(command.name())) {
                throw new IllegalArgumentException("there is a command " + command.name() + " already");
            }
            slot = (slot + 1) & (slots.length - 1);
        }
        slots[slot] = command;
    }

    private static int mix(int hash, int character) {
        return (hash ^ character) * 0x01000193;
    }

    private int slotOf(int hash) {
        return (hash ^ (hash >>> 15)) & (slots.length - 1);
    }

    /** Finds the command that an argument names, in whatever case; null if there is none. */
    @Nullable
    Command find(Arguments arguments, int index) {
        int hash = 0;
        for (int i = 0; i < arguments.bytes(index); i++) {
            hash = mix(hash, Arguments.lowerCase(arguments.byteAt(index, i)));
        }
        int slot = slotOf(hash);
        Command command = slots[slot];
        while (command != null && !arguments.is(index, command.name())) {
            slot = (slot + 1) & (slots.length - 1);
            command = slots[slot];
        }
        return command;
    }

    /** All commands in the order in which they were added. */
    List<Command> commands() {
        return commands;
    }

    /**
     * Makes a command out of this table, whose commands become its subcommands: {@code CONFIG GET} out of {@code GET}.
     * A subcommand {@code HELP} that lists the others is added.
     */
    Command asCommand(String name, String summary) {
        add("help", 2, Command.Keys.NONE, "Prints this help.", (arguments, reply) -> help(name, reply));
        return new Command(
                name,
                -2,
                Command.Keys.NONE,
                summary,
                (session, arguments, reply) -> runSubcommand(name, session, arguments, reply));
    }

    private void runSubcommand(String name, Session session, Arguments arguments, Reply reply) {
        Command subcommand = find(arguments, 1);
        if (subcommand == null) {
            throw new CommandException("ERR unknown subcommand '" + arguments.text(1, 128) + "'. Try "
                    + name.toUpperCase(Locale.ROOT) + " HELP.");
        }
        if (!subcommand.accepts(arguments.count())) {
            throw CommandException.wrongArity(name + "|" + subcommand.name());
        }
        subcommand.action().run(session, arguments, reply);
    }

    private void help(String name, Reply reply) {
        reply.array(1 + 2 * commands.size());
        reply.simple(name.toUpperCase(Locale.ROOT) + " <subcommand> [<arg> [value] [opt] ...]. Subcommands are:");
        for (Command subcommand : commands) {
            reply.simple(subcommand.name().toUpperCase(Locale.ROOT));
            reply.simple("    " + subcommand.summary());
        }
    }
}
