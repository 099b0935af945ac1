package io.coxswain.samples;

import io.coxswain.core.Engine;
import io.coxswain.core.EngineConfig;
import io.coxswain.core.Limits;
import io.coxswain.core.OffloadPolicy;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.util.concurrent.CompletableFuture;

/** A server on an engine of its own and a port that was free, in this process. */
final class RunningServer implements AutoCloseable {
    final Engine engine;
    final int port;

    private RunningServer(Engine engine, int port) {
        this.engine = engine;
        this.port = port;
    }

    static RunningServer kv(OffloadPolicy policy) throws IOException {
        return start(
                policy,
                (loop, options, address) -> new KvServer(loop, Clock.systemUTC(), new Limits()).listen(address));
    }

    static RunningServer echo(OffloadPolicy policy) throws IOException {
        return start(policy, (loop, options, address) -> new EchoServer(0, () -> 0).listen(loop, address));
    }

    private static RunningServer start(OffloadPolicy policy, ServerProcess.Service service) throws IOException {
        ServerOptions options = new ServerOptions(0, 2, policy, 0);
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        CompletableFuture<Integer> port = new CompletableFuture<>();
        Engine engine = Engine.start(
                new EngineConfig().workerCount(options.workers()).offloadPolicy(policy),
                loop -> port.complete(service.start(loop, options, address).port()));
        return new RunningServer(engine, port.join());
    }

    SocketClient connect() throws IOException {
        return new SocketClient(port);
    }

    @Override
    public void close() {
        engine.close();
    }
}
