package io.coxswain.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.coxswain.tls.EngineFactory;
import io.coxswain.tls.TlsConfig;
import io.coxswain.tls.TlsFailure;
import io.coxswain.tls.TlsIdentity;
import io.coxswain.tls.TlsTerms;
import io.coxswain.tls.TlsVersion;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.Provider;
import java.security.cert.X509Certificate;
import java.util.EnumMap;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManagerFactory;
import org.conscrypt.Conscrypt;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Links whose engines come from elsewhere: a context or a factory of the application's, and another provider. */
class TlsProviderTest extends TlsFeatureSpec {
    /** Makes the JDK's engines, and remembers whom it made them for and which of them came back. */
    private static final class Factory implements EngineFactory {
        private final SSLContext context;
        final List<String> dialed = new CopyOnWriteArrayList<>();
        final List<SSLEngine> made = new CopyOnWriteArrayList<>();
        final List<SSLEngine> released = new CopyOnWriteArrayList<>();

        Factory(SSLContext context) {
            this.context = context;
        }

        @Override
        public SSLEngine create(@Nullable String host, int port) {
            SSLEngine engine = host == null ? context.createSSLEngine() : context.createSSLEngine(host, port);
            dialed.add(host + ":" + port);
            made.add(engine);
            return engine;
        }

        @Override
        public void release(SSLEngine engine) {
            released.add(engine);
        }
    }

    @ParameterizedTest
    @EnumSource
    void enginesOfAFactoryAreUsedForBothEndsAndGivenBackOnce(TlsVersion version) throws Exception {
        Factory accepting = new Factory(material(SERVER, CLIENT).context());
        Factory dialing = new Factory(material(CLIENT, SERVER).context());
        Engine engine = start();
        TlsConfig serving = new TlsConfig(accepting).versions(version).applicationProtocols("echo");
        int port = listen(engine, serving, RecordingHandler::echo);
        TlsConfig asking = new TlsConfig(dialing).applicationProtocols("echo");

        for (int i = 0; i < 3; i++) {
            RecordingHandler dialer = dial(engine, port, asking.terms());
            talk(engine, dialer);
            assertEquals(version.jsseName(), negotiated(engine, dialer).protocol());
            assertEquals("echo", negotiated(engine, dialer).applicationProtocol());
            close(engine, dialer);
        }
        RecordingHandler refused =
                dial(engine, named("wrong.example.test", port), asking.terms(), new RecordingHandler());
        assertEquals(
                TlsFailure.Reason.CERTIFICATE,
                failure(refused, CloseReason.HANDSHAKE_FAILED).reason());
        awaitQuiet(engine);

        assertEquals(List.of("null:-1", "null:-1", "null:-1", "null:-1"), accepting.dialed);
        assertEquals("localhost:" + port, dialing.dialed.get(0));
        assertEquals("wrong.example.test:" + port, dialing.dialed.get(3));
        for (Factory factory : List.of(accepting, dialing)) {
            assertEquals(4, factory.made.size());
            assertEquals(4, factory.released.size());
            assertTrue(factory.released.containsAll(factory.made));
        }
    }

    @Test
    void aFactoryThatMakesNoEngineEndsThatLinkWithItsCause() throws Exception {
        SSLException none = new SSLException("no engine today");
        EngineFactory broken = (host, port) -> {
            throw none;
        };
        Engine engine = start();
        RecordingHandler accepted = new RecordingHandler();
        int port = listen(engine, new TlsConfig(broken), () -> accepted);

        RecordingHandler dialer = dial(engine, port, client().terms());

        assertSame(none, failure(accepted, CloseReason.HANDSHAKE_FAILED).cause());
        // Without an engine there is no alert, only an end.
        assertEquals(
                TlsFailure.Reason.TRUNCATED,
                failure(dialer, CloseReason.HANDSHAKE_FAILED).reason());
        awaitQuiet(engine);
    }

    @Test
    void aFactoryThatThrowsAnErrorEndsThatLinkAndNoOther() throws Exception {
        SSLContext context = material(SERVER, CLIENT).context();
        boolean[] isBroken = new boolean[1];
        LinkageError thrown = new LinkageError("half of a provider");
        EngineFactory factory = (host, port) -> {
            if (isBroken[0]) {
                throw thrown;
            }
            return context.createSSLEngine();
        };
        Engine engine = start();
        int port = listen(engine, new TlsConfig(factory), RecordingHandler::echo);
        RecordingHandler before = dial(engine, port, client().terms());
        talk(engine, before);
        isBroken[0] = true;

        RecordingHandler dialer = dial(engine, port, client().terms());

        dialer.awaitEnd(CloseReason.HANDSHAKE_FAILED);
        assertSame(thrown, last().awaitEnd(CloseReason.HANDSHAKE_FAILED));
        talk(engine, before);
    }

