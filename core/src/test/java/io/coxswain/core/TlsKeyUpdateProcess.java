package io.coxswain.core;

import io.coxswain.tls.TlsConfig;
import io.coxswain.tls.TlsVersion;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.security.Security;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * Links whose keys are used up every 128 KiB, for {@link TlsKeyUpdateTest}: the JDK reads that limit once in a process.
 * Says {@code done} for each mode, or what went wrong.
 */
final class TlsKeyUpdateProcess {
    private static final int FRAMES = 60;
    private static final int FRAME_BYTES = 60_000;

    // What is under way at once: each 128 KiB of it cost either end up to four key updates, and more than 32 records in
    // a row that carry nothing are a flood to a link. With limits as they are nobody comes near it.
    private static final int FRAMES_AT_ONCE = 5;

    private static final int ANSWERS_MIN = 15;
    private static final AtomicInteger ERRORS = new AtomicInteger();

    private TlsKeyUpdateProcess() {}

    public static void main(String[] args) throws Exception {
        if (!Security.getProperty("jdk.tls.keyLimits").contains("2^17")) {
            System.out.println("the small limits are not in force");
            return;
        }
        TlsConfig terms = TlsPeer.config().versions(TlsVersion.TLS_1_3);
        LinkConfig config = new LinkConfig(TestPeer.framing(1 << 20)).tls(terms.terms());
        for (OffloadMode mode : OffloadMode.values()) {
            int[] ports = new int[2];
            AtomicInteger sunk = new AtomicInteger();
            EngineConfig engineConfig = mode.config().errorHandler((where, error) -> {
                ERRORS.incrementAndGet();
                System.out.println(where + ": " + error);
            });
            try (Engine engine = Engine.start(engineConfig, loop -> {
                ports[0] = loop.listen(
                                EngineSpec.loopback(0),
                                config,
                                link -> accepted((receiving, frame) -> sunk.incrementAndGet()))
                        .port();
                ports[1] = loop.listen(
                                EngineSpec.loopback(0),
                                config,
                                link -> accepted((receiving, frame) -> receiving.send(frame)))
                        .port();
            })) {
                answerThoughTheyHaveNothingToSay(terms, ports[0], sunk);
                echoToAPlainClient(ports[1]);
                echoToALink(engine, config, ports[1]);
            }
            System.out.println(ERRORS.get() == 0 ? "done " + mode : "errors " + mode);
        }
    }

    /** One that also says for what reason it ended. */
    private static LinkHandler accepted(RecordingHandler.FrameStep atFrame) {
        return new LinkHandler() {
            @Override
            public void onFrame(Link link, ByteBuffer frame) {
                atFrame.on(link, frame);
            }

            @Override
            public void onClose(Link link, CloseReason reason, @Nullable Throwable cause) {
                System.out.println("a link ended for " + reason + ", " + cause);
            }
        };
    }

    private static byte[] frame(int index) {
        return TestPeer.frame(FRAME_BYTES, index);
    }

    /** A link that only receives has nothing queued, and must answer all the same. */
    private static void answerThoughTheyHaveNothingToSay(TlsConfig terms, int port, AtomicInteger sunk)
            throws Exception {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        try (MachinePeer peer = new MachinePeer(socket, terms.terms().dial("localhost", port))) {
            peer.handshake();
            for (int i = 0; i < FRAMES; i++) {
                peer.send(frame(i));
            }
            Await.until("frames", sunk::toString, () -> sunk.get() == FRAMES);
            // Two of them may be tickets.
            for (int i = 0; i < ANSWERS_MIN + 2; i++) {
                peer.skipRecord();
            }
        }
    }

    private static void echoToAPlainClient(int port) throws Exception {
        try (SSLSocket socket = TlsPeer.connectSocket(port, "TLSv1.3")) {
            TestPeer peer = TestPeer.of(socket);
            for (int round = 0; round < FRAMES / FRAMES_AT_ONCE; round++) {
                byte[][] frames = new byte[FRAMES_AT_ONCE][];
                Arrays.setAll(frames, TlsKeyUpdateProcess::frame);
                // On one thread: two let the JDK's socket update one key twice, and its peer meets a tag that is wrong.
                peer.write(frames);
                for (byte[] frame : frames) {
                    peer.expect(frame);
                }
            }
        }
    }

    private static void echoToALink(Engine engine, LinkConfig config, int port) throws Exception {
        CompletableFuture<CloseReason> ended = new CompletableFuture<>();
        LinkHandler dialer = new LinkHandler() {
            private int heard;

            @Override
            public void onOpen(Link link) {
                for (int i = 0; i < FRAMES_AT_ONCE; i++) {
                    link.send(ByteBuffer.wrap(frame(i)));
                }
            }

            @Override
            public void onFrame(Link link, ByteBuffer frame) {
                if (!frame.equals(ByteBuffer.wrap(frame(heard)))) {
                    throw new IllegalStateException("frame " + heard + " is not what was sent");
                }
                heard++;
                if (heard == FRAMES) {
                    link.close();
                } else if (heard + FRAMES_AT_ONCE <= FRAMES) {
                    link.send(ByteBuffer.wrap(frame(heard + FRAMES_AT_ONCE - 1)));
                }
            }

            @Override
            public void onClose(Link link, CloseReason reason, @Nullable Throwable cause) {
                ended.complete(reason);
            }
        };
        Submission submission = engine.execute(loop -> dial(loop, config, port, dialer));
        CloseReason reason = Await.result("the end of " + submission, () -> "", ended);
        if (reason != CloseReason.LOCAL) {
            throw new IllegalStateException("the link ended for " + reason);
        }
    }

    private static void dial(Loop loop, LinkConfig config, int port, LinkHandler dialer) {
        try {
            loop.connect(EngineSpec.loopback(port), config, dialer);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
