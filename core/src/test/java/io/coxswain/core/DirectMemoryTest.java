package io.coxswain.core;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * That an engine's direct memory goes with it. That every buffer is returned before is checked after each test of
 * engines.
 */
class DirectMemoryTest extends EngineSpec {
    private static final int LINKS = 8;

    private final BufferPoolMXBean direct = ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
            .filter(pool -> pool.getName().equals("direct"))
            .findFirst()
            .orElseThrow();

    @Test
    void isFreedWhenTheEngineHasEnded() throws Exception {
        // Once in advance: the JDK keeps a buffer of its own for each thread that has used a socket.
        long used = useAndForgetAnEngine();
        System.gc();
        long countBefore = direct.getCount();
        long bytesBefore = direct.getMemoryUsed();
        assertTrue(used > 1 << 20, "only " + used + " bytes were used");

        useAndForgetAnEngine();

        long startNanos = System.nanoTime();
        do {
            System.gc();
        } while ((direct.getCount() > countBefore || direct.getMemoryUsed() > bytesBefore)
                && System.nanoTime() - startNanos < TimeUnit.SECONDS.toNanos(5));
        assertTrue(
                direct.getCount() <= countBefore && direct.getMemoryUsed() <= bytesBefore,
                () -> direct.getCount() + " buffers of " + direct.getMemoryUsed() + " bytes, before " + countBefore
                        + " of " + bytesBefore);
    }

    /** Moves a few megabytes, and keeps nothing; returns how much direct memory there was meanwhile. */
    private long useAndForgetAnEngine() throws Exception {
        byte[] frame = TestPeer.frame(200_000, 1);
        long usedBytes;
        try (Engine engine = Engine.start(mode.config(), loop -> {})) {
            int port = onLoop(
                    engine,
                    loop -> loop.listen(loopback(0), linkConfig(), link -> RecordingHandler.echo())
                            .port());
            List<TestPeer> peers = new ArrayList<>();
            for (int i = 0; i < LINKS; i++) {
                TestPeer peer = TestPeer.connect(port);
                peers.add(peer);
                CompletableFuture<Void> written = peer.writeAside(frame);
                peer.expect(frame);
                Await.result("the write", () -> "", written);
            }
            usedBytes = direct.getMemoryUsed();
            for (TestPeer peer : peers) {
                peer.close();
            }
        }
        return usedBytes;
    }
}
