package io.coxswain.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.coxswain.tls.TlsAlert;
import io.coxswain.tls.TlsConfig;
import io.coxswain.tls.TlsFailure;
import io.coxswain.tls.TlsTerms;
import io.coxswain.tls.TlsVersion;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;

/** What an engine's counters show of handshakes. How they are kept is in {@link TlsCountersTest}. */
class HandshakesSeenTest extends EngineSpec {
    private LinkConfig tlsConfig(TlsTerms terms) {
        return linkConfig().tls(terms);
    }

    private int listenWithTls(Engine engine) throws Exception {
        return listen(engine, tlsConfig(TlsPeer.terms()), RecordingHandler::echo);
    }

    private RecordingHandler dial(Engine engine, int port, TlsTerms terms) throws Exception {
        RecordingHandler dialer = new RecordingHandler();
        handlers.add(dialer);
        dialer.atOpen = link -> link.send(ByteBuffer.wrap(TestPeer.frame(10, 1)));
        onLoop(engine, loop -> loop.connect(loopback(port), tlsConfig(terms), dialer));
        dialer.awaitFrames(1);
        return dialer;
    }

    private boolean isResumed(Engine engine, Link link) throws Exception {
        return onLoop(engine, loop -> Objects.requireNonNull(link.negotiated()).isResumed());
    }

    @Test
    void tellTheTwoEndsApartAndWhatWasResumed() throws Exception {
        Engine engine = start();
        TlsTerms terms = TlsPeer.newConfig().terms();
        int port = listen(engine, tlsConfig(terms), RecordingHandler::echo);

        Link first = Objects.requireNonNull(dial(engine, port, terms).link);
        Link second = Objects.requireNonNull(dial(engine, port, terms).link);

        Counters counters = engine.counters();
        assertEquals(2, counters.tls().handshakesAccepted(HandshakeOutcome.COMPLETED));
        assertEquals(2, counters.tls().handshakesDialed(HandshakeOutcome.COMPLETED));
        assertEquals(4, counters.get(Counter.HANDSHAKES_COMPLETED));
        assertEquals(2, counters.get(Counter.HANDSHAKES_RESUMED), "both ends of the second");
        assertTrue(!isResumed(engine, first));
        assertTrue(isResumed(engine, second));
        Histogram times = counters.tls().handshakeTimes();
        assertEquals(4, times.count());
        assertTrue(times.maxNanos() > 100_000, times::toString);
        assertEquals(
                counters.get(Counter.HANDSHAKE_STEPS_OFFLOADED),
                counters.jobTimes(Operation.ACCEPT).count());
    }

