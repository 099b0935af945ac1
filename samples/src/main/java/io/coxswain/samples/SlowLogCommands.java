package io.coxswain.samples;

import io.coxswain.samples.Command.Keys;
import io.coxswain.samples.SlowLog.SlowCommand;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code SLOWLOG}: which commands have kept everybody waiting.
 *
 * <p><b>Threads.</b> The loop.
 */
final class SlowLogCommands {
    private static final long COUNT_PRESUMED = 10;

    private final SlowLog log;

    SlowLogCommands(SlowLog log) {
        this.log = log;
    }

    /** Adds these commands to a table. */
    void addTo(CommandTable table) {
        CommandTable subcommands = new CommandTable()
                .add("get", -2, Keys.NONE, "Returns the newest, 10 if not told how many.", this::get)
                .add(
                        "len",
                        2,
                        Keys.NONE,
                        "Returns how many are kept.",
                        (arguments, reply) -> reply.integer(log.count()))
                .add("reset", 2, Keys.NONE, "Forgets them.", this::reset);
        table.add(subcommands.asCommand("slowlog", "Tells of commands that took long."));
    }

    private void get(Arguments arguments, Reply reply) {
        if (arguments.count() > 3) {
            throw CommandException.wrongArity("slowlog|get");
        }
        long wanted = arguments.count() == 2 ? COUNT_PRESUMED : arguments.longAt(2);
        if (wanted < -1) {
            throw new CommandException("ERR count should be greater than or equal to -1");
        }
        List<SlowCommand> told = new ArrayList<>();
        for (SlowCommand command : log.newestFirst()) {
            if (wanted == -1 || told.size() < wanted) {
                told.add(command);
            }
        }
        reply.array(told.size());
        told.forEach(command -> write(command, reply));
    }

    private static void write(SlowCommand command, Reply reply) {
        reply.array(6);
        reply.integer(command.number());
        reply.integer(command.unixSeconds());
        reply.integer(command.micros());
        reply.array(command.arguments().size());
        command.arguments().forEach(reply::bulk);
        reply.bulk(command.address());
        reply.bulk(command.clientName());
    }

    private void reset(Arguments arguments, Reply reply) {
        log.clear();
        reply.ok();
    }
}
