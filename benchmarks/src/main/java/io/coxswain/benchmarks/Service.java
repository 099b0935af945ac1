package io.coxswain.benchmarks;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;

/**
 * A server inside its process: Coxswain's engine, Netty, one thread for each connection, the experiment's own, or one
 * that does nothing.
 *
 * <p><b>Threads.</b> The main thread of the server's process. Each server names the thread that owns its state
 * {@code cox-loop-0}, and those that work for it {@code cox-worker-N}, so that all are pinned and accounted alike.
 */
interface Service {
    /** The port on which it listens. */
    int port();

    /** The port for peers, where it tells them from clients. */
    default int peerPort() {
        return port();
    }

    /**
     * Its counters, in one line for {@link Snapshot#parse}; those whose name begins with {@code now.} can also fall.
     */
    String describe() throws InterruptedException, ExecutionException, TimeoutException;

    /**
     * Makes the loop's work on each frame another, where it may change.
     *
     * @return what {@link #policy} returns, as it was when the work changed
     */
    default String changeWork(long nanos) throws InterruptedException, ExecutionException, TimeoutException {
        throw new UnsupportedOperationException("only an engine's work changes");
    }

    /**
     * Who does the I/O now, in one line for {@link Snapshot#parse}: {@code nanos}, {@code switches} and
     * {@code offloading}, 0 or 1.
     */
    default String policy() throws InterruptedException, ExecutionException, TimeoutException {
        throw new UnsupportedOperationException("only an engine has a policy");
    }

    /**
     * Starts the server that a mode speaks of.
     *
     * @param mode {@code server=engine,...}, {@code server=netty,...}, {@code server=threads,...},
     *     {@code server=bare}, or what {@link HandOverMode#parse} takes; and {@code app}, the {@link Application}
     */
    static Service start(String mode, Work work) throws IOException, InterruptedException, GeneralSecurityException {
        Map<String, String> settings = new LinkedHashMap<>();
        for (String setting : mode.split(",", -1)) {
            int equals = setting.indexOf('=');
            settings.put(setting.substring(0, equals), setting.substring(equals + 1));
        }
        String server = settings.remove("server");
        if (server == null) {
            // Of the applications it has the echo only, and Modes does not offer it for others.
            settings.remove("app");
            StringBuilder own = new StringBuilder();
            settings.forEach((key, value) ->
                    own.append(own.isEmpty() ? "" : ",").append(key).append('=').append(value));
            return ExperimentService.start(HandOverMode.parse(own.toString()), work);
        }
        return switch (server) {
            case "engine" -> EngineService.start(settings, work);
            case "netty" -> NettyService.start(settings, work);
            case "threads" -> ThreadsService.start(settings, work);
            case "bare" -> BareService.start();
            default -> throw new IllegalArgumentException("no server '" + server + "'");
        };
    }

    /** The application that a mode asks for. */
    static Application application(Map<String, String> settings) {
        return Application.valueOf(settings.getOrDefault("app", "echo").toUpperCase(Locale.ROOT));
    }
}
