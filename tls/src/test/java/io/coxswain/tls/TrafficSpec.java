package io.coxswain.tls;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
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
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.IntSupplier;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What happens to bytes behind the handshake, in both versions, whatever the provider. How it ends is
 * in {@link ClosingSpec}, the handshake in {@link HandshakeSpec}.
 */
@Timeout(120)
abstract class TrafficSpec {
    /** Whose engines these are; null for the JDK's. */
    abstract @Nullable Provider provider();

    private TlsTerms server(TlsVersion version) {
        return new TlsConfig(context(Keys.SERVER)).versions(version).terms();
    }

    private TlsTerms client() {
        return new TlsConfig(context(null)).terms();
    }

    private SSLContext context(@Nullable TlsIdentity identity) {
        try {
            return TlsMaterial.load(identity, List.of(Keys.AUTHORITY), provider())
                    .context();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private Conversation open(TlsVersion version, int plaintextBytes, IntSupplier chunkBytes) {
        return new Conversation(
                        new End(client().dial(Keys.HOST, 1), plaintextBytes),
                        new End(server(version).accept(), plaintextBytes),
                        chunkBytes)
                .handshake();
    }

    private Conversation open(TlsVersion version) {
        return open(version, 64 << 10, Conversation.WHOLE).settle();
    }

    @ParameterizedTest
    @EnumSource
    void carriesMegabytesBothWaysThroughTinyBuffers(TlsVersion version) {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        byte[] up = bytes(random, 2_000_000);
        byte[] down = bytes(random, 3_000_000);
        Conversation talk = open(version, 700, () -> 1 + random.nextInt(40_000));

        talk.client.say(up);
        talk.server.say(down);
        talk.run(() -> talk.client.heard().length == down.length && talk.server.heard().length == up.length);

        assertArrayEquals(up, talk.server.heard(), "seed " + seed);
        assertArrayEquals(down, talk.client.heard(), "seed " + seed);
    }

    @ParameterizedTest
    @EnumSource
    void losesNothingWhateverTheMessagesAndRoomsAre(TlsVersion version) {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < 15; round++) {
            Conversation talk =
                    open(version, 1 + random.nextInt(1 << random.nextInt(16)), () -> 1 + random.nextInt(5_000));
            byte[][] parts = new byte[1 + random.nextInt(100)][];
            for (int i = 0; i < parts.length; i++) {
                parts[i] = bytes(random, random.nextInt(1 << random.nextInt(12)));
            }
            byte[] all = concat(parts);

            talk.server.say(parts);
            talk.run(() -> talk.server.hasSaidAll() && talk.client.heard().length == all.length);

            assertArrayEquals(all, talk.client.heard(), "round " + round + ", seed " + seed);
        }
    }

    @ParameterizedTest
    @EnumSource
    void fillsRecordsAcrossSmallMessages(TlsVersion version) {
        Conversation talk = open(version);
        byte[][] messages = new byte[100][200];
        talk.client.machine.attach(TlsBuffer.OUTBOUND, ByteBuffer.allocate(80_000));

        talk.client.say(messages);
        talk.client.step();

        assertTrue(talk.client.hasSaidAll());
        assertTrue(recordCount(talk.client.machine.sendBuffer()) <= 3, "20,000 bytes do not need more than 3 records");
    }

    @ParameterizedTest
    @EnumSource
    void findsRoomForAnyRecordInAnyBuffer(TlsVersion version) {
        Random random = new Random(1);
        for (int messageBytes : new int[] {1, 2, 100, 16_000}) {
            for (int room : new int[] {1, messageBytes - 1, messageBytes, messageBytes + 1}) {
                Conversation talk = open(version, Math.max(1, room), Conversation.WHOLE);
                byte[] message = bytes(random, messageBytes);

                talk.client.say(message);
                talk.run(() -> talk.server.heard().length == message.length);

                assertArrayEquals(message, talk.server.heard(), messageBytes + " bytes, room for " + room);
                assertFalse(talk.server.machine.hasPlaintext());
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void hasNoRoomForAByteWithoutLosingIt(TlsVersion version) {
        Conversation talk = open(version);
        talk.client.say("text");
        talk.client.step();
        talk.carry(talk.client, talk.server);

        TlsVerdict verdict = talk.server.machine.unwrap(ByteBuffer.allocate(0));

        assertEquals(TlsVerdict.OUTPUT_FULL, verdict);
        talk.server.step();
        assertEquals("text", talk.server.heardText());
    }

    @ParameterizedTest
    @EnumSource
    void deliversWhatIsInsideThoughTheSocketIsSilent(TlsVersion version) {
        Conversation talk = open(version);
        talk.server.machine.attach(TlsBuffer.INBOUND, ByteBuffer.allocate(100_000));
        talk.client.machine.attach(TlsBuffer.OUTBOUND, ByteBuffer.allocate(100_000));
        for (int i = 0; i < 20; i++) {
            talk.client.say(new byte[1_000]);
            talk.client.step();
        }
        talk.carry(talk.client, talk.server);
        ByteBuffer plaintext = ByteBuffer.allocate(1_500);
        talk.server.machine.attach(TlsBuffer.SPILL, ByteBuffer.allocate(20_000));
        int heardBytes = 0;

        TlsVerdict verdict = TlsVerdict.OUTPUT_FULL;
        while (verdict == TlsVerdict.OUTPUT_FULL) {
            verdict = talk.server.machine.unwrap(plaintext.clear());
            heardBytes += plaintext.position();
        }

        assertEquals(TlsVerdict.NEED_MORE, verdict);
        assertEquals(20_000, heardBytes);
    }

    @ParameterizedTest
    @EnumSource
    void saysThatPlaintextWaitsForRoom(TlsVersion version) {
        Conversation talk = open(version);
        talk.server.machine.attach(TlsBuffer.SPILL, ByteBuffer.allocate(20_000));
        talk.client.say(new byte[1_000]);
        talk.client.step();
        talk.carry(talk.client, talk.server);

        assertEquals(TlsVerdict.OUTPUT_FULL, talk.server.machine.unwrap(ByteBuffer.allocate(999)));
        assertTrue(talk.server.machine.hasPlaintext());
        assertEquals(TlsVerdict.NEED_MORE, talk.server.machine.unwrap(ByteBuffer.allocate(2)));

        assertFalse(talk.server.machine.hasPlaintext());
    }

    @ParameterizedTest
    @EnumSource
    void keepsWhatCameRightBehindTheHandshake(TlsVersion version) {
        Conversation talk = new Conversation(
                new End(client().dial(Keys.HOST, 1), 100, 40_000),
                new End(server(version).accept(), 100, 40_000),
                Conversation.WHOLE);
        talk.client.say("early");
        talk.server.say("bird");

        talk.run(() -> talk.server.heardText().equals("early")
                && talk.client.heardText().equals("bird"));
    }

    @ParameterizedTest
    @EnumSource
    void asksForEachBufferOnlyWhenItNeedsIt(TlsVersion version) {
        TlsMachine machine = server(version).accept();

        assertEquals(TlsVerdict.NEED_BUFFER, machine.handshake());
        assertEquals(TlsBuffer.INBOUND, machine.missing());
        assertNull(machine.attach(TlsBuffer.INBOUND, ByteBuffer.allocate(1)));
        assertEquals(TlsVerdict.NEED_MORE, machine.handshake());
        machine.receiveBuffer().put((byte) 22);
        assertEquals(TlsVerdict.NEED_BUFFER, machine.handshake());
        ByteBuffer first = machine.attach(TlsBuffer.INBOUND, ByteBuffer.allocate(machine.missingBytes()));
        assertNotNull(first);
        assertEquals(1, first.capacity());
        assertEquals(TlsVerdict.NEED_MORE, machine.handshake());
        assertTrue(machine.hasInput());
    }

    @ParameterizedTest
    @EnumSource
    void asksForLargerNetworkBuffersWhateverTheirSizeIs(TlsVersion version) {
        for (int shortBy : new int[] {0, 1, 100, 10_000, TlsMachine.NETWORK_BYTES - 1}) {
            int bytes = TlsMachine.NETWORK_BYTES - shortBy;
            Conversation talk = new Conversation(
                            new End(client().dial(Keys.HOST, 1), 100, bytes),
                            new End(server(version).accept(), 100, bytes),
                            Conversation.WHOLE)
                    .handshake();

            talk.client.say(new byte[100_000]);
            talk.server.say(new byte[100_000]);

            talk.run(() -> talk.client.heard().length == 100_000 && talk.server.heard().length == 100_000);
        }
    }

    @ParameterizedTest
    @EnumSource
    void givesItsBuffersBackWhileItIsIdle(TlsVersion version) {
        Conversation talk = open(version).smallTalk().settle();

        for (End end : List.of(talk.client, talk.server)) {
            assertNotNull(end.machine.detach(TlsBuffer.INBOUND));
            assertNotNull(end.machine.detach(TlsBuffer.OUTBOUND));
            assertNull(end.machine.detach(TlsBuffer.OUTBOUND));
        }

        talk.client.say(", again");
        talk.run(() -> talk.server.heardText().equals("from client, again"));
    }

    @ParameterizedTest
    @EnumSource
    void keepsABufferThatHoldsBytes(TlsVersion version) {
        Conversation talk = open(version);
        talk.client.say("text");
        talk.client.step();

        assertNull(talk.client.machine.detach(TlsBuffer.OUTBOUND));
        assertThrows(
                IllegalArgumentException.class,
                () -> talk.client.machine.attach(TlsBuffer.OUTBOUND, ByteBuffer.allocate(3)));

        talk.client.machine.release();
        assertNotNull(talk.client.machine.detach(TlsBuffer.OUTBOUND));
    }

    @ParameterizedTest
    @EnumSource
    void decryptsWhileItsOwnCiphertextIsStuck(TlsVersion version) {
        Conversation talk = open(version);
        talk.client.say(new byte[100_000]);
        talk.client.step();
        assertFalse(talk.client.hasSaidAll());

        talk.server.say("text");
        talk.server.step();
        talk.carry(talk.server, talk.client);
        talk.client.step();

        assertEquals("text", talk.client.heardText());
    }

    @ParameterizedTest
    @EnumSource
    void deliversTheGoodRecordsBeforeABadOne(TlsVersion version) {
        for (byte[] bad : List.of(
                bytes(new Random(2), 100), new byte[] {23, 3, 3, -1, -1}, new byte[] {23, 3, 3, 0, 0}, new byte[] {
                    23, 3, 3, 0, 30, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23,
                    24, 25, 26, 27, 28, 29, 30
                })) {
            Conversation talk = open(version);
            talk.client.say("good");
            talk.client.step();
            talk.carry(talk.client, talk.server);
            talk.server.machine.receiveBuffer().put(bad);

            talk.settle();

            assertEquals("good", talk.server.heardText());
            TlsFailure failure = talk.server.failure();
            assertNotNull(failure, "the server takes " + Arrays.toString(bad));
            assertEquals(Reason.PROTOCOL, failure.reason(), failure::toString);
            assertTrue(talk.client.failure() != null || talk.client.isInputClosed(), "the client is not told");
        }
    }

    @ParameterizedTest
    @EnumSource
    void noticesEveryChangedByte(TlsVersion version) {
        for (int index = 0; index < 40; index++) {
            Conversation talk = open(version);
            talk.client.say("some text");
            talk.client.step();
            ByteBuffer record = talk.client.machine.sendBuffer();
            // The two bytes of the version, at 1 and 2, are to be ignored.
            int at = record.position() + (index == 0 ? 0 : 3 + index % (record.remaining() - 3));
            record.put(at, (byte) (record.get(at) ^ 0x10));
            talk.carry(talk.client, talk.server);

            talk.server.step();
            // A longer length in the header makes it wait for bytes that never come.
            talk.server.machine.endInput();
            talk.server.step();

            assertEquals("", talk.server.heardText(), "byte " + index);
            assertNotNull(talk.server.failure(), "byte " + index);
        }
    }

    private static int recordCount(ByteBuffer records) {
        int count = 0;
        for (int at = records.position(); at < records.limit(); count++) {
            at += 5 + (records.getShort(at + 3) & 0xffff);
        }
        return count;
    }

    static byte[] bytes(Random random, int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }

    private static byte[] concat(byte[][] parts) {
        int count = 0;
        for (byte[] part : parts) {
            count += part.length;
        }
        ByteBuffer all = ByteBuffer.allocate(count);
        for (byte[] part : parts) {
            all.put(part);
        }
        return all.array();
    }
}
