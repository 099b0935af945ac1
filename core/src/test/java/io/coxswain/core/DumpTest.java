package io.coxswain.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** That a dump tells of each link what it waits for. */
class DumpTest extends EngineSpec {
    private static final String MILLIS = "\\d+\\.\\d ms";

    /** Every line that a dump can have, for the dumps here and for the one in the docs. */
    private static final List<String> LINES = List.of(
            "engine of cox-loop-\\d+: (open|closing), \\d+ links, \\d+ jobs out, \\d+ errors",
            "  loop: \\d+ % busy so far, lag " + MILLIS + ", \\d+ stalls, \\d+ links wait for their turn",
            "  offloading: (NEVER|ALWAYS|ADAPTIVE), now (to workers|not)",
            "  buffers: \\d+ bytes lent of \\d+ held, at most \\d+",
            "  handshakes: \\d+ in progress, \\d+ of them waiting; \\d+ completed, \\d+ of them resumed; \\d+ failed",
            "  certificates: the first expires at \\d{4}-\\S+Z",
            "  cox-worker-\\d+: \\d+ jobs, \\d+ ms busy, (asleep|awake)",
            "link \\d+: (CLIENT|PEER) \\S+ (OPEN|HANDSHAKING(, held by \\d jobs)?|DRAINING(, held by \\d jobs)?|CLOSING, held by \\d jobs)",
            "  handshake: (accepted|dialed) " + MILLIS
                    + " ago, (awaits the peer(, which takes nothing)?|waits for its turn|"
                    + "waits for a buffer|an ACCEPT job is out (on cox-worker-\\d+|that waits for a worker), for "
                    + MILLIS
                    + "); \\d+ bytes received, \\d+ sent, \\d+ queued",
            "  tls: (handshake [A-Z_]+|TLSv1\\.[23] \\S+, (no ALPN|ALPN \\S+), (resumed|full handshake))",
            "  receiving: (waits for the socket|waits for a buffer|suspended by the application|waits for its turn|"
                    + "paused until its answers are sent|a READ job is out (on cox-worker-\\d+|that waits for a worker), for "
                    + MILLIS
                    + "); last byte " + MILLIS + " ago",
            "  sending: (idle|waits for the socket, which is full|waits for the end of the turn|a WRITE job is out "
                    + "(on cox-worker-\\d+|that waits for a worker), for " + MILLIS
                    + "); \\d+ bytes queued; last byte taken " + MILLIS + " ago",
            "buffers lent:",
            "  \\d+ bytes( of ciphertext)? held by (link \\d+ \\(.*\\)|a SharedMessage) for \\d+ ms");

