package io.coxswain.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * First messages of an accepting end, written by hand and cut anywhere. Those of engines are in {@link HandshakeSpec}.
 */
class ServerFlightTest {
    private static final byte[] RANDOM = "any thirty-two bytes of a random".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] RETRY = bytes(
            0xCF, 0x21, 0xAD, 0x74, 0xE5, 0x9A, 0x61, 0x11, 0xBE, 0x1D, 0x8C, 0x02, 0x1E, 0x65, 0xB8, 0x91, 0xC2, 0xA2,
            0x11, 0x16, 0x7A, 0xBB, 0x8C, 0x5E, 0x07, 0x9E, 0x09, 0xE2, 0xC8, 0xA8, 0x33, 0x9C);

    private static final byte[] VERSION = bytes(0, 43, 0, 2, 3, 4);
    private static final byte[] KEY = bytes(0, 41, 0, 2, 0, 0);
    private static final byte[] OTHER = bytes(0, 51, 0, 5, 0, 43, 0, 41, 9);
    private static final byte[] EMPTY = bytes(0, 23, 0, 0);
    private static final byte[] CHANGE_CIPHER_SPEC = record(20, bytes(1));
    private static final byte[] TICKET = message(4, new byte[20]);
    private static final byte[] CERTIFICATE = message(11, new byte[300]);

    private static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }

    private static byte[] join(byte[]... parts) {
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            joined.writeBytes(part);
        }
        return joined.toByteArray();
    }

    private static byte[] record(int type, byte[] fragment) {
        return join(bytes(type, 3, 3, fragment.length >> 8, fragment.length), fragment);
    }

    private static byte[] message(int type, byte[] body) {
        return join(bytes(type, body.length >> 16, body.length >> 8, body.length), body);
    }

    private static byte[] hello(byte[] random, int sessionIdBytes, byte[]... extensions) {
        byte[] all = join(extensions);
        byte[] length = all.length == 0 ? all : bytes(all.length >> 8, all.length);
        return message(
                2,
                join(
                        bytes(3, 3),
                        random,
                        bytes(sessionIdBytes),
                        new byte[sessionIdBytes],
                        bytes(0x13, 1, 0),
                        length,
                        all));
    }

    /** The same messages in records of one length. */
    private static byte[] split(byte[] messages, int fragmentBytes) {
        ByteArrayOutputStream records = new ByteArrayOutputStream();
        for (int start = 0; start < messages.length; start += fragmentBytes) {
            int end = Math.min(messages.length, start + fragmentBytes);
            records.writeBytes(record(22, Arrays.copyOfRange(messages, start, end)));
        }
        return records.toByteArray();
    }

    private static boolean isResumed(byte[] records, int pieceBytes) {
        ServerFlight flight = new ServerFlight();
        // Behind something else, as in a buffer.
        ByteBuffer buffer = ByteBuffer.allocate(7 + records.length);
        buffer.position(7);
        buffer.put(records);
        for (int start = 7; start < buffer.capacity(); start += pieceBytes) {
            flight.see(buffer, start, Math.min(buffer.capacity(), start + pieceBytes));
        }
        return flight.isResumed();
    }

    private static void expect(boolean isResumed, byte[] records) {
        for (int pieceBytes : new int[] {1, 2, 3, 50, 10_000}) {
            assertEquals(isResumed, isResumed(records, pieceBytes), pieceBytes + " bytes at a time");
        }
    }

    @Test
    void isResumedInTls13WithAKeyThatIsAgreedOn() {
        byte[] encrypted = record(23, new byte[100]);
        expect(true, join(record(22, hello(RANDOM, 32, VERSION, KEY)), CHANGE_CIPHER_SPEC, encrypted));
        expect(true, join(record(22, hello(RANDOM, 0, KEY, OTHER, EMPTY, VERSION)), encrypted));
        expect(false, join(record(22, hello(RANDOM, 32, VERSION, OTHER)), CHANGE_CIPHER_SPEC, encrypted));
    }

    @Test
    void isResumedInTls13AfterARetry() {
        byte[] retry = join(record(22, hello(RETRY, 32, VERSION, OTHER)), CHANGE_CIPHER_SPEC);
        expect(true, join(retry, record(22, hello(RANDOM, 32, OTHER, VERSION, KEY))));
        expect(false, join(retry, record(22, hello(RANDOM, 32, VERSION))));
    }

    @Test
    void isResumedInTls12IfNothingIsProvedAgain() {
        for (byte[] hello : new byte[][] {
            hello(RANDOM, 32), hello(RANDOM, 0), hello(RANDOM, 32, OTHER, EMPTY), hello(RETRY, 32, OTHER)
        }) {
            expect(true, join(record(22, hello), CHANGE_CIPHER_SPEC, record(22, new byte[40])));
            expect(true, join(record(22, hello), record(22, TICKET), CHANGE_CIPHER_SPEC));
            expect(true, record(22, join(hello, TICKET)));
            expect(false, join(record(22, hello), record(22, CERTIFICATE), CHANGE_CIPHER_SPEC));
            expect(false, record(22, join(hello, CERTIFICATE, TICKET)));
        }
    }

    @Test
    void isToldFromRecordsOfAnyLength() {
        for (int fragmentBytes = 1; fragmentBytes < 80; fragmentBytes++) {
            expect(true, split(hello(RANDOM, 32, EMPTY, VERSION, KEY), fragmentBytes));
            expect(false, split(hello(RANDOM, 32, VERSION, OTHER), fragmentBytes));
            expect(true, join(split(hello(RANDOM, 8, OTHER), fragmentBytes), CHANGE_CIPHER_SPEC));
            expect(false, split(join(hello(RANDOM, 8, OTHER), CERTIFICATE), fragmentBytes));
        }
    }

    @Test
    void isNotKnownBeforeTheFlightIsThere() {
        byte[] hello = record(22, hello(RANDOM, 32, VERSION, KEY));
        for (int count = 0; count < hello.length; count++) {
            expect(false, Arrays.copyOf(hello, count));
        }
        expect(false, record(22, hello(RANDOM, 32)));
    }

    @Test
    void looksPastAlertsAndEmptyRecords() {
        byte[] noise = join(record(21, bytes(1, 112)), record(22, new byte[0]));
        expect(true, join(noise, record(22, hello(RANDOM, 32, VERSION, KEY))));
        expect(true, join(record(22, hello(RANDOM, 32)), noise, CHANGE_CIPHER_SPEC));
    }

    @Test
    void makesSomethingOfAnyBytes() {
        Random random = new Random(17);
        for (int i = 0; i < 2_000; i++) {
            byte[] noise = new byte[random.nextInt(200)];
            random.nextBytes(noise);
            byte[] mangled = record(22, hello(RANDOM, 32, VERSION, OTHER, KEY));
            mangled[random.nextInt(mangled.length)] = (byte) random.nextInt();
            isResumed(noise, 1 + random.nextInt(9));
            isResumed(join(mangled, noise), 1 + random.nextInt(9));
        }
    }
}
