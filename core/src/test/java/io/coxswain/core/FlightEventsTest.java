package io.coxswain.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.coxswain.tls.TlsTerms;
import io.coxswain.tls.TlsVersion;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import javax.net.ssl.SSLException;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a flight recording shows of an engine. */
class FlightEventsTest extends EngineSpec {
    private static final long STALL_NANOS = 40_000_000;

    @TempDir
    private Path scratch;

    @Test
    void areRecordedWithTheirLinkAndTheirReason() throws Exception {
        // A recording is slow to start, and what is recorded does not depend on the mode.
        Assumptions.assumeTrue(mode == OffloadMode.ALWAYS_WITH_ONE_WORKER);
        List<RecordedEvent> events;
        try (Recording recording = new Recording()) {
            recording.enable("io.coxswain.Fallback");
            recording.start();
            useAnEngine();
            recording.stop();
            Path file = scratch.resolve("engine.jfr");
            recording.dump(file);
            events = RecordingFile.readAllEvents(file);
        }

        RecordedEvent opened = find(events, "LinkOpened");
        assertEquals(1, opened.getLong("link"));
        assertTrue(opened.getString("remoteAddress").contains("127.0.0.1"));
        RecordedEvent closed = find(events, "LinkClosed");
        assertEquals("LOCAL", closed.getString("reason"));
        assertEquals(100, closed.getLong("receivedBytes"));
        assertEquals(0, closed.getLong("sentBytes"));
        assertEquals("NO_WORKER", find(events, "Fallback").getString("reason"));
        // On a busy machine others may be slow too.
        RecordedEvent slow = find(
                events.stream()
                        .filter(event -> event.hasField("callback") && "onFrame".equals(event.getString("callback")))
                        .toList(),
                "SlowCallback");
        assertEquals(1, slow.getLong("link"));
        assertTrue(slow.getDuration().toNanos() >= STALL_NANOS / 2);
        assertTrue(events.stream()
                .filter(event -> event.hasField("stack"))
                .anyMatch(event -> event.getString("stack").contains("onFrame")));
    }

    @Test
    void tellHowHandshakesHaveEnded() throws Exception {
        Assumptions.assumeTrue(mode == OffloadMode.ALWAYS_WITH_ONE_WORKER);
        List<RecordedEvent> events;
        try (Recording recording = new Recording()) {
            recording.start();
            Engine engine = start();
            TlsTerms newOnly = TlsPeer.config().versions(TlsVersion.TLS_1_3).terms();
            int port = listen(engine, linkConfig().tls(newOnly), RecordingHandler::echo);
            TestPeer peer = keep(TlsPeer.connect(port));
            peer.write(TestPeer.frame(10, 1)).expect(TestPeer.frame(10, 1));
            assertThrows(SSLException.class, () -> TlsPeer.connectSocket(port, "TLSv1.2"));
            awaitCounters(engine, "a failure", counters -> counters.get(Counter.HANDSHAKES_FAILED) == 1);
            recording.stop();
            Path file = scratch.resolve("handshakes.jfr");
            recording.dump(file);
            events = RecordingFile.readAllEvents(file).stream()
                    .filter(event -> event.hasField("outcome"))
                    .toList();
        }

        assertEquals(2, events.size());
        RecordedEvent completed = find(events, "Handshake");
        assertEquals("COMPLETED", completed.getString("outcome"));
        assertTrue(completed.getBoolean("accepted"));
        assertEquals("TLSv1.3", completed.getString("protocol"));
        assertTrue(completed.getString("cipherSuite").startsWith("TLS_"));
        assertTrue(completed.getLong("tookNanos") > 0);
        assertEquals("", completed.getString("failure"));
        RecordedEvent failed = events.get(1);
        assertEquals("FAILED", failed.getString("outcome"));
        assertEquals("HANDSHAKE", failed.getString("failure"));
        assertEquals("PROTOCOL_VERSION", failed.getString("alert"));
        assertEquals("", failed.getString("protocol"));
        assertEquals(2, failed.getLong("link"));
    }

    private void useAnEngine() throws Exception {
        CountDownLatch told = new CountDownLatch(1);
        Engine engine = start(mode.config().stall(STALL_NANOS, stall -> onStall(stall, told)), loop -> {});
        RecordingHandler handler = new RecordingHandler();
        handler.atFrame = (link, frame) -> {
            Await.open("the watchdog", () -> "", told);
            link.closeNow();
        };
        int port = listen(engine, handler);
        onLoop(engine, loop -> {
            loop.resizeWorkers(0);
            return true;
        });
        connect(port).write(TestPeer.frame(100, 1));
        handler.awaitEnd(CloseReason.LOCAL);
    }

    private static void onStall(Stall stall, CountDownLatch told) {
        if (stall.stack().toString().contains("onFrame")) {
            told.countDown();
        }
    }

    private static RecordedEvent find(List<RecordedEvent> events, String name) {
        return events.stream()
                .filter(event -> event.getEventType().getName().equals("io.coxswain." + name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + name + " among " + events.size() + " events"));
    }
}
