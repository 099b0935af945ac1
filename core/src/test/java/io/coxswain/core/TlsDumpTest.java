package io.coxswain.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.coxswain.tls.TlsTerms;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** What a dump tells of TLS, and of the buffers that it has. Every line is checked as in {@link DumpTest}. */
class TlsDumpTest extends EngineSpec {
    private static final byte[] HALF_A_HELLO = {0x16, 3, 1, 0, 100, 1};

    private LinkConfig tlsConfig() {
        return linkConfig().tls(TlsPeer.config().applicationProtocols("dump").terms());
    }

    @Test
    void tellsOfAHandshakeThatItAwaitsThePeer() throws Exception {
        Engine engine = start();
        Socket peer = keep(TlsPeer.connectPlain(listen(engine, tlsConfig(), RecordingHandler::new)));

        peer.getOutputStream().write(HALF_A_HELLO);

        DumpTest.awaitDump(engine, "link 1: CLIENT /127.0.0.1:\\d+ HANDSHAKING\n");
        DumpTest.awaitDump(
                engine, "handshake: accepted .* ms ago, awaits the peer; 6 bytes received, 0 sent, 0 queued\n");
        DumpTest.awaitDump(engine, "  handshakes: 1 in progress, 0 of them waiting; 0 completed");
        DumpTest.awaitDump(engine, "  certificates: the first expires at ");
    }

    @Test
    void tellsOfAHandshakeThatItLacksABuffer() throws Exception {
        Engine engine = start(new Limits().engineBytesMax(8 << 20).linkBytesMax(8 << 20));
        List<SharedMessage> all = new ArrayList<>();
        onLoop(engine, loop -> {
            for (int i = 0; i < 8; i++) {
                all.add(Objects.requireNonNull(loop.share(ByteBuffer.allocate(1 << 20))));
            }
            return true;
        });
        Socket peer = keep(TlsPeer.connectPlain(listen(engine, tlsConfig(), RecordingHandler::new)));

        peer.getOutputStream().write(HALF_A_HELLO);

        DumpTest.awaitDump(engine, "handshake: accepted .* ms ago, waits for a buffer; 0 bytes received");
        assertEquals(1, engine.counters().tls().handshakesWaiting());
        onLoop(engine, loop -> {
            all.forEach(SharedMessage::release);
            return true;
        });
        DumpTest.awaitDump(engine, "handshake: accepted .* ms ago, awaits the peer");
    }

    @Test
    void tellsWhichWorkerIsInAStepAndSinceWhen() throws Exception {
        Assumptions.assumeTrue(mode.workerCount > 0);
        Engine engine = start();
        CountDownLatch release = new CountDownLatch(1);
        LinkConfig blocked = linkConfig()
                .tls(TlsPeer.config()
                        .sessionCheck((negotiated, session) -> {
                            Await.open("the test", () -> "", release);
                            return true;
                        })
                        .terms());
        int port = listen(engine, blocked, RecordingHandler::echo);
        Thread client = new Thread(() -> {
            try {
                connectAndTalk(port);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        client.start();

        DumpTest.awaitDump(
                engine, "handshake: accepted .* ms ago, an ACCEPT job is out on cox-worker-\\d, for .* ms; \\d+ bytes");
        release.countDown();
        client.join(Await.LIMIT.toMillis());
        assertTrue(!client.isAlive());
    }

    private void connectAndTalk(int port) throws IOException {
        TestPeer peer = keep(TlsPeer.connect(port));
        peer.write(TestPeer.frame(10, 1)).expect(TestPeer.frame(10, 1));
    }

    @Test
    void tellsWhatALinkHasAgreedOn() throws Exception {
        Engine engine = start();
        TlsTerms terms = TlsPeer.newConfig().applicationProtocols("dump").terms();
        int port = listen(engine, linkConfig().tls(terms), RecordingHandler::echo);
        for (int i = 0; i < 2; i++) {
            RecordingHandler dialer = new RecordingHandler();
            handlers.add(dialer);
            dialer.atOpen = link -> link.send(ByteBuffer.wrap(TestPeer.frame(10, 1)));
            onLoop(engine, loop -> loop.connect(loopback(port), linkConfig().tls(terms), dialer));
            dialer.awaitFrames(1);
        }

        DumpTest.awaitDump(engine, "  tls: TLSv1.3 TLS_\\S+, ALPN dump, full handshake\n");
        DumpTest.awaitDump(
                engine, "  handshakes: 0 in progress, 0 of them waiting; 4 completed, \\d of them resumed; 0 f");
    }

    @Test
    void namesWhoHasANetworkBuffer() throws Exception {
        Engine engine = start(mode.config().debug(true), loop -> {});
        Socket peer = keep(TlsPeer.connectPlain(listen(engine, tlsConfig(), RecordingHandler::new)));

        peer.getOutputStream().write(HALF_A_HELLO);

        DumpTest.awaitDump(
                engine, NetworkBuffers.BYTES + " bytes of ciphertext held by link 1 \\(CLIENT, .*\\) for \\d+ ms\n");
    }
}
