package io.coxswain.samples;

import io.coxswain.samples.Command.Keys;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code COMMAND}: what the server can do, for clients that look for the keys in a request and for redis-cli's help.
 *
 * <p>Asked for rarely, so nothing here minds allocating.
 *
 * <p><b>Threads.</b> The loop.
 */
final class CommandCommands {
    private final CommandTable table;

    /**
     * Makes the commands.
     *
     * @param table whose commands they tell of
     */
    CommandCommands(CommandTable table) {
        this.table = table;
    }

    /** Adds these commands to a table. */
    void addTo(CommandTable target) {
        Command subcommands = new CommandTable()
                .add("count", 2, Keys.NONE, "Returns how many commands there are.", this::tellCount)
                .add("docs", -2, Keys.NONE, "Returns a sentence on each command, or each that is named.", this::docs)
                .add("info", -2, Keys.NONE, "Returns how each command, or each that is named, is called.", this::infos)
                .asCommand("command", "Tells what the server can do.");
        // Without a subcommand it is COMMAND INFO.
        target.add(new Command("command", -1, Keys.NONE, subcommands.summary(), (session, arguments, reply) -> {
            if (arguments.count() == 1) {
                infos(arguments, reply);
            } else {
                subcommands.action().run(session, arguments, reply);
            }
        }));
    }

    private void tellCount(Arguments arguments, Reply reply) {
        reply.integer(table.commands().size());
    }

    private void docs(Arguments arguments, Reply reply) {
        List<Command> asked = new ArrayList<>();
        for (int i = 2; i < arguments.count(); i++) {
            Command command = table.find(arguments, i);
            if (command != null) {
                asked.add(command);
            }
        }
        List<Command> told = arguments.count() == 2 ? table.commands() : asked;
        reply.array(2 * told.size());
        for (Command command : told) {
            reply.bulk(command.name());
            reply.array(4);
            reply.bulk("summary");
            reply.bulk(command.summary());
            reply.bulk("group");
            reply.bulk("kv");
        }
    }

    private void infos(Arguments arguments, Reply reply) {
        if (arguments.count() <= 2) {
            reply.array(table.commands().size());
            table.commands().forEach(command -> info(command, reply));
            return;
        }
        reply.array(arguments.count() - 2);
        for (int i = 2; i < arguments.count(); i++) {
            Command command = table.find(arguments, i);
            if (command == null) {
                reply.nil();
            } else {
                info(command, reply);
            }
        }
    }

    /** The ten elements of Redis 7, the last four of which there is nothing to tell for. */
    private static void info(Command command, Reply reply) {
        Keys keys = command.keys();
        reply.array(10);
        reply.bulk(command.name());
        reply.integer(command.arity());
        boolean hasFlag = keys.areWritten() || keys.first() > 0;
        reply.array(hasFlag ? 1 : 0);
        if (hasFlag) {
            reply.simple(keys.areWritten() ? "write" : "readonly");
        }
        reply.integer(keys.first());
        reply.integer(keys.last());
        reply.integer(keys.step());
        reply.array(0); // access control categories
        reply.array(0); // tips
        reply.array(0); // where keys are, in detail
        reply.array(0); // subcommands
    }
}
