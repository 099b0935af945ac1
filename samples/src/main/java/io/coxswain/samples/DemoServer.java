package io.coxswain.samples;

import io.coxswain.core.Engine;
import io.coxswain.core.EngineConfig;
import io.coxswain.core.Limits;
import io.coxswain.core.Loop;
import io.coxswain.tls.TlsConfig;
import io.coxswain.tls.TlsIdentity;
import io.coxswain.tls.TlsMaterial;
import io.coxswain.tls.TlsTerms;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLContext;

/**
 * The demo's server: one kv with one set of keys, on three ports of the loopback address.
 *
 * <p><b>Threads.</b> Immutable; any.
 *
 * @param engine that runs it, with one worker
 * @param ports where it listens
 * @param clientContext what trusts its certificate, which was made for this run
 */
record DemoServer(Engine engine, Ports ports, SSLContext clientContext) {
    /** How long a handshake may take on the impatient port, in nanoseconds. */
    static final long IMPATIENT_NANOS = 1_000_000_000;

    /**
     * Where a server listens.
     *
     * @param plain without TLS
     * @param tls with TLS
     * @param impatient with TLS, for clients that stall in their handshakes and are not to keep the demo waiting
     */
    record Ports(int plain, int tls, int impatient) {}

    /** Starts one, with a throw-away certificate. */
    static DemoServer start() throws IOException, GeneralSecurityException {
        TlsIdentity identity = throwAwayIdentity();
        TlsTerms terms = new TlsConfig(TlsMaterial.ofIdentity(identity, identity.chain())).terms();
        CompletableFuture<Ports> listening = new CompletableFuture<>();
        Engine engine =
                Engine.start(new EngineConfig().workerCount(1), loop -> listening.complete(listen(loop, terms)));
        return new DemoServer(
                engine,
                listening.join(),
                TlsMaterial.ofIdentity(null, identity.chain()).context());
    }

    /** A key, and a certificate of the loopback address for it that nobody trusts who is not told to. */
    static TlsIdentity throwAwayIdentity() throws GeneralSecurityException {
        return TlsIdentity.selfSigned(
                List.of("localhost", "127.0.0.1"), Instant.now().minus(Duration.ofHours(1)), Duration.ofDays(1));
    }

    private static Ports listen(Loop loop, TlsTerms terms) throws IOException {
        KvServer server = new KvServer(loop, Clock.systemUTC(), new Limits());
        InetSocketAddress anyPort = address(0);
        return new Ports(
                server.listen(anyPort, (TlsTerms) null).port(),
                server.listen(anyPort, terms).port(),
                server.listen(anyPort, KvServer.linkConfig().tls(terms).handshakeDeadlineNanos(IMPATIENT_NANOS))
                        .port());
    }

    /** A port of the loopback address. */
    static InetSocketAddress address(int port) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }
}
