package io.coxswain.core;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.coxswain.tls.Negotiated;
import io.coxswain.tls.TlsConfig;
import io.coxswain.tls.TlsTerms;
import io.coxswain.tls.TlsVersion;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.util.Arrays;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Sessions that are taken up again, and the tickets for them, which TLS 1.3 sends behind the handshake.
 */
class TlsResumptionTest extends TlsFeatureSpec {
    @ParameterizedTest
    @EnumSource
    void aDialingLinkResumesTheSessionOfTheOneBefore(TlsVersion version) throws Exception {
        CountingTrust trust = CountingTrust.in(SERVER);
        TlsTerms terms = new TlsConfig(trust.newContext()).versions(version).terms();
        Engine engine = start();
        int port = listen(engine, server(), RecordingHandler::echo);
        RecordingHandler first = dial(engine, port, terms);
        talk(engine, first);
        Negotiated whole = negotiated(engine, first);
        close(engine, first);

        RecordingHandler second = dial(engine, port, terms);
        talk(engine, second);

        Negotiated resumed = negotiated(engine, second);
        assertEquals(1, trust.count(), "certificates looked at");
        assertFalse(whole.isResumed());
        assertTrue(resumed.isResumed(), resumed::toString);
        assertEquals(version.jsseName(), resumed.protocol());
        assertEquals(whole.peerCertificates(), resumed.peerCertificates());
        Negotiated accepted = negotiated(engine, handlers.get(2));
        assertTrue(accepted.isResumed(), () -> "at the accepting end: " + accepted);
    }

    @ParameterizedTest
    @EnumSource
    void aListenerResumesTheSessionOfAPlainClient(TlsVersion version) throws Exception {
        CountingTrust trust = CountingTrust.in(SERVER);
        SSLContext context = trust.newContext();
        int port = listen(start(), server(), RecordingHandler::echo);

        for (int i = 0; i < 3; i++) {
            SSLSocket socket = keep((SSLSocket) context.getSocketFactory().createSocket("localhost", port));
            socket.setEnabledProtocols(new String[] {version.jsseName()});
            TestPeer.of(socket).write(TestPeer.frame(50, i)).expect(TestPeer.frame(50, i));
            socket.close();
        }

        assertEquals(1, trust.count(), "certificates looked at, for three connections");
    }

    @Test
    void aSessionThatTheListenerDoesNotKnowIsMadeAnew() throws Exception {
        CountingTrust trust = CountingTrust.in(SERVER);
        TlsTerms terms = new TlsConfig(trust.newContext()).terms();
        Engine engine = start();
        int port = listen(engine, server(), RecordingHandler::echo);
        RecordingHandler first = dial(engine, port, terms);
        talk(engine, first);
        close(engine, first);
        Engine restarted = start();
        onLoop(engine, loop -> {
            loop.close();
            return true;
        });
        assertTrue(engine.awaitClosed(Await.LIMIT.toNanos()));
        LinkConfig config = linkConfig().tls(server().terms());
        onLoop(restarted, loop -> loop.listen(loopback(port), config, link -> keptEcho()));

        talk(restarted, dial(restarted, port, terms));

        assertEquals(2, trust.count(), "certificates looked at");
    }

    private RecordingHandler keptEcho() {
        RecordingHandler echo = RecordingHandler.echo();
        handlers.add(echo);
        return echo;
    }

    @Test
    void readsTheTicketsBehindTheHandshakeWithoutLosingAByte() throws Exception {
        Engine engine = start();
        CountingTrust trust = CountingTrust.in(SERVER);
        TlsTerms terms =
                new TlsConfig(trust.newContext()).versions(TlsVersion.TLS_1_3).terms();
        TlsTerms serving = server().terms();
        int ticketBytes = -1;
        // Where the two pieces meet: in the header of the ticket's record, in its middle, at its end, in the frame
        // behind it.
        for (int cut : new int[] {1, 4, 5, 6, 40, -2, -1, 0, 1_000_001, 1_000_005, 1_000_030}) {
            try (ServerSocket listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                RecordingHandler dialer = dial(engine, listening.getLocalPort(), terms);
                try (MachinePeer server = new MachinePeer(listening.accept(), serving.accept())) {
                    server.handshake();
                    byte[] ticket = server.takeOutput();
                    server.wrap(TestPeer.frame(70, 1));
                    byte[] output = TestPeer.join(ticket, server.takeOutput());
                    ticketBytes = ticket.length;
                    int cutIndex = cut > 1_000_000 ? ticketBytes + cut - 1_000_000 : (cut + ticketBytes) % ticketBytes;
                    dialer.awaitOpen();
                    long readsBefore = reads(engine);
                    server.write(Arrays.copyOf(output, cutIndex));
                    if (cutIndex > 0) {
                        awaitCounters(engine, "a read of the first piece", now -> reads(engine) > readsBefore);
                    }
                    server.write(Arrays.copyOfRange(output, cutIndex, output.length));

                    dialer.awaitFrames(1);
                    assertEquals(70, dialer.frameBytes.get(), () -> "cut at " + cutIndex);
                    inTask(engine, dialer, Link::closeNow);
                    dialer.awaitEnd(CloseReason.LOCAL);
                }
            }
        }
        assertTrue(ticketBytes > 60, "no ticket, in " + ticketBytes + " bytes");
    }

    private static long reads(Engine engine) {
        Counters counters = engine.counters();
        return counters.get(Counter.READS_INLINE) + counters.get(Counter.READS_OFFLOADED);
    }

    @Test
    void greetsRightBehindItsTicketsOnEveryConnection() throws Exception {
        Engine engine = start();
        TlsTerms terms = client().versions(TlsVersion.TLS_1_3).terms();
        byte[] greeting = TestPeer.frame(100_000, 7);
        int port = listen(engine, server(), () -> {
            RecordingHandler greeter = RecordingHandler.echo();
            greeter.atOpen =
                    link -> assertTrue(link.send(ByteBuffer.wrap(greeting)).isAccepted());
            return greeter;
        });
        for (int i = 0; i < 10; i++) {
            RecordingHandler dialer = new RecordingHandler();
            byte[] came = new byte[greeting.length];
            dialer.atFrame = (link, frame) -> frame.get(came);

            dial(engine, loopback(port), terms, dialer).awaitFrames(1);
            close(engine, dialer);

            assertEquals(greeting.length, dialer.frameBytes.get());
            assertArrayEquals(greeting, came);
        }
    }
}
