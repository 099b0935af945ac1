package io.coxswain.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.coxswain.tls.TlsVersion;
import java.nio.ByteBuffer;
import java.util.List;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * How TLS links end each direction: with a close_notify that the other end sees, and in TLS 1.3 one direction without
 * the other. Ends that are cut or failed: {@link TlsLinkTest}.
 */
class TlsClosingTest extends TlsFeatureSpec {
    private static final byte[] LARGE = TestPeer.frame(500_000, 5);

    @ParameterizedTest
    @EnumSource
    void whoDialsEndsFirstAndBothEndsAreToldInOrder(TlsVersion version) throws Exception {
        Engine engine = start();
        int port = listen(engine, server().versions(version), RecordingHandler::echo);
        RecordingHandler dialer = dial(engine, port, client().terms());
        talk(engine, dialer);

        close(engine, dialer);

        RecordingHandler accepted = handlers.get(1);
        // An end without a close_notify would be TLS_TRUNCATED.
        accepted.awaitEnd(CloseReason.PEER_CLOSED);
        assertEquals(List.of("open", "frame", "inputEnd", "close"), accepted.events());
        awaitQuiet(engine);
    }

    @ParameterizedTest
    @EnumSource
    void whoAcceptsEndsFirstAndBothEndsAreToldInOrder(TlsVersion version) throws Exception {
        Engine engine = start();
        int port = listen(engine, server().versions(version), () -> {
            RecordingHandler once = new RecordingHandler();
            once.atFrame = (link, frame) -> {
                link.send(ByteBuffer.wrap(LARGE));
                link.close();
            };
            return once;
        });
        RecordingHandler dialer = new RecordingHandler();
        dialer.atOpen = link -> link.send(ByteBuffer.wrap(TestPeer.frame(10, 1)));

        dial(engine, loopback(port), client().terms(), dialer);

        dialer.awaitEnd(CloseReason.PEER_CLOSED);
        assertEquals(List.of("open", "frame", "inputEnd", "close"), dialer.events());
        assertEquals(LARGE.length, dialer.frameBytes.get());
        handlers.get(1).awaitEnd(CloseReason.LOCAL);
        awaitQuiet(engine);
    }

    @ParameterizedTest
    @EnumSource
    void bothEndsMayCloseAtOnce(TlsVersion version) throws Exception {
        Engine engine = start();
        int port = listen(engine, server().versions(version), RecordingHandler::echo);
        for (int i = 0; i < 10; i++) {
            RecordingHandler dialer = dial(engine, port, client().terms());
            talk(engine, dialer);
            RecordingHandler accepted = handlers.get(handlers.size() - 1);

            onLoop(engine, loop -> {
                dialer.call(Link::close);
                accepted.call(Link::close);
                return true;
            });

            dialer.awaitEnd(CloseReason.LOCAL);
            accepted.awaitEnd(CloseReason.LOCAL);
        }
        assertEquals(0, engine.counters().get(Counter.BYTES_UNSENT));
    }

    @Test
    void whoHasEndedItsDirectionStillHearsTheOther() throws Exception {
        Engine engine = start();
        int port = listen(engine, server().versions(TlsVersion.TLS_1_3), () -> {
            RecordingHandler late = new RecordingHandler();
            late.keepsOpen = true;
            late.atInputEnd = link -> {
                link.send(ByteBuffer.wrap(LARGE));
                link.send(ByteBuffer.wrap(LARGE));
                link.close();
            };
            return late;
        });
        RecordingHandler dialer = new RecordingHandler();
        dialer.atOpen = link -> {
            link.send(ByteBuffer.wrap(TestPeer.frame(10, 1)));
            link.shutdownOutput();
            assertFalse(link.send(ByteBuffer.wrap(TestPeer.frame(10, 2))).isAccepted());
        };

        dial(engine, loopback(port), client().terms(), dialer);

        dialer.awaitEnd(CloseReason.PEER_CLOSED);
        assertEquals(2L * LARGE.length, dialer.frameBytes.get());
        RecordingHandler accepted = handlers.get(1);
        accepted.awaitEnd(CloseReason.LOCAL);
        assertEquals(10, accepted.frameBytes.get());
        assertEquals(0, engine.counters().get(Counter.BYTES_UNSENT));
    }

    @Test
    void aHalfThatHasEndedStaysSoWhileTheOtherCarriesALot() throws Exception {
        Engine engine = start();
        RecordingHandler accepted = RecordingHandler.echo();
        accepted.atOpen = Link::shutdownOutput;
        accepted.atFrame = (link, frame) -> {};
        SSLSocket socket =
                connectSocket(material(CLIENT, SERVER), listen(engine, server(), () -> accepted), TlsVersion.TLS_1_3);
        TestPeer peer = TestPeer.of(socket);

        peer.expectEnd();
        for (int i = 0; i < 10; i++) {
            peer.write(LARGE);
        }
        accepted.awaitFrames(10);
        assertTrue(onLoop(engine, loop -> accepted.awaitOpen().isOpen() ? "open" : "closed")
                .equals("open"));
        peer.endOutput();

        accepted.awaitEnd(CloseReason.PEER_CLOSED);
    }

    @Test
    void inTls12AnEndOfOneDirectionEndsBoth() throws Exception {
        Engine engine = start();
        int port = listen(engine, server().versions(TlsVersion.TLS_1_2), RecordingHandler::echo);
        RecordingHandler dialer = dial(engine, port, client().terms());
        talk(engine, dialer);

        inTask(engine, dialer, Link::shutdownOutput);

        dialer.awaitEnd(CloseReason.PEER_CLOSED);
        handlers.get(1).awaitEnd(CloseReason.PEER_CLOSED);
        awaitQuiet(engine);
    }

    @ParameterizedTest
    @EnumSource
    void aPlainClientSeesTheEndOfOursAndWeSeeItsOwn(TlsVersion version) throws Exception {
        Engine engine = start();
        RecordingHandler accepted = RecordingHandler.echo();
        SSLSocket socket = connectSocket(material(CLIENT, SERVER), listen(engine, server(), () -> accepted), version);
        TestPeer peer = TestPeer.of(socket).write(TestPeer.frame(10, 1));
        peer.expect(TestPeer.frame(10, 1));

        inTask(engine, accepted, Link::close);

        peer.expectEnd();
        socket.close();
        accepted.awaitEnd(CloseReason.LOCAL);
    }
}
