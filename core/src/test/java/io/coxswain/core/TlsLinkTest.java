package io.coxswain.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.coxswain.tls.ClientAuth;
import io.coxswain.tls.Negotiated;
import io.coxswain.tls.TlsBuffer;
import io.coxswain.tls.TlsFailure;
import io.coxswain.tls.TlsMachine;
import io.coxswain.tls.TlsVerdict;
import io.coxswain.tls.TlsVersion;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;

/**
 * What only links that speak TLS have: handshakes and how they fail, alerts, truncation, admission. What they have in
 * common with plain ones is in the tests whose names begin with {@code Tls} and go on with that of another, and what
 * the step machine itself does with any split of bytes in those of {@code tls}.
 */
class TlsLinkTest extends EngineSpec {
    private static final String[] BOTH = {"TLSv1.3", "TLSv1.2"};

    private LinkConfig tlsConfig() {
        return linkConfig().tls(TlsPeer.terms());
    }

    private int listenWithTlsEcho(Engine engine) throws Exception {
        return listen(engine, tlsConfig(), RecordingHandler::echo);
    }

    private TestPeer connectTls(int port, String... versions) throws Exception {
        return keep(TlsPeer.connect(port, versions));
    }

    @Test
    void saysWhichVersionWasAgreedOn() throws Exception {
        Engine engine = start();
        int port = listenWithTlsEcho(engine);
        for (String version : BOTH) {
            TestPeer peer = connectTls(port, version);
            peer.write(TestPeer.frame(40, 1)).expect(TestPeer.frame(40, 1));
            Link link = Objects.requireNonNull(handlers.get(handlers.size() - 1).link);
            Negotiated negotiated = onLoop(engine, loop -> Objects.requireNonNull(link.negotiated()));
            assertEquals(version, negotiated.protocol());
        }
        assertEquals(2, engine.counters().get(Counter.HANDSHAKES_COMPLETED));
    }

    @Test
    void talksToAnotherLink() throws Exception {
        Engine engine = start();
        int port = listenWithTlsEcho(engine);
        RecordingHandler dialer = new RecordingHandler();
        handlers.add(dialer);
        byte[] large = TestPeer.frame(FRAME_BYTES_MAX, 3);
        ByteArrayOutputStream came = new ByteArrayOutputStream();
        dialer.atOpen = link ->
                assertTrue(link.send(ByteBuffer.wrap(TestPeer.frame(10, 2))).isAccepted());
        dialer.atFrame = (link, frame) -> {
            byte[] bytes = new byte[frame.remaining()];
            frame.get(bytes);
            came.writeBytes(bytes);
            if (dialer.frameCount.get() == 3) {
                link.close();
            }
        };
        onLoop(engine, loop -> {
            Link link = loop.connect(loopback(port), tlsConfig(), dialer);
            assertTrue(link.send(ByteBuffer.wrap(TestPeer.frame(20, 1))).isAccepted());
            assertTrue(link.send(ByteBuffer.wrap(large)).isAccepted());
            return link;
        });

        dialer.awaitEnd(CloseReason.LOCAL);

        assertEquals(20 + 10 + large.length, came.size());
        Await.until(
                "the other end", handlers::toString, () -> handlers.get(1).ended.getCount() == 0);
        handlers.get(1).awaitEnd(CloseReason.PEER_CLOSED);
        awaitQuiet(engine);
    }

    // ---- ends ----

    @Test
    void givesUpWhatIsQueuedWhenThePeerHasEndedBothDirections() throws Exception {
        Engine engine = start();
        RecordingHandler handler = new RecordingHandler();
        handler.atInputEnd = link -> link.send(ByteBuffer.wrap(TestPeer.frame(500_000, 1)));
        // TLS 1.2 knows no half-close: who gets a close_notify has to answer with its own, and to drop the rest.
        SSLSocket socket = keep(TlsPeer.connectSocket(listen(engine, tlsConfig(), () -> handler), "TLSv1.2"));
        TestPeer.of(socket).write(TestPeer.frame(10, 1));
        handler.awaitFrames(1);

        socket.close();

        handler.awaitEnd(CloseReason.IO_ERROR);
        assertEquals(500_000, engine.counters().get(Counter.BYTES_UNSENT));
        awaitQuiet(engine);
    }

