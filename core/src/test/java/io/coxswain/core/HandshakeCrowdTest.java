package io.coxswain.core;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.coxswain.tls.EngineFactory;
import io.coxswain.tls.TlsConfig;
import java.net.Socket;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Test;

/** A peer that connects while all turns of handshakes are taken. */
class HandshakeCrowdTest extends TlsFeatureSpec {
    /** What it would cost to watch the socket of everybody in a storm is saved: by its turn the peer has spoken. */
    @Test
    void aPeerIsGivenATurnBeforeItHasSpokenAndAnotherWhenItHas() throws Exception {
        CountDownLatch gate = new CountDownLatch(1);
        SSLContext context = material(SERVER, CLIENT).context();
        EngineFactory held = (host, port) -> {
            await(gate);
            return context.createSSLEngine();
        };
        Engine engine = start();
        Engine dialers = start();
        int port = listen(engine, new TlsConfig(held), RecordingHandler::echo);
        RecordingHandler first = dial(dialers, port, client().terms());
        RecordingHandler second = dial(dialers, port, client().terms());
        awaitCounters(
                engine,
                "all turns to be taken",
                counters -> counters.gauges().jobsOut() == Handshakes.STEPS_PER_WORKER);

        Socket socket = TlsPeer.connectPlain(port);
        MachinePeer silent = keep(new MachinePeer(socket, client().terms().dial("localhost", port)));

        Counters counters = awaitCounters(
                engine, "a third", now -> now.tls().handshakesInProgress() == Handshakes.STEPS_PER_WORKER + 1);
        assertEquals(1, counters.tls().handshakesWaiting(), "it has said nothing");
        gate.countDown();
        talk(dialers, first);
        talk(dialers, second);
        awaitCounters(
                engine,
                "a turn in vain",
                now -> now.tls().handshakesWaiting() == 0 && now.gauges().jobsOut() == 0);
        silent.handshake();
        silent.write(silent.takeOutput());
        silent.send(TestPeer.frame(10, 1));
        handlers.get(handlers.size() - 1).awaitFrames(1);
    }

    private static void await(CountDownLatch gate) throws SSLException {
        try {
            if (!gate.await(Await.LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                throw new SSLException("nobody has opened the gate");
            }
        } catch (InterruptedException e) {
            throw new SSLException("interrupted", e);
        }
    }
}
