package io.coxswain.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.coxswain.tls.TlsFailure.Reason;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.Provider;
import java.util.List;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How a connection that was open ends, in each direction, in both versions, whatever the provider. */
@Timeout(60)
abstract class ClosingSpec {
    /** Whose engines these are; null for the JDK's. */
    abstract @Nullable Provider provider();

    private Conversation open(TlsVersion version) {
        TlsTerms server = new TlsConfig(context(Keys.SERVER)).versions(version).terms();
        TlsTerms client = new TlsConfig(context(null)).terms();
        return Conversation.between(client, server).handshake().settle();
    }

    SSLContext context(@Nullable TlsIdentity identity) {
        try {
            return TlsMaterial.load(identity, List.of(Keys.AUTHORITY), provider())
                    .context();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    @ParameterizedTest
    @EnumSource
    void closesCleanlyBothWays(TlsVersion version) {
        Conversation talk = open(version).smallTalk();

        talk.client.machine.closeOutput();
        talk.run(talk.server::isInputClosed);
        talk.server.machine.closeOutput();
        talk.run(() -> talk.client.isInputClosed() && talk.client.isOutputClosed() && talk.server.isOutputClosed());

        talk.client.machine.endInput();
        talk.server.machine.endInput();
        talk.settle();
        talk.assertNoFailure();
        assertFalse(talk.client.machine.wantsWrap());
    }

    @ParameterizedTest
    @EnumSource
    void closesFromBothEndsAtOnce(TlsVersion version) {
        Conversation talk = open(version);

        talk.client.machine.closeOutput();
        talk.server.machine.closeOutput();

        talk.run(() -> talk.client.isInputClosed() && talk.server.isInputClosed());
        assertTrue(talk.client.isOutputClosed() && talk.server.isOutputClosed());
        talk.assertNoFailure();
    }

    @ParameterizedTest
    @EnumSource
    void deliversAllThatCameBeforeTheEnd(TlsVersion version) {
        Conversation talk = open(version);
        talk.client.say(new byte[100_000]);
        talk.run(talk.client::hasSaidAll);

        talk.client.machine.closeOutput();
        talk.run(talk.server::isInputClosed);

        assertEquals(100_000, talk.server.heard().length);
    }

    @Test
    void endsBothDirectionsInTls12() {
        Conversation talk = open(TlsVersion.TLS_1_2);
        talk.client.machine.closeOutput();

        talk.run(talk.client::isInputClosed);

        ByteBuffer[] late = {ByteBuffer.allocate(10)};
        assertEquals(TlsVerdict.CLOSED, talk.server.machine.wrap(late, 0, 1));
        assertEquals(10, late[0].remaining());
        talk.assertNoFailure();
    }

    @ParameterizedTest
    @EnumSource
    void tellsTruncationFromACleanEnd(TlsVersion version) {
        Conversation talk = open(version);
        talk.client.say("all but the end");
        talk.run(talk.client::hasSaidAll);
        talk.carry(talk.client, talk.server);

        talk.server.machine.endInput();
        talk.server.step();

        assertEquals("all but the end", talk.server.heardText());
        TlsFailure failure = talk.server.failure();
        assertNotNull(failure);
        assertEquals(Reason.TRUNCATED, failure.reason());
    }

    @ParameterizedTest
    @EnumSource
    void tellsTruncationInTheMiddleOfARecord(TlsVersion version) {
        Conversation talk = open(version);
        talk.client.say("cut");
        talk.client.step();
        Conversation.carry(talk.client.machine, talk.server.machine, 10);

        talk.server.step();
        assertNull(talk.server.failure());
        talk.server.machine.endInput();
        talk.server.step();

        TlsFailure failure = talk.server.failure();
        assertNotNull(failure);
        assertEquals(Reason.TRUNCATED, failure.reason());
        assertTrue(failure.message().contains("10 bytes"), failure.message());
    }

    @ParameterizedTest
    @EnumSource
    void closesWhileTheSocketTakesNothing(TlsVersion version) {
        Conversation talk = open(version);
        talk.client.say(new byte[200_000]);
        talk.client.step();
        talk.client.machine.closeOutput();

        ByteBuffer[] none = {};
        TlsVerdict verdict = talk.client.machine.wrap(none, 0, 0);
        // Some engines want room for the longest record even for the shortest.
        assertEquals(verdict == TlsVerdict.WANT_WRITE, talk.client.machine.wantsWrap());

        talk.run(talk.server::isInputClosed);
        assertFalse(talk.client.machine.wantsWrap());
    }

    /** Without a further wrap: whoever drives it may believe a verdict. */
    @ParameterizedTest
    @EnumSource
    void isClosedOnlyOnceItsCloseHasFoundRoom(TlsVersion version) {
        Conversation talk = open(version);
        talk.client.say(new byte[200_000]);
        talk.client.step();
        talk.client.machine.closeOutput();
        assertTrue(talk.client.machine.wantsWrap());

        ByteBuffer[] none = {};
        while (talk.client.machine.wrap(none, 0, 0) == TlsVerdict.WANT_WRITE) {
            talk.carry(talk.client, talk.server);
            talk.server.step();
        }
        while (talk.carry(talk.client, talk.server) > 0) {
            talk.server.step();
        }

        assertTrue(talk.server.isInputClosed());
    }

    @ParameterizedTest
    @EnumSource
    void endsOnceAndForAll(TlsVersion version) {
        Conversation talk = open(version);
        talk.client.machine.closeOutput();
        talk.run(() -> talk.server.isInputClosed() && talk.client.isOutputClosed());

        ByteBuffer[] late = {ByteBuffer.allocate(10)};
        for (int i = 0; i < 5; i++) {
            assertEquals(TlsVerdict.CLOSED, talk.client.machine.wrap(late, 0, 1));
            assertEquals(TlsVerdict.CLOSED, talk.server.machine.unwrap(ByteBuffer.allocate(10)));
            talk.client.machine.closeOutput();
        }
        talk.client.machine.release();
        talk.client.machine.release();

        assertThrows(IllegalStateException.class, () -> talk.client.machine.unwrap(ByteBuffer.allocate(10)));
        assertThrows(IllegalStateException.class, () -> talk.client.machine.wrap(late, 0, 1));
        assertThrows(IllegalStateException.class, talk.client.machine::handshake);
    }

    @ParameterizedTest
    @EnumSource
    void refusesStepsOutOfPlaceAndLives(TlsVersion version) {
        Conversation talk = open(version);
        TlsMachine fresh = new TlsConfig(context(null)).terms().dial(Keys.HOST, 1);

        assertThrows(IllegalStateException.class, talk.client.machine::handshake);
        assertThrows(IllegalStateException.class, () -> fresh.unwrap(ByteBuffer.allocate(10)));
        assertThrows(IllegalStateException.class, () -> fresh.wrap(new ByteBuffer[0], 0, 0));

        talk.smallTalk();
    }

    @ParameterizedTest
    @EnumSource
    void givesTheEngineBackInAnyState(TlsVersion version) {
        TlsTerms terms = new TlsConfig(context(null)).versions(version).terms();
        terms.dial(Keys.HOST, 1).release();
        TlsMachine begun = terms.dial(Keys.HOST, 1);
        begun.handshake();

        begun.release();
        begun.release();

        assertThrows(IllegalStateException.class, begun::handshake);
    }
}
