package io.coxswain.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.coxswain.tls.TlsConfig;
import io.coxswain.tls.TlsTerms;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/**
 * Many connections at once, of those who mean it and of those who do not, while a few links carry traffic: the storm
 * ends, each of its links for a named reason, and the few notice nothing but that the machine is busy. What is given up
 * at the limits, one by one: {@link TlsLinkTest}.
 */
class TlsStormTest extends TlsFeatureSpec {
    private static final int STORM_LINKS = 5_000;
    private static final int SMALL_STORM_LINKS = 300;
    private static final int ECHO_LINKS = 10;
    private static final int HANDSHAKES_MAX = 256;
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");
    private static final Set<CloseReason> TURNED_AWAY = Set.of(
            CloseReason.HANDSHAKE_FAILED,
            CloseReason.HANDSHAKE_SHED,
            CloseReason.PEER_CLOSED,
            CloseReason.IO_ERROR,
            CloseReason.TLS_TRUNCATED);

    private final List<RecordingHandler> echoes = new ArrayList<>();
    private final AtomicInteger settled = new AtomicInteger();

    /** The great storm is in the mode that is the default; the others have a small one. */
    private int stormLinks() {
        return mode == OffloadMode.ADAPTIVE ? STORM_LINKS : SMALL_STORM_LINKS;
    }

    private Engine startServer(int handshakesMax) throws IOException {
        Limits limits = new Limits().connections(20_000, 20_000).handshakes(handshakesMax, handshakesMax);
        return start(mode.config().limits(limits), loop -> {});
    }

    /** An engine that only dials, as much as it is told to. */
    private Engine startDialer() throws IOException {
        Limits limits = new Limits().connections(20_000, 20_000).handshakes(20_000, 20_000);
        return start(OffloadMode.ADAPTIVE.config().limits(limits), loop -> {});
    }

    private LinkConfig patient(TlsTerms terms) {
        return linkConfig()
                .tls(terms)
                .backlog(STORM_LINKS)
                .connectDeadlineNanos(TimeUnit.SECONDS.toNanos(30))
                .handshakeDeadlineNanos(TimeUnit.SECONDS.toNanos(30));
    }

    /** Links that send a frame whenever the last has come back, and a pause has passed. */
    private void startEchoes(int port) throws Exception {
        Engine engine = start(OffloadMode.ADAPTIVE.config(), loop -> {});
        TlsTerms terms = client().terms();
        for (int i = 0; i < ECHO_LINKS; i++) {
            RecordingHandler echo = new RecordingHandler();
            handlers.add(echo);
            echoes.add(echo);
            byte[] frame = TestPeer.frame(200, i);
            echo.atOpen = link -> link.send(ByteBuffer.wrap(frame));
            onLoop(engine, loop -> {
                echo.atFrame = (link, came) -> loop.schedule(PAUSE_NANOS, later -> link.send(ByteBuffer.wrap(frame)));
                return loop.connect(loopback(port), patient(terms), echo);
            });
        }
        for (RecordingHandler echo : echoes) {
            echo.awaitFrames(2);
        }
    }

    private void assertEchoesGoOn(long[] framesBefore) {
        for (int i = 0; i < ECHO_LINKS; i++) {
            RecordingHandler echo = echoes.get(i);
            assertFalse(echo.has("close"), echo::toString);
            assertTrue(echo.frameCount.get() > framesBefore[i], () -> "no frame during the storm: " + echo);
            echo.awaitFrames(echo.frameCount.get() + 1);
        }
    }

    private long[] frames() {
        return echoes.stream().mapToLong(echo -> echo.frameCount.get()).toArray();
    }

