package io.coxswain.benchmarks;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;

/**
 * An echo server inside its process: the experiment's own, Coxswain's engine, or Netty.
 *
 * <p><b>Threads.</b> The main thread of the server's process. Each server names the thread that owns its state
 * {@code cox-loop-0}, so that all are pinned and accounted alike.
 */
interface EchoService {
    /** The port on which it listens. */
    int port();

    /** Its counters, in one line for {@link Snapshot#parse}. */
    String describe() throws InterruptedException, ExecutionException, TimeoutException;

    /**
     * Starts the server that a mode speaks of.
     *
     * @param mode {@code server=engine,...}, {@code server=netty,...}, or what {@link HandOverMode#parse} takes
     */
    static EchoService start(String mode, Work work)
            throws IOException, InterruptedException, GeneralSecurityException {
        Map<String, String> settings = new LinkedHashMap<>();
        for (String setting : mode.split(",", -1)) {
            int equals = setting.indexOf('=');
            settings.put(setting.substring(0, equals), setting.substring(equals + 1));
        }
        String server = settings.remove("server");
        if (server == null) {
            return ExperimentService.start(HandOverMode.parse(mode), work);
        }
        return switch (server) {
            case "engine" -> EngineService.start(settings, work);
            case "netty" -> NettyService.start(settings, work);
            default -> throw new IllegalArgumentException("no server '" + server + "'");
        };
    }
}
