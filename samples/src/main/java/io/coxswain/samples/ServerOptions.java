package io.coxswain.samples;

import io.coxswain.core.OffloadPolicy;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The options that a server is started with.
 *
 * @param port to listen on; 0 for any that is free, {@link #NO_PORT} for none
 * @param unix path of a Unix-domain socket to listen on, too or instead; null for none
 * @param workers to start with
 * @param offload who reads and writes the sockets
 * @param workMicros how long the loop is to be busy with each frame, in microseconds
 * @param tls the TLS that it speaks; null for none
 */
record ServerOptions(
        int port,
        @Nullable Path unix,
        int workers,
        OffloadPolicy offload,
        int workMicros,
        @Nullable TlsOptions tls) {
    /** Where there is only a Unix-domain socket. */
    static final int NO_PORT = -1;

    /** The options of every server. */
    static final List<String> COMMON = Stream.concat(
                    Stream.of("--port", "--unix", "--workers", "--offload"), TlsOptions.NAMES.stream())
            .toList();

    /** The options of a server whose work is simulated. */
    static final List<String> WITH_WORK =
            Stream.concat(COMMON.stream(), Stream.of("--work-us")).toList();

    /** Most workers that an engine runs. */
    static final int WORKERS_MAX = 64;

    private static final int WORK_MICROS_MAX = 1_000_000;

    /** An option that is missing, unknown or out of range; the message is for whoever typed it. */
    static final class InvalidOptionException extends Exception {
        private static final long serialVersionUID = 1L;

        InvalidOptionException(String message) {
            super(message);
        }
    }

    /**
     * Reads a command line.
     *
     * @param arguments a name and a value for each option; given twice, the later counts
     * @param known the options that there are
     * @throws InvalidOptionException naming the option
     */
    static ServerOptions parse(String[] arguments, List<String> known) throws InvalidOptionException {
        Map<String, String> values = new HashMap<>();
        for (int i = 0; i < arguments.length; i += 2) {
            if (!known.contains(arguments[i])) {
                throw new InvalidOptionException(
                        "unknown option " + arguments[i] + "; there are " + String.join(" ", known));
            }
            if (i + 1 == arguments.length) {
                throw new InvalidOptionException(arguments[i] + " needs a value");
            }
            values.put(arguments[i], arguments[i + 1]);
        }
        if (!values.containsKey("--port") && !values.containsKey("--unix")) {
            throw new InvalidOptionException("--port and --unix are missing; port 0 is any that is free");
        }
        int workersPresumed = Math.max(1, Runtime.getRuntime().availableProcessors() - 1);
        return new ServerOptions(
                number(values, "--port", NO_PORT, 65_535),
                path(values.get("--unix")),
                number(values, "--workers", Math.min(workersPresumed, WORKERS_MAX), WORKERS_MAX),
                policy(values.get("--offload")),
                number(values, "--work-us", 0, WORK_MICROS_MAX),
                TlsOptions.parse(values));
    }

    static int number(Map<String, String> values, String option, int presumed, int max) throws InvalidOptionException {
        String text = values.get(option);
        if (text == null) {
            return presumed;
        }
        // At most nine digits, so that it fits; what is out of range is so with nine digits too.
        int number = text.matches("[0-9]{1,9}") ? Integer.parseInt(text) : -1;
        if (number < 0 || number > max) {
            throw new InvalidOptionException(option + " " + text + " is not a number between 0 and " + max);
        }
        return number;
    }

    private static @Nullable Path path(@Nullable String text) throws InvalidOptionException {
        if (text == null) {
            return null;
        }
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new InvalidOptionException("--unix " + text + " is not a path: " + e.getReason());
        }
    }

    private static OffloadPolicy policy(@Nullable String text) throws InvalidOptionException {
        if (text == null) {
            return OffloadPolicy.ADAPTIVE;
        }
        for (OffloadPolicy policy : OffloadPolicy.values()) {
            if (wordOf(policy).equals(text)) {
                return policy;
            }
        }
        throw new InvalidOptionException("--offload " + text + " is not one of " + String.join(", ", policyWords()));
    }

    /** The words for the policies, as they are typed. */
    static List<String> policyWords() {
        return Arrays.stream(OffloadPolicy.values()).map(ServerOptions::wordOf).toList();
    }

    /** The word for a policy. */
    static String wordOf(OffloadPolicy policy) {
        return policy.name().toLowerCase(Locale.ROOT);
    }

    /** The policy that a word of {@link #policyWords()} stands for. */
    static OffloadPolicy policyOf(String word) {
        return OffloadPolicy.valueOf(word.toUpperCase(Locale.ROOT));
    }
}