    @Test
    void tellsACutConnectionFromOneThatHasEnded() throws Exception {
        Engine engine = start();
        RecordingHandler handler = new RecordingHandler();
        int port = listen(engine, tlsConfig(), () -> handler);
        Socket cut = keep(TlsPeer.connectPlain(port));
        SSLSocket socket = (SSLSocket) TlsPeer.context().getSocketFactory().createSocket(cut, "localhost", port, false);
        socket.setUseClientMode(true);
        socket.startHandshake();
        TestPeer.of(socket).write(TestPeer.frame(10, 1), TestPeer.header(100));
        handler.awaitFrames(1);

        cut.shutdownOutput();

        TlsException cause = assertInstanceOf(TlsException.class, handler.awaitEnd(CloseReason.TLS_TRUNCATED));
        assertEquals(TlsFailure.Reason.TRUNCATED, cause.failure().reason());
        assertEquals(10, handler.frameBytes.get());
    }

    @Test
    void closesInTheMiddleOfTheHandshake() throws Exception {
        Engine engine = start();
        int port = listenWithTlsEcho(engine);
        for (RecordingHandler.Step close : List.<RecordingHandler.Step>of(Link::close, Link::closeNow)) {
            RecordingHandler early = new RecordingHandler();
            onLoop(engine, loop -> {
                Link link = loop.connect(loopback(port), tlsConfig(), early);
                loop.schedule(TimeUnit.MICROSECONDS.toNanos(500), later -> close.on(link));
                return true;
            });
            early.awaitEnd(CloseReason.LOCAL);
        }
    }

    // ---- failures ----

    private TlsFailure failHandshake(Engine engine, byte[] sent) throws Exception {
        RecordingHandler handler = new RecordingHandler();
        TestPeer peer = connect(listen(engine, tlsConfig(), () -> handler));
        peer.write(sent).awaitGone();
        peer.close();
        TlsException cause = assertInstanceOf(TlsException.class, handler.awaitEnd(CloseReason.HANDSHAKE_FAILED));
        assertEquals(List.of("close"), handler.events());
        return cause.failure();
    }

    @Test
    void saysWhatAPeerSpeaksThatSpeaksNoTls() throws Exception {
        Engine engine = start();

        byte[] http = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
        byte[] resp = "*1\r\n$4\r\nPING\r\n".getBytes(StandardCharsets.US_ASCII);
        byte[] noise = {1, 2, 3, 4, 5, 6, 7, 8};
        assertEquals(
                TlsFailure.Reason.PLAINTEXT_HTTP, failHandshake(engine, http).reason());
        assertEquals(
                TlsFailure.Reason.PLAINTEXT_RESP, failHandshake(engine, resp).reason());
        assertEquals(TlsFailure.Reason.NOT_TLS, failHandshake(engine, noise).reason());
        assertEquals(3, engine.counters().get(Counter.HANDSHAKES_FAILED));
        awaitQuiet(engine);
    }

    @Test
    void tellsThePeerWhyItsHandshakeFails() throws Exception {
        Engine engine = start();
        RecordingHandler handler = new RecordingHandler();
        LinkConfig newOnly =
                linkConfig().tls(TlsPeer.config().versions(TlsVersion.TLS_1_3).terms());
        int port = listen(engine, newOnly, () -> handler);

        Exception seen = assertThrows(SSLException.class, () -> TlsPeer.connectSocket(port, "TLSv1.2"));

        assertTrue(String.valueOf(seen.getMessage()).contains("protocol_version"), seen::toString);
        handler.awaitEnd(CloseReason.HANDSHAKE_FAILED);
    }

