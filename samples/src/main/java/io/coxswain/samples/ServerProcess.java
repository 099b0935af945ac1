package io.coxswain.samples;

import io.coxswain.core.Engine;
import io.coxswain.core.EngineConfig;
import io.coxswain.core.Listener;
import io.coxswain.core.Loop;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Runs a server as a process of its own, until a signal ends it.
 *
 * <pre>
 *     exit status   0   SIGTERM or SIGINT: stopped listening, sent what was queued, closed
 *                   1   the port cannot be had; the engine failed; or it did not end in time
 *                   2   an option is wrong
 * </pre>
 *
 * <p><b>Threads.</b> The main thread starts the engine and waits for its end. A signal has the JVM run the shutdown hook
 * on a thread of its own; it asks the loop to close, waits, and halts with status 0, where the JVM by itself would end
 * with 143.
 *
 * <p><b>Limits.</b> Closing takes no longer than {@value #CLOSE_SECONDS_MAX} seconds; what is not sent by then is lost.
 */
final class ServerProcess {
    private static final long CLOSE_SECONDS_MAX = 10;

    /** 127.0.0.1, whatever the JVM prefers: these servers have no password. */
    private static final byte[] LOOPBACK = {127, 0, 0, 1};

    /** What distinguishes one server from another. */
    interface Service {
        /**
         * Begins to serve. Loop.
         *
         * @param address to listen on
         */
        Listener start(Loop loop, ServerOptions options, InetSocketAddress address) throws IOException;
    }

    private final String name;
    private final Engine engine;
    private volatile boolean ending; // written by the shutdown hook before it closes the engine

    private ServerProcess(String name, Engine engine) {
        this.name = name;
        this.engine = engine;
    }

    /**
     * Runs a server. Does not return before it has ended, if it began.
     *
     * @param name of the server, for messages
     * @param arguments of the command line
     * @param known the options that it takes
     */
    static void run(String name, String[] arguments, List<String> known, Service service) {
        ServerOptions options;
        try {
            options = ServerOptions.parse(arguments, known);
        } catch (ServerOptions.InvalidOptionException e) {
            complain(name, e.getMessage());
            System.exit(2);
            return;
        }
        CompletableFuture<Integer> port = new CompletableFuture<>();
        Engine engine;
        try {
            InetSocketAddress address = new InetSocketAddress(InetAddress.getByAddress(LOOPBACK), options.port());
            engine = Engine.start(
                    new EngineConfig().workerCount(options.workers()).offloadPolicy(options.offload()),
                    loop -> port.complete(service.start(loop, options, address).port()));
        } catch (IOException e) {
            complain(name, e.getMessage());
            System.exit(1);
            return;
        }
        new ServerProcess(name, engine).serve(port.join());
    }

    private void serve(int port) {
        Runtime.getRuntime().addShutdownHook(new Thread(this::closeAndHalt, name + "-shutdown"));
        announce("ready on 127.0.0.1:" + port);
        boolean ended = false;
        while (!ended) {
            ended = awaitClosed(Long.MAX_VALUE);
        }
        // Without a signal the engine ends only when it fails, and it has said why.
        if (!ending) {
            complain(name, "the engine has ended");
            Runtime.getRuntime().halt(1);
        }
    }

    private boolean awaitClosed(long timeoutNanos) {
        try {
            return engine.awaitClosed(timeoutNanos);
        } catch (InterruptedException e) {
            // Nobody interrupts these threads. If somebody does, the main thread waits again, and the hook gives up.
            return false;
        }
    }

    /** The shutdown hook. */
    private void closeAndHalt() {
        ending = true;
        engine.execute(Loop::close);
        boolean closed = awaitClosed(TimeUnit.SECONDS.toNanos(CLOSE_SECONDS_MAX));
        if (!closed) {
            complain(name, "not closed within " + CLOSE_SECONDS_MAX + " s");
        }
        Runtime.getRuntime().halt(closed ? 0 : 1);
    }

    @SuppressForbidden("What scripts wait for is on standard output, nothing else is.")
    private static void announce(String line) {
        System.out.println(line);
        System.out.flush();
    }

    @SuppressForbidden("Whoever started the server reads standard error.")
    private static void complain(String name, @Nullable String line) {
        System.err.println(name + ": " + line);
    }
}
