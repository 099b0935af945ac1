package io.coxswain.samples;

import io.coxswain.core.Engine;
import io.coxswain.core.EngineConfig;
import io.coxswain.core.Limits;
import io.coxswain.core.Listener;
import io.coxswain.core.Loop;
import io.coxswain.core.Submission;
import io.coxswain.tls.TlsTerms;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Runs a server as a process of its own, until a signal ends it.
 *
 * <pre>
 *     exit status   0   SIGTERM or SIGINT: stopped listening, ran what it had received, sent the replies
 *                   1   an address cannot be had; the engine failed; or it did not end in time
 *                   2   an option is wrong
 * </pre>
 *
 * <p><b>Threads.</b> The main thread starts the engine and waits for its end. A signal has the JVM run the shutdown
 * hook on a thread of its own; it has the loop {@link Drain} the server, waits, and halts with status 0, where the JVM
 * by itself would end with 143.
 *
 * <p><b>Limits.</b> Closing takes no longer than {@value #CLOSE_SECONDS_MAX} seconds; what is not sent by then is lost.
 */
final class ServerProcess {
    private static final long CLOSE_SECONDS_MAX = 10;

    /** 127.0.0.1, whatever the JVM prefers: these servers have no password. */
    private static final byte[] LOOPBACK = {127, 0, 0, 1};

    /** Makes a server, that which distinguishes one process from another. */
    interface Service {
        /** Makes the server. Loop. */
        Server start(Loop loop, ServerOptions options);
    }

    /** A server that can listen on several addresses. */
    interface Server {
        /**
         * Begins to serve on one address. Loop.
         *
         * @param tls what is spoken there; null for no TLS
         */
        Listener listen(SocketAddress address, @Nullable TlsTerms tls) throws IOException;
    }

    /** An address, and whether TLS is spoken there. */
    private record Endpoint(SocketAddress address, @Nullable TlsTerms tls) {}

    private final String name;
    private final Engine engine;
    private final List<Listener> listeners;
    private volatile boolean ending; // written by the shutdown hook before it closes the engine

    private ServerProcess(String name, Engine engine, List<Listener> listeners) {
        this.name = name;
        this.engine = engine;
        this.listeners = listeners;
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
        CompletableFuture<List<Listener>> listeners = new CompletableFuture<>();
        Engine engine;
        try {
            List<Endpoint> endpoints = endpoints(options);
            TlsOptions tls = options.tls();
            if (tls != null && tls.isSelfSigned()) {
                complain(name, "WARNING: TLS with a throw-away certificate that nobody can verify");
            }
            engine = Engine.start(
                    new EngineConfig().workerCount(options.workers()).offloadPolicy(options.offload()),
                    loop -> listeners.complete(listen(service.start(loop, options), endpoints)));
        } catch (IOException e) {
            complain(name, e.getMessage());
            System.exit(1);
            return;
        }
        new ServerProcess(name, engine, listeners.join()).serve();
    }

    private static List<Endpoint> endpoints(ServerOptions options) throws IOException {
        TlsOptions tls = options.tls();
        TlsTerms terms = tls == null ? null : tls.terms();
        boolean hasTlsPort = tls != null && tls.port() != ServerOptions.NO_PORT;
        List<Endpoint> endpoints = new ArrayList<>();
        if (options.port() != ServerOptions.NO_PORT) {
            endpoints.add(new Endpoint(loopback(options.port()), hasTlsPort ? null : terms));
        }
        if (tls != null && hasTlsPort) {
            endpoints.add(new Endpoint(loopback(tls.port()), terms));
        }
        Path unix = options.unix();
        if (unix != null) {
            endpoints.add(new Endpoint(UnixDomainSocketAddress.of(unix), null));
        }
        return endpoints;
    }

    private static SocketAddress loopback(int port) throws IOException {
        return new InetSocketAddress(InetAddress.getByAddress(LOOPBACK), port);
    }

    private static List<Listener> listen(Server server, List<Endpoint> endpoints) throws IOException {
        List<Listener> listeners = new ArrayList<>();
        for (Endpoint endpoint : endpoints) {
            listeners.add(server.listen(endpoint.address, endpoint.tls));
        }
        return listeners;
    }

    private void serve() {
        // Made now, and not through System.err: when the engine ends because the heap is full, nothing can be made any
        // more.
        byte[] lastWords =
                (name + ": the engine has ended" + System.lineSeparator()).getBytes(StandardCharsets.US_ASCII);
        OutputStream errors = new FileOutputStream(FileDescriptor.err);
        Runtime.getRuntime().addShutdownHook(new Thread(this::closeAndHalt, name + "-shutdown"));
        announce("ready on " + listeners.stream().map(ServerProcess::textOf).collect(Collectors.joining(" and ")));
        boolean ended = false;
        while (!ended) {
            ended = awaitClosed(Long.MAX_VALUE);
        }
        // Without a signal the engine ends only when it fails, and it has said why, if the heap was not full.
        if (!ending) {
            try {
                errors.write(lastWords);
            } catch (IOException e) {
                assert engine.id() >= 0 : "nobody reads what is said here";
            } finally {
                Runtime.getRuntime().halt(1);
            }
        }
    }

    private static String textOf(Listener listener) {
        return listener.localAddress() instanceof InetSocketAddress inet
                ? inet.getAddress().getHostAddress() + ":" + inet.getPort()
                : listener.localAddress().toString();
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
        Drain drain = new Drain(listeners, new Limits().sendQueueSoftBytes() / 2);
        if (engine.execute(drain::begin) == Submission.FULL) {
            // Only a loop that has stopped lets its mailbox fill up. This asks by another way, and waits.
            engine.close();
        }
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