    @Test
    void demandsACertificate() throws Exception {
        Engine engine = start();
        LinkConfig mutual = linkConfig()
                .tls(TlsPeer.config().clientAuth(ClientAuth.REQUIRED).terms());
        int port = listen(engine, mutual, RecordingHandler::echo);

        connectTls(port).write(TestPeer.frame(10, 1)).expect(TestPeer.frame(10, 1));

        Link link = Objects.requireNonNull(handlers.get(0).link);
        Negotiated negotiated = onLoop(engine, loop -> Objects.requireNonNull(link.negotiated()));
        assertEquals(1, negotiated.peerCertificates().size());
    }

    @Test
    void insistsOnTheHostThatItConnectsTo() throws Exception {
        Engine engine = start();
        int port = listenWithTlsEcho(engine);
        RecordingHandler dialer = new RecordingHandler();
        onLoop(
                engine,
                loop -> loop.connect(
                        new InetSocketAddress(
                                InetAddress.getByAddress("elsewhere.example", new byte[] {127, 0, 0, 1}), port),
                        tlsConfig(),
                        dialer));

        TlsException cause = assertInstanceOf(TlsException.class, dialer.awaitEnd(CloseReason.HANDSHAKE_FAILED));

        assertEquals(TlsFailure.Reason.CERTIFICATE, cause.failure().reason());
    }

    @Test
    void givesUpOnAPeerThatSaysNothing() throws Exception {
        Engine engine = start();
        RecordingHandler handler = new RecordingHandler();
        LinkConfig impatient = tlsConfig().handshakeDeadlineNanos(TimeUnit.MILLISECONDS.toNanos(100));
        TestPeer peer = connect(listen(engine, impatient, () -> handler));
        peer.write(new byte[] {0x16, 3, 1});

        handler.awaitEnd(CloseReason.HANDSHAKE_DEADLINE);
        peer.awaitGone();
        awaitQuiet(engine);
    }

    @Test
    void shedsTheOldestHandshakesOfTooMany() throws Exception {
        Engine engine = start(new Limits().handshakes(3, 100));
        List<RecordingHandler> in = new ArrayList<>();
        int port = listen(engine, tlsConfig(), () -> {
            RecordingHandler handler = new RecordingHandler();
            in.add(handler);
            return handler;
        });
        for (int i = 1; i <= 5; i++) {
            int count = i;
            connect(port);
            awaitCounters(engine, "a link", counters -> counters.get(Counter.LINKS_ACCEPTED) == count);
        }

        in.get(0).awaitEnd(CloseReason.HANDSHAKE_SHED);
        in.get(1).awaitEnd(CloseReason.HANDSHAKE_SHED);
        assertEquals(3, engine.counters().gauges().openLinks());
        connectTls(port).write(TestPeer.frame(10, 1));
        in.get(5).awaitFrames(1);
        assertEquals(3, engine.counters().get(Counter.HANDSHAKES_SHED));
    }

    @Test
    void refusesTheHandshakesOfOneAddressThatAreTooMany() throws Exception {
        Engine engine = start(new Limits().handshakes(100, 2));
        RecordingHandler third = new RecordingHandler();
        List<RecordingHandler> in = new ArrayList<>(List.of(new RecordingHandler(), new RecordingHandler(), third));
        int port = listen(engine, tlsConfig(), () -> in.remove(0));
        connect(port);
        connect(port);

        connect(port).awaitGone();

        third.awaitEnd(CloseReason.HANDSHAKE_SHED);
        assertEquals(2, engine.counters().gauges().openLinks());
    }

