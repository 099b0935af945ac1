package io.coxswain.samples;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * The last commands that kept the loop for longer than a threshold: while one runs, all other clients wait.
 *
 * <p>A command's time is that between its arguments being found and its reply being written; reading, framing and
 * writing are the workers' and not in it.
 *
 * <p><b>Threads.</b> The loop.
 *
 * <p><b>Limits.</b> As many commands as it is set to hold. Of each at most {@value #ARGUMENTS_MAX} arguments are kept,
 * of an argument {@value #ARGUMENT_BYTES_MAX} bytes.
 */
final class SlowLog {
    static final int ARGUMENTS_MAX = 32;
    static final int ARGUMENT_BYTES_MAX = 128;

    /**
     * One slow command.
     *
     * @param number counted from 0 since the server started
     * @param unixSeconds when it ended, in seconds since 1970
     * @param micros how long it took
     * @param arguments its name first; cut, which is said where it was done
     */
    record SlowCommand(
            long number, long unixSeconds, long micros, List<String> arguments, String address, String clientName) {}

    private final LongSupplier nanoTime;
    private final LongSupplier unixMillis;
    private final ArrayDeque<SlowCommand> newestFirst = new ArrayDeque<>();
    private int thresholdMicros = 10_000;
    private int commandsMax = 128;
    private long nextNumber;
    private long startNanos;

    /**
     * Makes an empty log.
     *
     * @param nanoTime a clock that goes on while a command runs
     * @param unixMillis in milliseconds since 1970
     */
    SlowLog(LongSupplier nanoTime, LongSupplier unixMillis) {
        this.nanoTime = nanoTime;
        this.unixMillis = unixMillis;
    }

    /** A command begins. */
    void begin() {
        if (thresholdMicros >= 0) {
            startNanos = nanoTime.getAsLong();
        }
    }

    /** The command has ended. */
    void end(Session session, Arguments arguments) {
        if (thresholdMicros < 0) {
            return;
        }
        long micros = (nanoTime.getAsLong() - startNanos) / 1_000;
        if (micros >= thresholdMicros && commandsMax > 0) {
            String name = session.name();
            newestFirst.addFirst(new SlowCommand(
                    nextNumber,
                    unixMillis.getAsLong() / 1_000,
                    micros,
                    cut(arguments),
                    session.link().address(),
                    name == null ? "" : name));
            nextNumber++;
            trim();
        }
    }

    private static List<String> cut(Arguments arguments) {
        List<String> texts = new ArrayList<>();
        boolean tooMany = arguments.count() > ARGUMENTS_MAX;
        int kept = tooMany ? ARGUMENTS_MAX - 1 : arguments.count();
        for (int i = 0; i < kept; i++) {
            int more = arguments.bytes(i) - ARGUMENT_BYTES_MAX;
            String text = arguments.text(i, ARGUMENT_BYTES_MAX);
            texts.add(more > 0 ? text + "... (" + more + " more bytes)" : text);
        }
        if (tooMany) {
            texts.add("... (" + (arguments.count() - kept) + " more arguments)");
        }
        return texts;
    }

    private void trim() {
        while (newestFirst.size() > commandsMax) {
            newestFirst.removeLast();
        }
    }

    /** The commands, the newest first. */
    Iterable<SlowCommand> newestFirst() {
        return newestFirst;
    }

    int count() {
        return newestFirst.size();
    }

    void clear() {
        newestFirst.clear();
    }

    /** From how many microseconds on a command is kept; negative if none is, and then no clock is read either. */
    int thresholdMicros() {
        return thresholdMicros;
    }

    void thresholdMicros(int micros) {
        this.thresholdMicros = micros;
    }

    int commandsMax() {
        return commandsMax;
    }

    void commandsMax(int commands) {
        this.commandsMax = commands;
        trim();
    }
}
