package io.coxswain.samples;

/**
 * Ends a command with an error reply. Its message is that reply's text, beginning with the code:
 * {@code ERR syntax error}.
 *
 * <p>Unchecked, because it is part of what every command may answer; caught in one place, {@link CommandRunner}, which
 * drops what the command had already written. It carries no stack trace: it tells a client what is wrong with its
 * request, and nobody looks for the cause in here.
 */
final class CommandException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    CommandException(String text) {
        super(text, null, false, false);
    }

    /** The error of options that the command does not know, or that exclude each other. */
    static CommandException syntax() {
        return new CommandException("ERR syntax error");
    }

    /** The error of a key that has a value of another type than the command works on. */
    static CommandException wrongType() {
        return new CommandException("WRONGTYPE Operation against a key holding the wrong kind of value");
    }

    /** The error of an argument or a value that is to be an integer. */
    static CommandException notAnInteger() {
        return new CommandException("ERR value is not an integer or out of range");
    }

    /** The error of a count that is negative. */
    static CommandException notPositive() {
        return new CommandException("ERR value is out of range, must be positive");
    }

    /** The error of an argument or a value that is to be a decimal. */
    static CommandException notADecimal() {
        return new CommandException("ERR value is not a valid float");
    }

    /**
     * The error of a command that was called with too few arguments or too many.
     *
     * @param command its name in lower case, as {@code get} or {@code config|set}
     */
    static CommandException wrongArity(String command) {
        return new CommandException("ERR wrong number of arguments for '" + command + "' command");
    }

    /**
     * The error of a deadline that is in the past where that is not allowed, or too far away for the clock.
     *
     * @param command its name in lower case
     */
    static CommandException invalidExpireTime(String command) {
        return new CommandException("ERR invalid expire time in '" + command + "' command");
    }

    /** The text of the error reply. */
    String text() {
        return String.valueOf(getMessage());
    }
}