    @Test
    void readsNoMoreThanThereIsWhenAWriteWasFirstToTellOfAFailure() throws Exception {
        Engine engine = start();
        RecordingHandler echo = RecordingHandler.echo();
        LinkConfig brief = tlsConfig().closeDeadlineNanos(TimeUnit.MILLISECONDS.toNanos(300));
        Socket raw = keep(TlsPeer.connectPlain(listen(engine, brief, () -> echo)));
        SSLSocket socket =
                (SSLSocket) TlsPeer.context().getSocketFactory().createSocket(raw, "localhost", raw.getPort(), false);
        socket.startHandshake();
        echo.awaitOpen();
        CountDownLatch written = new CountDownLatch(1);
        assertEquals(Submission.ACCEPTED, engine.execute(loop -> Await.open("the peer", () -> "writing", written)));
        TestPeer.of(socket).write(TestPeer.frame(10, 1));
        raw.getOutputStream().write(new byte[] {23, 3, 3, 0, 3, 1, 2, 3});
        written.countDown();

        echo.awaitEnd(CloseReason.TLS_FAILED);

        Counters counters = engine.counters();
        long reads = counters.get(Counter.READS_INLINE) + counters.get(Counter.READS_OFFLOADED);
        assertEquals(1, echo.frameCount.get());
        assertTrue(reads < 30, () -> "spinning: " + describe(engine));
    }

    @Test
    void remembersWhatCameRightBehindTheHandshakeUntilItIsToRead() throws Exception {
        Engine engine = start();
        RecordingHandler handler = new RecordingHandler();
        handler.atOpen = link -> {
            assertTrue(link.send(ByteBuffer.wrap(TestPeer.frame(20, 1))).isAccepted());
            link.suspendReading();
        };
        Socket raw = keep(TlsPeer.connectPlain(listen(engine, tlsConfig(), () -> handler)));
        TlsMachine client =
                TlsPeer.config().versions(TlsVersion.TLS_1_3).terms().dial("localhost", raw.getPort());
        for (TlsBuffer which : TlsBuffer.values()) {
            client.attach(which, ByteBuffer.allocate(4 * TlsMachine.NETWORK_BYTES));
        }
        while (client.handshake() != TlsVerdict.FINISHED) {
            if (client.hasOutput()) {
                writeOutput(client, raw);
            } else {
                byte[] some = new byte[TlsMachine.NETWORK_BYTES];
                client.receiveBuffer().put(some, 0, raw.getInputStream().read(some));
            }
        }
        ByteBuffer[] first = {ByteBuffer.wrap(TestPeer.frame(30, 2))};
        assertEquals(TlsVerdict.DONE, client.wrap(first, 0, 1));
        // The end of the handshake and the first request, in one piece.
        writeOutput(client, raw);
        handler.awaitOpen();
        awaitCounters(engine, "the greeting", counters -> counters.get(Counter.BYTES_SENT) == 20);
        assertEquals(0, handler.frameCount.get());

        inTask(engine, handler, Link::resumeReading);

        handler.awaitFrames(1);
        assertEquals(30, handler.frameBytes.get());
        client.release();
    }

    private static void writeOutput(TlsMachine machine, Socket socket) throws IOException {
        ByteBuffer output = machine.sendBuffer();
        byte[] bytes = new byte[output.remaining()];
        output.get(bytes);
        socket.getOutputStream().write(bytes);
    }

    @Test
    void endsALinkWhosePeerSendsGarbageAfterTheHandshake() throws Exception {
        Engine engine = start();
        RecordingHandler handler = new RecordingHandler();
        int port = listen(engine, tlsConfig(), () -> handler);
        Socket raw = keep(TlsPeer.connectPlain(port));
        SSLSocket socket = (SSLSocket) TlsPeer.context().getSocketFactory().createSocket(raw, "localhost", port, false);
        socket.startHandshake();
        TestPeer.of(socket).write(TestPeer.frame(10, 1));
        handler.awaitFrames(1);

        raw.getOutputStream().write(new byte[] {23, 3, 3, 0, 40, 1, 2, 3});
        raw.getOutputStream().write(new byte[37]);
        raw.shutdownOutput();

        TlsException cause = assertInstanceOf(TlsException.class, handler.awaitEnd(CloseReason.TLS_FAILED));
        assertEquals(TlsFailure.Reason.PROTOCOL, cause.failure().reason());
        awaitQuiet(engine);
    }
}