    private static void assumeDescriptors(int count) throws IOException {
        Path limits = Path.of("/proc/self/limits");
        if (!Files.isReadable(limits)) {
            return;
        }
        for (String line : Files.readAllLines(limits)) {
            String[] words = line.split(" +", -1);
            if (line.startsWith("Max open files")
                    && !words[3].equals("unlimited")
                    && Long.parseLong(words[3]) < count) {
                String message = "SKIPPED, TOOL ABSENT: " + count + " descriptors (ulimit -n is " + words[3] + ")";
                System.out.println(message);
                Assumptions.abort(message);
            }
        }
    }

    private static long descriptors() {
        if (!Files.isDirectory(DESCRIPTORS)) {
            return 0;
        }
        try (Stream<Path> open = Files.list(DESCRIPTORS)) {
            return open.count();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static long engineThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("cox-"))
                .count();
    }

    private static void awaitDescriptors(long before) {
        Await.until(
                "descriptors as before",
                () -> descriptors() + " where there were " + before,
                () -> descriptors() <= before);
    }

    /** Dials so many links in one task. */
    private List<RecordingHandler> dialAll(Engine engine, int port, int count) throws Exception {
        List<RecordingHandler> storm = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            RecordingHandler handler = new RecordingHandler();
            handler.atOpen = link -> settled.incrementAndGet();
            handler.atClose = link -> settled.addAndGet(handler.has("open") ? 0 : 1);
            storm.add(handler);
        }
        handlers.addAll(storm);
        LinkConfig config = patient(client().terms());
        onLoop(engine, loop -> {
            for (RecordingHandler handler : storm) {
                loop.connect(loopback(port), config, handler);
            }
            return storm;
        });
        return storm;
    }

    /** Waits until each is open or has ended, closes those that are open, and counts them. */
    private int settle(List<RecordingHandler> storm, Engine engine) throws Exception {
        int opened = 0;
        while (settled.get() < storm.size()) {
            // All of them may take longer than anything else here; each next one may not.
            int before = settled.get();
            Await.until("one more of " + storm.size(), () -> before + " are settled", () -> settled.get() > before);
        }
        for (RecordingHandler handler : storm) {
            opened += handler.has("open") ? 1 : 0;
        }
        closeAll(engine);
        for (RecordingHandler handler : storm) {
            CloseReason reason = handler.awaitEnd().reason();
            assertTrue(reason == CloseReason.LOCAL || TURNED_AWAY.contains(reason), handler::toString);
        }
        return opened;
    }

    private void closeAll(Engine engine) throws Exception {
        onLoop(engine, loop -> {
            loop.forEachLink(Link::close);
            return true;
        });
    }

    @Test
    void aStormOfHandshakesEndsAndTheLinksThatWereThereGoOn() throws Exception {
        assumeDescriptors(2 * STORM_LINKS + 1_000);
        Engine server = startServer(HANDSHAKES_MAX);
        int port = listen(server, patient(server().terms()), RecordingHandler::echo);
        startEchoes(port);
        Engine dialer = startDialer();
        long descriptorsBefore = descriptors();
        long threadsBefore = engineThreads();
        long[] framesBefore = frames();

        List<RecordingHandler> storm = dialAll(dialer, port, stormLinks());
        int opened = settle(storm, dialer);

        assertTrue(opened > 0, "none got through");
        awaitCounters(server, "the links of before alone", now -> now.gauges().openLinks() == ECHO_LINKS);
        Counters counters = server.counters();
        long ends = counters.get(Counter.HANDSHAKES_COMPLETED)
                + counters.get(Counter.HANDSHAKES_FAILED)
                + counters.get(Counter.HANDSHAKES_SHED)
                + counters.get(Counter.HANDSHAKES_LEFT)
                + counters.get(Counter.HANDSHAKES_IO_ERROR)
                + counters.get(Counter.HANDSHAKES_EXPIRED);
        assertEquals(counters.get(Counter.LINKS_ACCEPTED), ends, () -> describe(server));
        assertEquals(0, counters.get(Counter.LINKS_REFUSED));
        assertEchoesGoOn(framesBefore);
        awaitDescriptors(descriptorsBefore);
        assertEquals(threadsBefore, engineThreads());
        awaitQuiet(dialer);
    }

    @Test
    void aStormOfStrangersAndOfThoseWhoLeaveEndsAndTheLinksThatWereThereGoOn() throws Exception {
        Engine server = startServer(2_000);
        int port = listen(server, patient(server().terms()), RecordingHandler::echo);
        startEchoes(port);
        Engine dialer = startDialer();
        long descriptorsBefore = descriptors();
        long[] framesBefore = frames();
        Random random = new Random(17);
        List<SocketChannel> strangers = new ArrayList<>();

        List<RecordingHandler> storm = dialAll(dialer, port, 100);
        for (int i = 0; i < 600; i++) {
            SocketChannel stranger = keep(SocketChannel.open(loopback(port)));
            if (i % 3 == 0) {
                stranger.close();
                continue;
            }
            stranger.write(ByteBuffer.wrap(garbage(random, i)));
            if (i % 2 == 0) {
                stranger.close();
            }
            strangers.add(stranger);
        }
        int opened = settle(storm, dialer);
        for (SocketChannel stranger : strangers) {
            stranger.close();
        }

        assertEquals(100, opened, () -> describe(server));
        awaitCounters(server, "the links of before alone", now -> now.gauges().openLinks() == ECHO_LINKS);
        for (RecordingHandler handler : handlers) {
            assertTrue(echoes.contains(handler) || !handler.has("close") || isExpected(handler), handler::toString);
        }
        Counters counters = server.counters();
        assertTrue(counters.get(Counter.HANDSHAKES_FAILED) > 0, () -> describe(server));
        long turnedAway = counters.get(Counter.HANDSHAKES_FAILED)
                + counters.get(Counter.HANDSHAKES_LEFT)
                + counters.get(Counter.HANDSHAKES_IO_ERROR);
        assertEquals(600, turnedAway, () -> describe(server));
        assertEchoesGoOn(framesBefore);
        awaitDescriptors(descriptorsBefore);
        talk(dialer, dial(dialer, port, client().terms()));
    }

    private static boolean isExpected(RecordingHandler handler) {
        CloseReason reason = handler.awaitEnd().reason();
        return reason == CloseReason.LOCAL || TURNED_AWAY.contains(reason);
    }

    private static byte[] garbage(Random random, int index) {
        if (index % 4 == 0) {
            return "GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
        }
        byte[] noise = new byte[1 + random.nextInt(2_000)];
        random.nextBytes(noise);
        // Nothing that begins like a record: one of those would be waited for.
        noise[0] |= (byte) 0x80;
        return noise;
    }

    @Test
    void ofThoseWhoWaitTheNewestGoesFirst() throws Exception {
        int waiting = 6;
        ShowingKeys keys = new ShowingKeys(SERVER);
        Engine engine = start();
        int port = listen(engine, new TlsConfig(keys.context()), RecordingHandler::new);
        TlsTerms dialing = client().terms();
        List<MachinePeer> peers = new ArrayList<>();
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < waiting; i++) {
            int count = i + 1;
            Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
            peers.add(keep(new MachinePeer(socket, dialing.dial("n" + i + ".example.test", port))));
            expected.add(0, "n" + i + ".example.test");
            awaitCounters(engine, "a link", now -> now.get(Counter.LINKS_ACCEPTED) == count);
        }
        CountDownLatch held = new CountDownLatch(1);
        CountDownLatch sent = new CountDownLatch(1);
        Submission submission = engine.execute(loop -> {
            held.countDown();
            Await.open("the hellos", () -> "not sent", sent);
        });
        assertEquals(Submission.ACCEPTED, submission);
        Await.open("the loop", () -> "not in the task", held);

        for (MachinePeer peer : peers) {
            peer.write(peer.hello());
        }
        sent.countDown();

        Await.until("all of them", keys.names()::toString, () -> keys.names().size() == waiting);
        assertEquals(expected, keys.names());
    }
}
