package io.coxswain.samples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.coxswain.core.Counters;
import io.coxswain.core.Engine;
import io.coxswain.core.EngineConfig;
import io.coxswain.core.LineFraming;
import io.coxswain.core.Link;
import io.coxswain.core.LinkConfig;
import io.coxswain.core.LinkHandler;
import io.coxswain.samples.DemoStorm.Outcome;
import io.coxswain.tls.TlsConfig;
import io.coxswain.tls.TlsIdentity;
import io.coxswain.tls.TlsMaterial;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The demo's part about TLS, shorter, and that it notices when something is wrong. */
@Timeout(180)
class DemoTlsTest {
    @Test
    void findsEverythingRight() throws Exception {
        DemoServer server = DemoServer.start();
        DemoTls part = new DemoTls(server, 1);

        part.run();

        assertEquals(0, part.wrong(), part.summary()::toString);
        assertEquals(2, part.summary().size(), part.summary()::toString);
        assertTrue(part.summary().get(0).contains(" 0 failed, "), part.summary()::toString);
        assertTrue(part.summary().get(0).contains("; 0 of "), part.summary()::toString);
        assertTrue(part.summary().get(1).contains("HANDSHAKE_DEADLINE"), part.summary()::toString);
        server.engine().close();
        Counters.Gauges left = server.engine().counters().gauges();
        assertEquals(0, left.openLinks() + left.jobsOut() + left.bufferBytesLent(), left::toString);
    }

    @Test
    void noticesHandshakesOnTheLoop() throws Exception {
        DemoServer server = DemoServer.start();
        server.engine().execute(loop -> loop.resizeWorkers(0));
        DemoTls part = new DemoTls(server, 1);

        part.run();

        server.engine().close();
        assertEquals(2, part.wrong(), part.summary()::toString);
    }

    @Test
    void countsEveryConnectionOfAStormOnce() throws Exception {
        DemoServer server = DemoServer.start();

        Outcome outcome = storm(DemoServer.address(server.ports().tls()), server.clientContext());

        try (SocketClient client = new SocketClient(server.ports().plain())) {
            client.send("GET " + DemoStorm.KEY + "\r\n");
            String count = Integer.toString(outcome.answered());
            client.expect("$" + count.length() + "\r\n" + count + "\r\n");
        }
        server.engine().close();
        assertEquals(0, outcome.wrong());
        assertEquals(10, outcome.answered() + outcome.turnedAway());
    }

    @Test
    void noticesRepliesThatAreWrong() throws Exception {
        TlsIdentity identity = DemoServer.throwAwayIdentity();
        SSLContext trusting = TlsMaterial.ofIdentity(null, identity.chain()).context();
        LinkConfig config = new LinkConfig(new LineFraming(64))
                .tls(new TlsConfig(TlsMaterial.ofIdentity(identity, identity.chain())).terms());
        CompletableFuture<Integer> port = new CompletableFuture<>();
        Engine lying = Engine.start(
                new EngineConfig(),
                loop -> port.complete(loop.listen(DemoServer.address(0), config, link -> new Liar())
                        .port()));

        Outcome outcome = storm(DemoServer.address(port.join()), trusting);

        lying.close();
        assertEquals(10, outcome.wrong() + outcome.turnedAway());
        assertTrue(outcome.wrong() > 0, outcome::toString);
    }

    private static final class Liar implements LinkHandler {
        @Override
        public void onFrame(Link link, ByteBuffer frame) {
            link.send(ByteBuffer.wrap(Requests.bytes("-ERR\r\n")));
        }
    }

    @Test
    void countsConnectionsThatAreTurnedAway() throws Exception {
        ServerSocket closed = new ServerSocket(0);
        InetSocketAddress nobody = DemoServer.address(closed.getLocalPort());
        closed.close();

        assertEquals(new Outcome(0, 10, 0), storm(nobody, SSLContext.getDefault()));
    }

    private static Outcome storm(InetSocketAddress address, SSLContext context) throws Exception {
        DemoStorm storm = new DemoStorm(address, context, 10, 100);
        Engine clients = Engine.start(new EngineConfig(), storm::begin);
        try {
            return storm.outcome().get(60, TimeUnit.SECONDS);
        } finally {
            clients.close();
        }
    }
}
