package io.coxswain.benchmarks;

import io.coxswain.core.CloseReason;
import io.coxswain.core.Counter;
import io.coxswain.core.Counters;
import io.coxswain.core.Engine;
import io.coxswain.core.EngineConfig;
import io.coxswain.core.LengthFieldFraming;
import io.coxswain.core.Limits;
import io.coxswain.core.Link;
import io.coxswain.core.LinkConfig;
import io.coxswain.core.LinkHandler;
import io.coxswain.core.LinkKind;
import io.coxswain.core.Listener;
import io.coxswain.core.Loop;
import io.coxswain.core.OffloadPolicy;
import io.coxswain.core.SharedMessage;
import io.coxswain.tls.TlsConfig;
import io.coxswain.tls.TlsMaterial;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Coxswain's engine as a server; settings {@code policy} and {@code workers}, and for TLS {@code cert} and
 * {@code key}, PEM files. Peers have a port of their own.
 *
 * <p><b>Threads.</b> The handler runs on the loop; the rest is for the main thread.
 */
final class EngineService implements Service {
    private static final int FRAME_BYTES_MAX = 1 << 20;
    private static final long ANSWER_SECONDS_MAX = 10;

    private final Engine engine;
    private final int port;
    private final int peerPort;
    private final Work work;

    private EngineService(Engine engine, int port, int peerPort, Work work) {
        this.engine = engine;
        this.port = port;
        this.peerPort = peerPort;
        this.work = work;
    }

    static EngineService start(Map<String, String> settings, Work work) throws IOException, GeneralSecurityException {
        OffloadPolicy policy = OffloadPolicy.valueOf(
                settings.getOrDefault("policy", "adaptive").toUpperCase(Locale.ROOT));
        int workers = Integer.parseInt(settings.getOrDefault("workers", "1"));
        CompletableFuture<Listener> clients = new CompletableFuture<>();
        CompletableFuture<Listener> peers = new CompletableFuture<>();
        LinkConfig clientLinks = links(settings, LinkKind.CLIENT);
        LinkConfig peerLinks = links(settings, LinkKind.PEER);
        // All peers have one address here, and begin at once.
        Limits limits = new Limits().connections(20_000, 20_000).handshakes(20_000, 20_000);
        Application application = Service.application(settings);
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        Engine engine = Engine.start(
                new EngineConfig().workerCount(workers).offloadPolicy(policy).limits(limits), loop -> {
                    LinkHandler handler = handler(application, work, loop);
                    clients.complete(loop.listen(address, clientLinks, link -> handler));
                    peers.complete(loop.listen(address, peerLinks, link -> handler));
                });
        return new EngineService(engine, clients.join().port(), peers.join().port(), work);
    }

    static LinkConfig links(Map<String, String> settings, LinkKind kind) throws IOException, GeneralSecurityException {
        LinkConfig links = new LinkConfig(
                        LengthFieldFraming.countingFrame(0, 4, ByteOrder.LITTLE_ENDIAN, FRAME_BYTES_MAX))
                .kind(kind);
        String certificates = settings.get("cert");
        String key = settings.get("key");
        if (certificates != null && key != null) {
            TlsMaterial material = TlsMaterial.ofPem(Path.of(certificates), Path.of(key), null);
            links.tls(new TlsConfig(material).terms());
        }
        return links;
    }

    static LinkHandler handler(Application application, Work work, Loop loop) {
        return switch (application) {
            case ECHO -> new Echo(work);
            case FANOUT -> new Fanout(work, loop, new ArrayList<>());
            case KV -> new Kv(work, new KvTable());
        };
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public int peerPort() {
        return peerPort;
    }

    @Override
    public String describe() throws InterruptedException, ExecutionException, TimeoutException {
        return onLoop(this::describe) + AllocatedBytes.describe();
    }

    @Override
    public String changeWork(long nanos) throws InterruptedException, ExecutionException, TimeoutException {
        return onLoop(loop -> {
            work.become(nanos);
            return policy(loop);
        });
    }

    @Override
    public String policy() throws InterruptedException, ExecutionException, TimeoutException {
        return onLoop(EngineService::policy);
    }

    private static String policy(Loop loop) {
        Counters counters = loop.counters();
        return "nanos " + System.nanoTime()
                + " switches " + switches(counters)
                + " offloading " + (counters.gauges().isOffloading() ? 1 : 0);
    }

    private static long switches(Counters counters) {
        return counters.get(Counter.SWITCHES_TO_OFFLOAD) + counters.get(Counter.SWITCHES_TO_INLINE);
    }

    private String onLoop(Function<Loop, String> function)
            throws InterruptedException, ExecutionException, TimeoutException {
        CompletableFuture<String> answer = new CompletableFuture<>();
        engine.execute(loop -> answer.complete(function.apply(loop)));
        return answer.get(ANSWER_SECONDS_MAX, TimeUnit.SECONDS);
    }

    private String describe(Loop loop) {
        Counters counters = loop.counters();
        return "nanos " + System.nanoTime()
                + " spentNanos " + work.spentNanos()
                + " idleNanos " + counters.gauges().loopIdleNanos()
                + " frames " + counters.get(Counter.FRAMES_DELIVERED)
                + " blocks " + counters.get(Counter.SLEEPS)
                + " wakes " + counters.get(Counter.WORKER_WAKES)
                + " now.buffers " + counters.gauges().bufferBytesHeld()
                + " switches " + switches(counters)
                + " selects " + counters.get(Counter.SELECTS)
                + " interestChanges " + counters.get(Counter.INTEREST_CHANGES)
                + " dispatches " + (counters.get(Counter.READS_OFFLOADED) + counters.get(Counter.WRITES_OFFLOADED));
    }

    private record Echo(Work work) implements LinkHandler {
        @Override
        public void onFrame(Link link, ByteBuffer frame) {
            work.spend();
            link.send(frame);
        }
    }

    /** To every link there is, from one copy of the bytes. */
    private record Fanout(Work work, Loop loop, List<Link> links) implements LinkHandler {
        @Override
        public void onOpen(Link link) {
            links.add(link);
        }

        @Override
        public void onFrame(Link link, ByteBuffer frame) {
            work.spend();
            if (frame.get(frame.position() + Application.HELLO_OFFSET) == Application.HELLO) {
                link.send(frame);
                return;
            }
            SharedMessage message = loop.share(frame);
            if (message == null) {
                throw new IllegalStateException("no buffer is left for a message to all links");
            }
            for (int i = 0; i < links.size(); i++) {
                links.get(i).send(message);
            }
            message.release();
        }

        @Override
        public void onClose(Link link, CloseReason reason, @Nullable Throwable cause) {
            links.remove(link);
        }
    }

    private record Kv(Work work, KvTable table) implements LinkHandler {
        @Override
        public void onFrame(Link link, ByteBuffer frame) {
            work.spend();
            // In place: the bytes of a frame are the handler's until it returns.
            table.answer(frame);
            link.send(frame);
        }
    }
}