    private RecordingHandler last() {
        return handlers.get(handlers.size() - 1);
    }

    // ---- Conscrypt ----

    /**
     * BoringSSL's engine at either end, where its native library runs. Made once: what a context is asked for costs
     * descriptors that only a finalizer frees, and every test looks for what it has left.
     */
    private static final class Boring {
        static final EnumMap<TlsVersion, TlsTerms> ACCEPTING = new EnumMap<>(TlsVersion.class);
        // Its own check of host names wants a verifier that the application brings.
        static final TlsTerms DIALING = terms(new TlsConfig(context(CLIENT, SERVER)).endpointIdentification(false));

        static {
            for (TlsVersion version : TlsVersion.values()) {
                ACCEPTING.put(version, terms(new TlsConfig(context(SERVER, CLIENT)).versions(version)));
            }
        }

        private Boring() {}

        private static SSLContext context(TlsIdentity own, TlsIdentity trusted) {
            try {
                KeyStore keys = KeyStore.getInstance("PKCS12");
                keys.load(null, null);
                char[] none = new char[0];
                keys.setKeyEntry("own", own.key(), none, own.chain().toArray(new X509Certificate[0]));
                keys.setCertificateEntry("trusted", trusted.chain().get(0));
                Provider provider =
                        Conscrypt.newProviderBuilder().provideTrustManager(true).build();
                KeyManagerFactory keyManagers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
                keyManagers.init(keys, none);
                TrustManagerFactory trustManagers = TrustManagerFactory.getInstance("PKIX", provider);
                trustManagers.init(keys);
                SSLContext context = SSLContext.getInstance("TLS", provider);
                context.init(keyManagers.getKeyManagers(), trustManagers.getTrustManagers(), null);
                return context;
            } catch (GeneralSecurityException | IOException e) {
                throw new AssertionError(e);
            }
        }
    }

    private static TlsTerms terms(TlsConfig config) {
        return config.applicationProtocols("echo").terms();
    }

    @BeforeAll
    static void looksForTheNativeLibrary() {
        if (!Conscrypt.isAvailable()) {
            String message = "SKIPPED, TOOL ABSENT: Conscrypt's native library for this machine";
            System.out.println(message);
            Assumptions.abort(message);
        }
        assertEquals(TlsVersion.values().length, Boring.ACCEPTING.size());
    }

    private TlsTerms boringServer(TlsVersion version) {
        return Objects.requireNonNull(Boring.ACCEPTING.get(version));
    }

    @ParameterizedTest
    @EnumSource
    void anotherProvidersEngineAccepts(TlsVersion version) throws Exception {
        talksBothWays(boringServer(version), terms(client()), version);
    }

    @ParameterizedTest
    @EnumSource
    void anotherProvidersEngineDials(TlsVersion version) throws Exception {
        talksBothWays(terms(server().versions(version)), Boring.DIALING, version);
    }

    @ParameterizedTest
    @EnumSource
    void anotherProvidersEnginesTalkToEachOther(TlsVersion version) throws Exception {
        talksBothWays(boringServer(version), Boring.DIALING, version);
    }

    private void talksBothWays(TlsTerms accepting, TlsTerms dialing, TlsVersion version) throws Exception {
        Engine engine = start();
        int port = listen(engine, linkConfig().tls(accepting), RecordingHandler::echo);
        for (int round = 0; round < 2; round++) {
            RecordingHandler dialer = dial(engine, port, dialing);
            talk(engine, dialer);
            byte[] large = TestPeer.frame(FRAME_BYTES_MAX, round);
            inTask(engine, dialer, link -> link.send(ByteBuffer.wrap(large)));
            dialer.awaitFrames(2);
            assertEquals(version.jsseName(), negotiated(engine, dialer).protocol());
            assertEquals("echo", negotiated(engine, dialer).applicationProtocol());
            close(engine, dialer);
            last().awaitEnd(CloseReason.PEER_CLOSED);
        }
        // One that is cut while both directions are open.
        RecordingHandler cut = dial(engine, port, dialing);
        talk(engine, cut);
        inTask(engine, cut, Link::closeNow);
        cut.awaitEnd(CloseReason.LOCAL);
        last().awaitEnd();
        awaitQuiet(engine);
    }
}
