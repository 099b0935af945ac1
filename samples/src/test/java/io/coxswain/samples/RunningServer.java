package io.coxswain.samples;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.coxswain.core.Counters;
import io.coxswain.core.Engine;
import io.coxswain.core.EngineConfig;
import io.coxswain.core.Limits;
import io.coxswain.core.Loop;
import io.coxswain.core.OffloadPolicy;
import io.coxswain.tls.TlsTerms;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A server on an engine of its own and a port that was free, in this process. */
final class RunningServer implements AutoCloseable {
    final Engine engine;
    final int port;

    private RunningServer(Engine engine, int port) {
        this.engine = engine;
        this.port = port;
    }

    static RunningServer kv(OffloadPolicy policy) throws IOException {
        return kv(policy, (Path) null);
    }

    /** A kv server that listens on a path too, if one is given. */
    static RunningServer kv(OffloadPolicy policy, @Nullable Path unix) throws IOException {
        return start(policy, unix, null, RunningServer::newKv);
    }

    static RunningServer echo(OffloadPolicy policy) throws IOException {
        return start(policy, null, null, RunningServer::newEcho);
    }

    static RunningServer kv(OffloadPolicy policy, @Nullable TlsTerms tls) throws IOException {
        return start(policy, null, tls, RunningServer::newKv);
    }

    static RunningServer echo(OffloadPolicy policy, @Nullable TlsTerms tls) throws IOException {
        return start(policy, null, tls, RunningServer::newEcho);
    }

    private static ServerProcess.Server newKv(Loop loop, ServerOptions options) {
        return new KvServer(loop, Clock.systemUTC(), new Limits())::listen;
    }

    private static ServerProcess.Server newEcho(Loop loop, ServerOptions options) {
        return (address, tls) -> new EchoServer(0, () -> 0).listen(loop, address, tls);
    }

    /** In debug mode: whoever uses a frame after its time reads poison. */
    private static RunningServer start(
            OffloadPolicy policy, @Nullable Path unix, @Nullable TlsTerms tls, ServerProcess.Service service)
            throws IOException {
        ServerOptions options = new ServerOptions(0, unix, 2, policy, 0, null);
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        CompletableFuture<Integer> port = new CompletableFuture<>();
        EngineConfig config = new EngineConfig()
                .workerCount(options.workers())
                .offloadPolicy(policy)
                .debug(true);
        Engine engine = Engine.start(config, loop -> {
            ServerProcess.Server server = service.start(loop, options);
            if (unix != null) {
                server.listen(UnixDomainSocketAddress.of(unix), null);
            }
            port.complete(server.listen(address, tls).port());
        });
        return new RunningServer(engine, port.join());
    }

    SocketClient connect() throws IOException {
        return new SocketClient(port);
    }

    /** Ends the server, and sees to it that nothing is left of it: no link, no job, no byte of a buffer. */
    @Override
    public void close() {
        engine.close();
        Counters.Gauges left = engine.counters().gauges();
        assertEquals(0, left.openLinks(), left::toString);
        assertEquals(0, left.jobsOut(), left::toString);
        assertEquals(0, left.bufferBytesLent(), left::toString);
    }
}
