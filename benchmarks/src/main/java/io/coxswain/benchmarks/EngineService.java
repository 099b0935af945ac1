package io.coxswain.benchmarks;

import io.coxswain.core.Counter;
import io.coxswain.core.Counters;
import io.coxswain.core.Engine;
import io.coxswain.core.EngineConfig;
import io.coxswain.core.LengthFieldFraming;
import io.coxswain.core.Limits;
import io.coxswain.core.Link;
import io.coxswain.core.LinkConfig;
import io.coxswain.core.LinkHandler;
import io.coxswain.core.Listener;
import io.coxswain.core.Loop;
import io.coxswain.core.OffloadPolicy;
import io.coxswain.tls.TlsConfig;
import io.coxswain.tls.TlsMaterial;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Coxswain's engine as an echo server; settings {@code policy} and {@code workers}, and for TLS {@code cert} and
 * {@code key}, PEM files.
 *
 * <p><b>Threads.</b> The handler runs on the loop; the rest is for the main thread.
 */
final class EngineService implements EchoService {
    private static final int FRAME_BYTES_MAX = 1 << 20;
    private static final long ANSWER_SECONDS_MAX = 10;

    private final Engine engine;
    private final int port;
    private final Work work;

    private EngineService(Engine engine, int port, Work work) {
        this.engine = engine;
        this.port = port;
        this.work = work;
    }

    static EngineService start(Map<String, String> settings, Work work) throws IOException, GeneralSecurityException {
        OffloadPolicy policy = OffloadPolicy.valueOf(
                settings.getOrDefault("policy", "adaptive").toUpperCase(Locale.ROOT));
        int workers = Integer.parseInt(settings.getOrDefault("workers", "1"));
        CompletableFuture<Listener> listening = new CompletableFuture<>();
        LinkConfig links =
                new LinkConfig(LengthFieldFraming.countingFrame(0, 4, ByteOrder.LITTLE_ENDIAN, FRAME_BYTES_MAX));
        String certificates = settings.get("cert");
        String key = settings.get("key");
        if (certificates != null && key != null) {
            TlsMaterial material = TlsMaterial.ofPem(Path.of(certificates), Path.of(key), null);
            links.tls(new TlsConfig(material).terms());
        }
        // All peers have one address here, and begin at once.
        Limits limits = new Limits().connections(20_000, 20_000).handshakes(20_000, 20_000);
        LinkHandler echo = new Echo(work);
        Engine engine = Engine.start(
                new EngineConfig().workerCount(workers).offloadPolicy(policy).limits(limits),
                loop -> listening.complete(
                        loop.listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), links, link -> echo)));
        return new EngineService(engine, listening.join().port(), work);
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public String describe() throws InterruptedException, ExecutionException, TimeoutException {
        CompletableFuture<String> answer = new CompletableFuture<>();
        engine.execute(loop -> answer.complete(describe(loop)));
        return answer.get(ANSWER_SECONDS_MAX, TimeUnit.SECONDS) + AllocatedBytes.describe();
    }

    private String describe(Loop loop) {
        Counters counters = loop.counters();
        return "nanos " + System.nanoTime()
                + " spentNanos " + work.spentNanos()
                + " idleNanos " + counters.gauges().loopIdleNanos()
                + " frames " + counters.get(Counter.FRAMES_DELIVERED)
                + " blocks " + counters.get(Counter.SLEEPS)
                + " wakes " + counters.get(Counter.WORKER_WAKES)
                + " dispatches " + (counters.get(Counter.READS_OFFLOADED) + counters.get(Counter.WRITES_OFFLOADED));
    }

    private record Echo(Work work) implements LinkHandler {
        @Override
        public void onFrame(Link link, ByteBuffer frame) {
            work.spend();
            link.send(frame);
        }
    }
}
