package io.coxswain.core;

import io.coxswain.faults.Fault;
import io.coxswain.faults.FaultProxy;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * A place for one link at a time that goes from the engine through a proxy back to a listener of the same engine.
 *
 * <p><b>Threads.</b> The loop, except {@link #arm} and {@link #close}, which are the monkey's.
 */
final class MonkeySlot implements AutoCloseable {
    private final MonkeyEnd.Registry registry;
    private final Transport transport;
    private final LinkConfig config;
    private final Listener listener;
    private final FaultProxy proxy;
    private List<Fault> faults = List.of(Fault.none());
    private final List<MonkeyEnd> ends = new ArrayList<>();
    private boolean hasFlipped;
    private @Nullable MonkeyEnd dialed;
    private @Nullable MonkeyEnd accepted;

    /** Listens, and starts the proxy. */
    MonkeySlot(Loop loop, int index, MonkeyEnd.Registry registry) throws IOException {
        this.registry = registry;
        this.transport = index % 2 == 0 ? Transport.PLAIN : index % 4 == 1 ? Transport.TLS_1_3 : Transport.TLS_1_2;
        this.config = transport
                .configure(new LinkConfig(TestPeer.framing(Monkey.FRAME_BYTES_MAX)))
                .kind(index % 3 == 0 ? LinkKind.PEER : LinkKind.CLIENT)
                .closeDeadlineNanos(200_000_000L)
                .readIdleNanos(index == 2 ? 50_000_000L : 0)
                .writeStallNanos(index == 3 ? 50_000_000L : 0)
                .handshakeDeadlineNanos(500_000_000L);
        if (index >= 4) {
            config.socket(new SocketConfig().sendBytes(8_192).receiveBytes(8_192));
        }
        this.listener = loop.listen(EngineSpec.loopback(0), config, link -> accept());
        this.proxy = FaultProxy.start(listener.port());
    }

    private RecordingHandler accept() {
        MonkeyEnd end = new MonkeyEnd(registry, transport != Transport.PLAIN);
        accepted = end;
        ends.add(end);
        tell(end);
        return end.handler();
    }

    /** Connects, if the link before has ended. */
    void open(Loop loop) {
        MonkeyEnd before = dialed;
        if (before != null && !before.hasEnded()) {
            return;
        }
        MonkeyEnd end = new MonkeyEnd(registry, transport != Transport.PLAIN);
        try {
            loop.connect(EngineSpec.loopback(proxy.port()), config, end.handler());
            dialed = end;
            ends.add(end);
            tell(end);
        } catch (IOException e) {
            registry.violated("no link could be made: " + e);
        }
    }

    /** One of the two ends, where there is one. */
    @Nullable
    MonkeyEnd end(boolean ofDialed) {
        return ofDialed ? dialed : accepted;
    }

    /** Tells all ends, and those to come, what is going to happen to them. */
    void expect(Fault toServer, Fault toClient) {
        faults = List.of(toServer, toClient);
        // For good: a connection may be accepted, with a bit flipped, when the proxy has long been healed.
        hasFlipped |= toServer.kind() == Fault.Kind.FLIP || toClient.kind() == Fault.Kind.FLIP;
        // All: what was accepted last may be a stranger's, and the end that matters the one before.
        ends.forEach(this::tell);
    }

    private void tell(MonkeyEnd end) {
        boolean isHarmless = faults.stream().allMatch(fault -> fault.kind().compareTo(Fault.Kind.FLIP) < 0);
        if (!end.hasEnded()) {
            end.fault(!isHarmless, hasFlipped);
        }
    }

    /** Has the proxy do this to the link that is there now. */
    void arm(Fault toServer, Fault toClient) {
        proxy.armAll(toServer, toClient);
    }

    /** One of the faults, at random. */
    static Fault randomFault(SplittableRandom random) {
        int at = random.nextInt(60_000);
        return switch (random.nextInt(12)) {
            case 0 -> Fault.delay(1_000_000L * random.nextInt(1, 5));
            case 1 -> Fault.throttle(random.nextInt(500, 20_000));
            case 2 -> Fault.flip(at, random.nextInt(8));
            case 3 -> Fault.stall(at);
            case 4 -> Fault.halfClose(at);
            case 5 -> Fault.truncate(at);
            case 6 -> Fault.reset(at);
            default -> Fault.none();
        };
    }

    int listenerPort() {
        return listener.port();
    }

    @Override
    public void close() {
        proxy.close();
    }

    @Override
    public String toString() {
        return "slot of " + transport + ": dialed " + dialed + ", accepted " + accepted;
    }
}
