package io.coxswain.samples;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * From a frame to its reply: finds the arguments, the command among the table's, and runs it.
 *
 * <p><b>Threads.</b> The loop.
 *
 * <p><b>Errors.</b> Whatever a client sends gets a reply, an error if need be. After one that breaks the protocol the
 * session ends, since nobody knows where its next request begins.
 */
final class CommandRunner {
    /** How much of an unknown command and its arguments is quoted, in bytes. */
    private static final int QUOTED_BYTES_MAX = 128;

    private final CommandTable commands;
    private final SlowLog slowLog;
    private final Arguments arguments = new Arguments();

    CommandRunner(CommandTable commands, SlowLog slowLog) {
        this.commands = commands;
        this.slowLog = slowLog;
    }

    /**
     * Runs one request.
     *
     * @param frame from its position to its limit
     * @param reply is cleared, then has the reply; it stays empty if the frame is one to be ignored
     */
    void run(Session session, ByteBuffer frame, Reply reply) {
        reply.clear();
        switch (arguments.parse(frame)) {
            case REQUEST -> {
                slowLog.begin();
                runRequest(session, reply);
                slowLog.end(session, arguments);
            }
            case EMPTY -> {}
            case UNBALANCED_QUOTES -> protocolError(session, "unbalanced quotes in request", reply);
            case MALFORMED -> protocolError(session, "malformed request", reply);
        }
    }

    private void runRequest(Session session, Reply reply) {
        try {
            Command command = requireCallable(commands.find(arguments, 0));
            if (session.subscriptionCount() > 0) {
                requireAllowedToSubscribers(command);
            }
            session.lastCommand(command.name());
            command.action().run(session, arguments, reply);
        } catch (CommandException e) {
            reply.clear();
            reply.error(e.text());
        }
    }

    private Command requireCallable(@Nullable Command command) {
        if (command == null) {
            throw unknownCommand();
        }
        if (!command.accepts(arguments.count())) {
            throw CommandException.wrongArity(command.name());
        }
        return command;
    }

    private static void requireAllowedToSubscribers(Command command) {
        if (!PubSubCommands.isAllowedToSubscribers(command)) {
            throw new CommandException("ERR Can't execute '" + command.name() + "': only (P|S)SUBSCRIBE /"
                    + " (P|S)UNSUBSCRIBE / PING / QUIT / RESET are allowed in this context");
        }
    }

    private CommandException unknownCommand() {
        StringBuilder quoted = new StringBuilder();
        for (int i = 1; i < arguments.count() && quoted.length() < QUOTED_BYTES_MAX; i++) {
            String argument = arguments.text(i, QUOTED_BYTES_MAX - quoted.length());
            quoted.append('\'').append(argument).append("' ");
        }
        return new CommandException("ERR unknown command '" + arguments.text(0, QUOTED_BYTES_MAX)
                + "', with args beginning with: " + quoted);
    }

    private static void protocolError(Session session, String problem, Reply reply) {
        reply.error("ERR Protocol error: " + problem);
        session.end();
    }
}
