package io.coxswain.tls;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.coxswain.tls.TlsFailure.Reason;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.Security;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What only the JDK's engine does, or lets a test bring about: key updates, renegotiation, half close,
 * resumption. The module's pom sets {@code jdk.tls.keyLimits} to 128 KiB for all its tests.
 */
@Timeout(60)
class JdkEngineTest {
    private final SSLContext serverContext = context(Keys.SERVER);
    private final SSLContext clientContext = context(null);
    private final List<SSLEngine> serverEngines = new ArrayList<>();
    private final List<SSLEngine> clientEngines = new ArrayList<>();

    private static SSLContext context(@Nullable TlsIdentity identity) {
        try {
            return TlsMaterial.load(identity, List.of(Keys.AUTHORITY), null).context();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    /** An open conversation whose engines the test can reach. */
    private Conversation open(TlsVersion version) {
        TlsTerms server = new TlsConfig((host, port) -> kept(serverEngines, serverContext.createSSLEngine()))
                .versions(version)
                .terms();
        TlsTerms client = new TlsConfig((host, port) -> kept(clientEngines, clientContext.createSSLEngine(host, port)))
                .versions(version)
                .terms();
        return Conversation.between(client, server).handshake().settle();
    }

    /** The engine wants room for a record as long as the one announced, which is longer than any is. */
    @Test
    void saysHowMuchRoomTheAlertWantsBehindTheHeaderOfALongRecord() {
        TlsTerms terms =
                new TlsConfig(serverContext).versions(TlsVersion.TLS_1_2).terms();
        TlsMachine server = new End(terms.accept(), 1, TlsMachine.NETWORK_BYTES).machine;
        TlsMachine client =
                new End(new TlsConfig(clientContext).terms().dial(Keys.HOST, 1), 1, TlsMachine.NETWORK_BYTES).machine;
        client.handshake();
        Conversation.carry(client, server, Integer.MAX_VALUE);
        server.handshake();
        Conversation.carry(server, client, Integer.MAX_VALUE);

        server.receiveBuffer().put(new byte[] {22, 3, 3, 0x50, 0, 1, 2});
        server.endInput();

        assertEquals(TlsVerdict.FAILED, server.handshake());
        assertTrue(server.wantsWrap() && !server.hasOutput());
        assertEquals(TlsBuffer.OUTBOUND, server.missing());
        server.attach(TlsBuffer.OUTBOUND, ByteBuffer.allocate(2 * server.missingBytes()));
        assertEquals(TlsVerdict.FAILED, server.handshake());
        assertTrue(server.hasOutput() && !server.wantsWrap());
    }

    private static SSLEngine kept(List<SSLEngine> engines, SSLEngine engine) {
        engines.add(engine);
        return engine;
    }

    @Test
    void goesOnInTheOtherDirectionInTls13() {
        Conversation talk = open(TlsVersion.TLS_1_3);
        talk.client.machine.closeOutput();
        talk.run(talk.server::isInputClosed);

        talk.server.say(new byte[100_000]);
        talk.run(() -> talk.client.heard().length == 100_000);

        talk.server.machine.closeOutput();
        talk.run(talk.client::isInputClosed);
        talk.assertNoFailure();
    }

    @Test
    void updatesKeysAndLosesNothing() {
        assertTrue(Security.getProperty("jdk.tls.keyLimits").contains("2^17"), "the small limits are not in force");
        Random random = new Random(3);
        byte[] up = TrafficSpec.bytes(random, 3_000_000);
        Conversation talk = open(TlsVersion.TLS_1_3);

        talk.client.say(up);
        int answers = 0;
        for (int turn = 0; turn < 10_000 && talk.server.heard().length < up.length; turn++) {
            talk.client.step();
            talk.carry(talk.client, talk.server);
            talk.server.step();
            answers += talk.server.machine.hasOutput() ? 1 : 0;
            talk.carry(talk.server, talk.client);
        }

        assertArrayEquals(up, talk.server.heard());
        assertTrue(answers > 10, "the server, which says nothing, has answered " + answers + " key updates");
    }

    @Test
    void decryptsThoughItsAnswerToAKeyUpdateFindsNoRoom() {
        Random random = new Random(4);
        byte[] up = TrafficSpec.bytes(random, 1_000_000);
        byte[] down = TrafficSpec.bytes(random, 1_000_000);
        Conversation talk = open(TlsVersion.TLS_1_3);
        // The server has filled its outbound buffer, and its socket takes nothing.
        talk.server.say(down);
        talk.server.step();

        talk.client.say(up);
        boolean wanted = false;
        for (int turn = 0; turn < 10_000 && talk.server.heard().length < up.length; turn++) {
            talk.client.step();
            talk.carry(talk.client, talk.server);
            talk.server.step();
            wanted |= talk.server.machine.wantsWrap();
        }
        assertArrayEquals(up, talk.server.heard());
        assertTrue(wanted, "there was no answer without room");

        talk.run(() -> talk.client.heard().length == down.length);
        assertArrayEquals(down, talk.client.heard());
        assertFalse(talk.server.machine.wantsWrap());
    }

    @Test
    void sendsWithoutEndToAPeerThatOnlyAnswersItsKeyUpdates() {
        byte[] down = TrafficSpec.bytes(new Random(5), 8_000_000);
        Conversation talk = open(TlsVersion.TLS_1_3);

        talk.server.say(down);
        talk.run(() -> talk.client.heard().length == down.length);

        assertArrayEquals(down, talk.client.heard());
        assertNull(talk.server.failure());
    }

    @Test
    void refusesAFloodOfKeyUpdates() throws SSLException {
        Conversation talk = open(TlsVersion.TLS_1_3);
        SSLEngine client = clientEngines.get(0);

        for (int i = 0; i <= TlsMachine.EMPTY_RECORDS_MAX + 1 && talk.server.failure() == null; i++) {
            client.beginHandshake();
            forceWrap(client, talk.server.machine);
            talk.server.step();
            talk.server
                    .machine
                    .sendBuffer()
                    .position(talk.server.machine.sendBuffer().limit());
        }

        assertEquals(Reason.EMPTY_RECORDS, HandshakeSpec.failureOf(talk.server).reason());
    }

    @Test
    void refusesARenegotiationThatTheClientBegins() throws SSLException {
        Conversation talk = open(TlsVersion.TLS_1_2);

        clientEngines.get(0).beginHandshake();
        forceWrap(clientEngines.get(0), talk.server.machine);
        talk.server.step();

        assertEquals(Reason.RENEGOTIATION, HandshakeSpec.failureOf(talk.server).reason());
        assertTrue(talk.server.machine.hasOutput(), "the client is not told");
    }

    @Test
    void refusesARenegotiationThatTheServerAsksFor() throws SSLException {
        Conversation talk = open(TlsVersion.TLS_1_2);

        serverEngines.get(0).beginHandshake();
        forceWrap(serverEngines.get(0), talk.client.machine);
        talk.client.step();

        assertEquals(Reason.RENEGOTIATION, HandshakeSpec.failureOf(talk.client).reason());
    }

    @ParameterizedTest
    @EnumSource
    void resumesASession(TlsVersion version) {
        Conversation first = open(version).smallTalk();
        Conversation second = open(version).smallTalk();

        for (Conversation talk : List.of(first, second)) {
            boolean isResumed = talk.equals(second);
            assertEquals(isResumed, HandshakeSpec.negotiated(talk.client).isResumed());
            assertEquals(isResumed, HandshakeSpec.negotiated(talk.server).isResumed());
        }
        assertEquals(
                HandshakeSpec.negotiated(first.client).createdEpochMillis(),
                HandshakeSpec.negotiated(second.client).createdEpochMillis());
    }

    /** Lets an engine emit one record behind its machine's back, as a peer of another making would. */
    private static void forceWrap(SSLEngine engine, TlsMachine to) throws SSLException {
        ByteBuffer record = ByteBuffer.allocate(20_000);
        SSLEngineResult result = engine.wrap(ByteBuffer.allocate(0), record);
        assertNotNull(result);
        assertTrue(record.position() > 0, () -> "nothing emitted: " + result);
        to.receiveBuffer().put(record.flip());
    }
}