    @Test
    void nameTheReasonAndTheAlertThatWasSent() throws Exception {
        Engine engine = start();
        TlsTerms newOnly = TlsPeer.config().versions(TlsVersion.TLS_1_3).terms();
        int port = listen(engine, tlsConfig(newOnly), RecordingHandler::new);

        assertThrows(SSLException.class, () -> TlsPeer.connectSocket(port, "TLSv1.2"));
        TestPeer peer = connect(port);
        peer.write("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII)).awaitGone();

        awaitCounters(engine, "two failures", counters -> counters.get(Counter.HANDSHAKES_FAILED) == 2);
        TlsCounters tls = engine.counters().tls();
        assertEquals(2, tls.handshakesAccepted(HandshakeOutcome.FAILED));
        assertEquals(0, tls.handshakesDialed(HandshakeOutcome.FAILED));
        assertEquals(1, tls.handshakeFailures(TlsFailure.Reason.HANDSHAKE));
        assertEquals(1, tls.handshakeFailures(TlsFailure.Reason.PLAINTEXT_HTTP));
        assertEquals(1, tls.alertsSent(TlsAlert.PROTOCOL_VERSION));
        assertEquals(0, tls.alertsReceived(TlsAlert.PROTOCOL_VERSION));
    }

    @Test
    void nameTheAlertByWhichAPeerRefusesOurCertificate() throws Exception {
        Engine engine = start();
        int port = listenWithTls(engine);
        SSLSocket socket =
                (SSLSocket) keep(SSLContext.getDefault().getSocketFactory().createSocket("127.0.0.1", port));
        socket.setEnabledProtocols(new String[] {"TLSv1.2"});

        assertThrows(SSLException.class, socket::startHandshake);

        awaitCounters(engine, "a failure", counters -> counters.get(Counter.HANDSHAKES_FAILED) == 1);
        TlsCounters tls = engine.counters().tls();
        assertEquals(1, tls.handshakeFailures(TlsFailure.Reason.ALERT_RECEIVED));
        assertEquals(1, tls.alertsReceived(TlsAlert.CERTIFICATE_UNKNOWN));
    }

    @Test
    void countOnesThatCameToNothingByHow() throws Exception {
        Engine engine = start();
        int port = listenWithTls(engine);
        Socket leaves = keep(TlsPeer.connectPlain(port));
        Socket stays = keep(TlsPeer.connectPlain(port));
        awaitCounters(engine, "handshakes", counters -> counters.tls().handshakesInProgress() == 2);
        assertEquals(0, engine.counters().tls().handshakesWaiting());

        leaves.close();
        awaitCounters(engine, "its end", counters -> counters.get(Counter.HANDSHAKES_LEFT) == 1);
        onLoop(engine, loop -> {
            loop.forEachLink(Link::close);
            return true;
        });
        assertEquals(-1, stays.getInputStream().read());

        awaitQuiet(engine);
        TlsCounters tls = engine.counters().tls();
        assertEquals(1, tls.handshakesAccepted(HandshakeOutcome.LEFT));
        assertEquals(1, tls.handshakesAccepted(HandshakeOutcome.CLOSED));
        assertEquals(1, engine.counters().get(Counter.HANDSHAKES_CLOSED));
        assertEquals(0, tls.handshakesInProgress());
    }

    @Test
    void countFailuresBehindTheHandshakeApart() throws Exception {
        Engine engine = start();
        RecordingHandler handler = new RecordingHandler();
        int port = listen(engine, tlsConfig(TlsPeer.terms()), () -> handler);
        Socket raw = keep(TlsPeer.connectPlain(port));
        ((SSLSocket) TlsPeer.context().getSocketFactory().createSocket(raw, "localhost", port, false)).startHandshake();
        handler.awaitOpen();

        raw.shutdownOutput();

        handler.awaitEnd(CloseReason.TLS_TRUNCATED);
        TlsCounters tls = engine.counters().tls();
        assertEquals(1, tls.laterFailures(TlsFailure.Reason.TRUNCATED));
        assertEquals(0, tls.handshakeFailures(TlsFailure.Reason.TRUNCATED));
        assertEquals(1, tls.handshakesAccepted(HandshakeOutcome.COMPLETED));
    }

    @Test
    void sayWhenTheFirstCertificateInUseExpires() throws Exception {
        Engine engine = start();
        assertEquals(Long.MAX_VALUE, engine.counters().tls().certificateExpiresEpochMillis());
        TlsTerms unknown = new TlsConfig(TlsPeer.context()).terms();
        listen(engine, tlsConfig(unknown), RecordingHandler::new);
        assertEquals(Long.MAX_VALUE, engine.counters().tls().certificateExpiresEpochMillis());

        Listener listener = onLoop(
                engine, loop -> loop.listen(loopback(0), tlsConfig(TlsPeer.terms()), link -> new RecordingHandler()));

        long expires = TlsPeer.terms().expiresEpochMillis();
        assertEquals(expires, engine.counters().tls().certificateExpiresEpochMillis());
        onLoop(engine, loop -> {
            listener.close();
            listener.close();
            return true;
        });
        assertEquals(Long.MAX_VALUE, engine.counters().tls().certificateExpiresEpochMillis());
        int port = listen(engine, tlsConfig(unknown), RecordingHandler::echo);
        RecordingHandler dialer = dial(engine, port, TlsPeer.terms());
        assertEquals(expires, engine.counters().tls().certificateExpiresEpochMillis());
        inTask(engine, dialer, Link::close);
        dialer.awaitEnd(CloseReason.LOCAL);
        assertEquals(Long.MAX_VALUE, engine.counters().tls().certificateExpiresEpochMillis());
    }
}