    static String dump(Engine engine) {
        StringBuilder text = new StringBuilder();
        try {
            engine.dump(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (text.indexOf("engine of") == 0) {
            text.toString().lines().forEach(DumpTest::checkLine);
        }
        return text.toString();
    }

    private static void checkLine(String line) {
        assertTrue(LINES.stream().anyMatch(pattern -> line.matches(pattern)), () -> "no line of a dump: " + line);
    }

    @Test
    void isShownInTheDocsAsItIs() throws IOException {
        List<String> docs = Files.readAllLines(Path.of("..", "docs", "observing.md"));
        int start = docs.indexOf("<!-- DumpTest reads the next block: every line must be one that a dump can have. -->")
                + 2;
        int count = 0;
        while (!docs.get(start + count).equals("```")) {
            checkLine(docs.get(start + count));
            count++;
        }
        assertTrue(count > 10, "only " + count + " lines found");
    }

    /** Waits for a dump with a match of this pattern. */
    static void awaitDump(Engine engine, String pattern) {
        Pattern compiled = Pattern.compile(pattern);
        Await.until(
                pattern,
                () -> dump(engine),
                () -> compiled.matcher(dump(engine)).find());
    }

    private RecordingHandler open(Engine engine) throws Exception {
        RecordingHandler handler = new RecordingHandler();
        connect(listen(engine, handler));
        handler.awaitOpen();
        return handler;
    }

    @Test
    void tellsOfTheEngineItsWorkersAndAnIdleLink() throws Exception {
        Engine engine = start();
        open(engine);

        awaitDump(engine, "engine of cox-loop-\\d+: open, 1 links, 0 jobs out, 0 errors");
        awaitDump(engine, "buffers: 0 bytes lent of \\d+ held, at most \\d+");
        awaitDump(engine, "cox-worker-0: \\d+ jobs, .* ms busy, (asleep|awake)");
        awaitDump(engine, "link 1: CLIENT /127.0.0.1:\\d+ OPEN\n");
        awaitDump(engine, "receiving: waits for the socket; last byte .* ms ago");
        awaitDump(engine, "sending: idle; 0 bytes queued");
    }

    @Test
    void tellsThatTheApplicationHasSuspendedALink() throws Exception {
        Engine engine = start();
        RecordingHandler handler = new RecordingHandler();
        handler.atFrame = (link, frame) -> link.suspendReading();
        TestPeer peer = connect(listen(engine, handler));

        peer.write(TestPeer.frame(10, 1), TestPeer.frame(10, 2), TestPeer.frame(10, 3));
        handler.awaitFrames(1);

        awaitDump(engine, "receiving: suspended by the application");
    }

    @Test
    void tellsThatASocketIsFullAndSinceWhen() throws Exception {
        Engine engine = start();
        RecordingHandler handler = new RecordingHandler();
        handler.atOpen = link -> link.send(ByteBuffer.wrap(TestPeer.frame(12 << 20, 1)));
        connect(listen(engine, handler), 4_096);

        awaitDump(
                engine,
                "sending: waits for the socket, which is full; \\d{6,} bytes queued; last byte taken .* ms ago");
    }

    @Test
    void tellsThatALinkWaitsForABuffer() throws Exception {
        Engine engine = start(new Limits().engineBytesMax(1 << 20).readJobBytesMax(1 << 16));
        RecordingHandler handler = new RecordingHandler();
        TestPeer peer = connect(listen(engine, linkConfig(1 << 19), () -> handler));
        handler.awaitOpen();
        List<SharedMessage> all = new ArrayList<>();
        onLoop(engine, loop -> all.add(Objects.requireNonNull(loop.share(ByteBuffer.allocate(1 << 20)))));

        peer.write(TestPeer.frame(100, 1));

        awaitDump(engine, "receiving: waits for a buffer");
        onLoop(engine, loop -> {
            all.get(0).release();
            return true;
        });
        handler.awaitFrames(1);
    }

    @Test
    void tellsWhichWorkerHasAHalfAndSinceWhen() throws Exception {
        Assumptions.assumeTrue(mode.policy == OffloadPolicy.ALWAYS);
        // Taken back, the job would hold up the loop instead of a worker.
        Engine engine = start(new Limits().takeBackNanos(TimeUnit.HOURS.toNanos(1)));
        CountDownLatch release = new CountDownLatch(1);
        RecordingHandler handler = new RecordingHandler();
        TestPeer peer = connect(listen(engine, new LinkConfig(blockedBy(release)), () -> handler));

        peer.write(TestPeer.frame(10, 1));

        awaitDump(engine, "receiving: a READ job is out on cox-worker-\\d, for .* ms; last byte");
        onLoop(engine, loop -> {
            handler.awaitOpen().closeNow();
            return true;
        });
        awaitDump(engine, "link 1: .* CLOSING, held by 1 jobs");
        release.countDown();
        handler.awaitEnd(CloseReason.LOCAL);
    }

    private static Framing blockedBy(CountDownLatch release) {
        LengthFieldFraming framing = TestPeer.framing(FRAME_BYTES_MAX);
        return new Framing() {
            @Override
            public long scan(ByteBuffer bytes, int start, int end, long resume) {
                Await.open("the test", () -> "", release);
                return framing.scan(bytes, start, end, resume);
            }

            @Override
            public int frameBytesMax() {
                return framing.frameBytesMax();
            }
        };
    }

    @Test
    void tellsWhereTheLoopIsWhenItDoesNotAnswer() throws Exception {
        Engine engine = start();
        CountDownLatch release = new CountDownLatch(1);
        CountDownLatch inside = new CountDownLatch(1);
        engine.execute(loop -> {
            inside.countDown();
            Await.open("the test", () -> "", release);
        });
        Await.open("the task", () -> "", inside);

        String text = dump(engine);
        release.countDown();

        assertTrue(text.matches("(?s)cox-loop-\\d+ has not answered within \\d+.\\d ms: it is in a turn\n.*"), text);
        assertTrue(text.contains("io.coxswain.core.Await.open"), text);
        assertTrue(text.contains("cox-worker-0\n"), text);
    }

    @Test
    void comesFromTheLoopItselfAndAfterTheEnd() throws Exception {
        Engine engine = start();

        String onLoop = onLoop(engine, loop -> dump(engine));
        engine.close();

        assertTrue(onLoop.startsWith("engine of cox-loop-"), onLoop);
        assertEquals("the engine has ended\n", dump(engine));
    }
}
