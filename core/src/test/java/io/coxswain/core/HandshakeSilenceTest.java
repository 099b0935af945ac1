package io.coxswain.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.coxswain.tls.TlsBuffer;
import io.coxswain.tls.TlsMachine;
import io.coxswain.tls.TlsVerdict;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;

/** Whom the deadline of a handshake ends, and whom not. The deadline itself: {@link HandshakeDeadlineTest}. */
class HandshakeSilenceTest extends EngineSpec {
    private static final long LIMIT_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long BRIEF_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    private LinkConfig tlsConfig(long deadlineNanos) {
        return linkConfig().tls(TlsPeer.terms()).handshakeDeadlineNanos(deadlineNanos);
    }

    /** Has the loop do nothing else for so long. */
    private static void holdUp(Engine engine, long nanos) {
        engine.execute(loop -> {
            long startNanos = System.nanoTime();
            while (System.nanoTime() - startNanos < nanos) {
                LockSupport.parkNanos(1_000_000);
            }
        });
    }

    @Test
    void keepsAPeerWhoseMessagesTheLoopWasTooBusyToRead() throws Exception {
        Engine engine = start();
        RecordingHandler handler = RecordingHandler.echo();
        int port = listen(engine, tlsConfig(LIMIT_NANOS), () -> handler);
        Socket raw = keep(TlsPeer.connectPlain(port));
        awaitCounters(engine, "a handshake", counters -> counters.tls().handshakesInProgress() == 1);
        holdUp(engine, LIMIT_NANOS + LIMIT_NANOS / 4);

        SSLSocket socket = (SSLSocket) TlsPeer.context().getSocketFactory().createSocket(raw, "localhost", port, false);
        socket.startHandshake();

        TestPeer.of(socket).write(TestPeer.frame(10, 1)).expect(TestPeer.frame(10, 1));
        assertEquals(0, engine.counters().get(Counter.HANDSHAKES_EXPIRED));
    }

    @Test
    void keepsAPeerThatThisEndHasDialedAndWasTooBusyToHear() throws Exception {
        Engine engine = start();
        int port = listen(start(), linkConfig().tls(TlsPeer.terms()), RecordingHandler::echo);
        RecordingHandler dialer = new RecordingHandler();
        handlers.add(dialer);
        dialer.atOpen = link -> link.send(ByteBuffer.wrap(TestPeer.frame(10, 1)));
        onLoop(engine, loop -> loop.connect(loopback(port), tlsConfig(LIMIT_NANOS), dialer));
        holdUp(engine, LIMIT_NANOS + LIMIT_NANOS / 4);

        dialer.awaitFrames(1);

        assertEquals(1, engine.counters().tls().handshakesDialed(HandshakeOutcome.COMPLETED));
    }

    @Test
    void endsAPeerThatSendsItsHelloByteByByte() throws Exception {
        Engine engine = start();
        RecordingHandler handler = new RecordingHandler();
        Socket raw = keep(TlsPeer.connectPlain(listen(engine, tlsConfig(BRIEF_NANOS), () -> handler)));
        byte[] hello = hello();

        CompletableFuture<Integer> trickled = CompletableFuture.supplyAsync(() -> trickle(raw, hello, handler));

        handler.awaitEnd(CloseReason.HANDSHAKE_DEADLINE);
        int sentBytes = Await.result("the peer", () -> "", trickled);
        assertTrue(sentBytes < hello.length, () -> "all " + hello.length + " bytes were waited for");
        assertEquals(1, engine.counters().tls().handshakesAccepted(HandshakeOutcome.EXPIRED));
        awaitQuiet(engine);
    }

    private static int trickle(Socket socket, byte[] bytes, RecordingHandler handler) {
        int count = 0;
        try {
            while (count < bytes.length && handler.ended.getCount() > 0) {
                socket.getOutputStream().write(bytes[count]);
                count++;
                LockSupport.parkNanos(20_000_000);
            }
        } catch (IOException e) {
            // Reset: the other end has closed.
            return count;
        }
        return count;
    }

    private static byte[] hello() {
        TlsMachine client = TlsPeer.terms().dial("localhost", 1);
        for (TlsBuffer which : TlsBuffer.values()) {
            client.attach(which, ByteBuffer.allocate(TlsMachine.NETWORK_BYTES));
        }
        assertEquals(TlsVerdict.WANT_WRITE, client.handshake());
        byte[] bytes = new byte[client.sendBuffer().remaining()];
        client.sendBuffer().get(bytes);
        client.release();
        return bytes;
    }

    /** Peers that hold the last buffers with half a message must not keep each other from being judged. */
    @Test
    void endsPeersThatHoldAllBuffersBetweenThem() throws Exception {
        Engine engine =
                start(new Limits().engineBytesMax(1 << 20).linkBytesMax(1 << 20).handshakes(100, 100));
        LinkConfig brief = linkConfig(1_000).tls(TlsPeer.terms()).handshakeDeadlineNanos(BRIEF_NANOS);
        int port = listen(engine, brief, RecordingHandler::new);
        byte[] hello = hello();
        int peers = (1 << 20) / NetworkBuffers.BYTES + 5;
        for (int i = 0; i < peers; i++) {
            Socket raw = keep(TlsPeer.connectPlain(port));
            raw.getOutputStream().write(hello, 0, hello.length / 2);
        }

        awaitCounters(engine, "all links", counters -> counters.get(Counter.LINKS_ACCEPTED) == peers);
        awaitQuiet(engine);
        assertEquals(peers, engine.counters().get(Counter.HANDSHAKES_EXPIRED));
    }
}
