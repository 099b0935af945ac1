package io.coxswain.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.management.ManagementFactory;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.management.JMX;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;

/** An engine seen through JMX, as a console sees it. */
class EngineBeanTest extends EngineSpec {
    private final MBeanServer server = ManagementFactory.getPlatformMBeanServer();

    private EngineMXBean view(ObjectName name) {
        return JMX.newMXBeanProxy(server, name, EngineMXBean.class);
    }

    @Test
    void showsWhatTheEngineHasDone() throws Exception {
        Engine engine = start();
        EngineMXBean bean = view(EngineBean.register(engine));
        TestPeer peer = connect(listen(engine, RecordingHandler.echo()));
        for (int i = 0; i < 10; i++) {
            peer.write(TestPeer.frame(100, i)).expect(TestPeer.frame(100, i));
        }
        awaitCounters(engine, "no job out", counters -> counters.gauges().jobsOut() == 0);

        Await.until(
                "a new snapshot",
                () -> bean.getCounters().toString(),
                () -> find(bean.getCounters(), "FRAMES_DELIVERED") == 10);

        Counters counters = engine.counters();
        assertEquals(1, bean.getOpenLinks());
        assertEquals(1_000, bean.getSentBytes()[0]);
        assertEquals(Counter.values().length, bean.getCounters().size());
        assertEquals(mode.workerCount, bean.getWorkerBusyNanos().length);
        Map<String, Map<String, Long>> times = bean.getTimes();
        long reads = find(find(times, "jobTime READ"), "count");
        assertEquals(counters.jobTimes(Operation.READ).count(), reads);
        Map<String, Long> turns = find(times, "turn");
        assertTrue(find(turns, "p99") <= find(turns, "max"), turns::toString);
        assertTrue(bean.getLoopBusyNanos() > 0 && bean.getLoopLagNanos() > 0);
        assertTrue(bean.getClosed().isEmpty() && bean.getSendsRefused().isEmpty());
        assertTrue(bean.getSnapshotAgeMillis() < 60_000);
        assertTrue(bean.dump().contains("link 1: CLIENT"), bean::dump);
    }

    @Test
    void showsHandshakesAndWhatHasFailed() throws Exception {
        Engine engine = start();
        EngineMXBean bean = view(EngineBean.register(engine));
        LinkConfig config = linkConfig().tls(TlsPeer.terms());
        int port = listen(engine, config, RecordingHandler::echo);
        TestPeer peer = keep(TlsPeer.connect(port));
        peer.write(TestPeer.frame(100, 1)).expect(TestPeer.frame(100, 1));
        connect(port).write(new byte[] {1, 2, 3, 4, 5, 6, 7, 8}).awaitGone();
        keep(TlsPeer.connectPlain(port));

        Await.until(
                "a new snapshot",
                () -> bean.getHandshakes().toString(),
                () -> bean.getHandshakesInProgress() == 1
                        && bean.getHandshakes().size() == 2);

        assertEquals(Map.of("ACCEPTED COMPLETED", 1L, "ACCEPTED FAILED", 1L), bean.getHandshakes());
        assertEquals(Map.of("HANDSHAKE NOT_TLS", 1L), bean.getTlsFailures());
        assertEquals(Map.of(), bean.getTlsAlerts());
        assertEquals(0, bean.getHandshakesWaiting());
        assertEquals(1, find(find(bean.getTimes(), "handshake"), "count"));
        // The certificate of the tests is good for 23 hours.
        long leftSeconds = bean.getCertificateExpirySeconds();
        assertTrue(leftSeconds > 20 * 3_600 && leftSeconds <= 23 * 3_600, () -> leftSeconds + " s");
    }

    private static <T> T find(Map<String, T> map, String key) {
        return Objects.requireNonNull(map.get(key), key);
    }

    @Test
    void isNamedAfterTheEngineAndGoneWhenThatHasEnded() throws Exception {
        Engine engine = start();
        ObjectName name = EngineBean.register(engine);

        assertEquals(new ObjectName("io.coxswain:type=Engine,id=" + engine.id()), name);
        assertTrue(server.isRegistered(name));
        assertThrows(IllegalStateException.class, () -> EngineBean.register(engine));
        engine.close();
        assertTrue(!server.isRegistered(name));
    }

    @Test
    void isRegisteredFromTheLoopAndNoMoreAfterTheEnd() throws Exception {
        Engine engine = start();
        ObjectName name = onLoop(engine, loop -> EngineBean.register(engine));
        assertEquals(0, onLoop(engine, loop -> view(name).getOpenLinks()).intValue());
        engine.close();

        assertTrue(!server.isRegistered(EngineBean.register(engine)));
    }

    @Test
    void showsTheLastSnapshotWhileTheLoopStallsAndKeepsNobodyWaiting() throws Exception {
        Engine engine = start();
        EngineMXBean bean = view(EngineBean.register(engine));
        assertEquals(0, bean.getOpenLinks());
        CountDownLatch release = new CountDownLatch(1);
        engine.execute(loop -> Await.open("the test", () -> "", release));

        long startNanos = System.nanoTime();
        for (int i = 0; i < 50; i++) {
            assertEquals(0, bean.getOpenLinks());
            assertEquals(0, bean.getJobsOut());
        }
        long tookNanos = System.nanoTime() - startNanos;
        Await.until("an old snapshot", () -> "", () -> bean.getSnapshotAgeMillis() > 600);
        release.countDown();

        assertTrue(tookNanos < TimeUnit.SECONDS.toNanos(3), "100 reads took " + tookNanos + " ns");
        Await.until("a new snapshot", () -> "", () -> bean.getSnapshotAgeMillis() < 200);
    }
}
