package io.coxswain.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.UnixOperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Ten thousand connections (with TLS a few hundred), a quarter of them in each mode, that come and are reset at once:
 * nothing is left of them.
 */
class ChurnTest extends EngineSpec {
    private static final int AT_ONCE = 100;
    private static final int ADDRESSES = 25;

    private final int connections = transport().fewer(2_500);

    private static Socket connectFrom(int number, int port) throws IOException {
        Socket socket = new Socket();
        byte[] address = {127, 0, 2, (byte) (1 + number % ADDRESSES)};
        socket.bind(new InetSocketAddress(InetAddress.getByAddress(address), 0));
        socket.connect(loopback(port), (int) Await.LIMIT.toMillis());
        return socket;
    }

    private static long openDescriptors() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system
                ? system.getOpenFileDescriptorCount()
                : 0;
    }

    @Test
    void leavesNothingOfConnectionsThatAreResetAtOnce() throws Exception {
        Engine engine = start(new Limits().connections(1_000, AT_ONCE));
        int port = onLoop(
                engine,
                loop -> loop.listen(loopback(0), linkConfig(), link -> ChurnTest::echo)
                        .port());
        long descriptorsBefore = openDescriptors();

        for (int done = 0; done < connections; done += AT_ONCE) {
            List<TestPeer> peers = new ArrayList<>();
            for (int i = 0; i < AT_ONCE; i++) {
                TestPeer peer = connected(connectFrom(done + i, port));
                peers.add(peer);
                switch (i % 3) {
                    case 0 -> peer.write(TestPeer.frame(100, i));
                    case 1 -> peer.write(TestPeer.header(1_000), new byte[10]);
                    default -> peer.write(TestPeer.header(-1));
                }
            }
            for (TestPeer peer : peers) {
                peer.reset();
            }
            int connected = done + AT_ONCE;
            awaitCounters(engine, connected + " links to have ended", counters -> {
                long seen = counters.get(Counter.LINKS_ACCEPTED) + counters.get(Counter.ACCEPT_ERRORS);
                return seen == connected && counters.gauges().openLinks() == 0;
            });
        }

        assertEquals(0, engine.counters().get(Counter.LINKS_REFUSED), () -> describe(engine));
        assertEquals(0, engine.counters().gauges().bufferBytesLent(), () -> describe(engine));
        assertTrue(openDescriptors() - descriptorsBefore < AT_ONCE / 2, "descriptors left open");
        for (int i = 0; i < AT_ONCE; i++) {
            TestPeer peer = connected(connectFrom(1, port));
            peer.write(TestPeer.frame(10, i)).expect(TestPeer.frame(10, i));
        }
    }

    private static void echo(Link link, java.nio.ByteBuffer frame) {
        link.send(frame);
    }
}
