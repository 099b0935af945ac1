package io.coxswain.tls;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import org.junit.jupiter.api.Test;

/** The server name in ClientHellos of the JDK, whole and mangled. */
class ClientHelloTest {
    private static final int HEADER_BYTES = 5;

    @Test
    void hasTheNameInOneRecord() throws Exception {
        ByteBuffer hello = hello("Some.Host.example");

        int bytes = ClientHello.messageBytes(hello);

        assertEquals(hello.remaining() - HEADER_BYTES, bytes);
        assertEquals("some.host.example", ClientHello.serverName(hello, bytes));
        assertEquals(0, hello.position());
    }

    @Test
    void needsEveryByte() throws Exception {
        ByteBuffer hello = hello("host.example");
        for (int count = 0; count < hello.capacity(); count++) {
            assertEquals(-1, ClientHello.messageBytes(hello.duplicate().limit(count)), count + " bytes");
        }
    }

    @Test
    void hasTheNameInRecordsOfAnyLength() throws Exception {
        ByteBuffer hello = hello("host.example");
        for (int fragmentBytes = 1; fragmentBytes < hello.remaining(); fragmentBytes++) {
            ByteBuffer split = split(hello, fragmentBytes);

            int bytes = ClientHello.messageBytes(split);

            assertEquals(hello.remaining() - HEADER_BYTES, bytes);
            assertEquals("host.example", ClientHello.serverName(split, bytes), fragmentBytes + " bytes a record");
        }
    }

    @Test
    void hasTheNameInABufferOfAnyOrder() throws Exception {
        ByteBuffer hello = hello("host.example");
        // In one record alone a wrong length may not matter: the message ends where it says itself.
        ByteBuffer split = split(hello, 40).order(ByteOrder.LITTLE_ENDIAN);

        int bytes = ClientHello.messageBytes(split);

        assertEquals(hello.remaining() - HEADER_BYTES, bytes);
        assertEquals("host.example", ClientHello.serverName(split, bytes));
    }

    @Test
    void mayHaveNoName() throws Exception {
        ByteBuffer hello = hello("127.0.0.1");

        assertNull(ClientHello.serverName(hello, ClientHello.messageBytes(hello)));
    }

    @Test
    void isToldFromOtherMessagesAndRecords() {
        assertEquals(0, ClientHello.messageBytes(ByteBuffer.wrap(new byte[] {23, 3, 3, 0, 4, 1, 0, 0, 0})));
        assertEquals(0, ClientHello.messageBytes(ByteBuffer.wrap(new byte[] {22, 3, 3, 0, 4, 2, 0, 0, 0})));
        assertEquals(0, ClientHello.messageBytes(ByteBuffer.wrap(new byte[] {22, 3, 3, 0, 0, 1, 0, 0, 0})));
        assertEquals(4, ClientHello.messageBytes(ByteBuffer.wrap(new byte[] {22, 3, 3, 0, 4, 1, 0, 0, 0})));
        assertNull(ClientHello.serverName(ByteBuffer.wrap(new byte[] {22, 3, 3, 0, 4, 1, 0, 0, 0}), 4));
    }

    /** Any change of any bytes gives a name, or none, and never an exception. */
    @Test
    void survivesAnyMangling() throws Exception {
        byte[] hello = hello("host.example").array();
        long seed = System.nanoTime();
        Random random = new Random(seed);
        int whole = 0;
        for (int round = 0; round < 50_000; round++) {
            byte[] mangled = hello.clone();
            for (int i = random.nextInt(4); i >= 0; i--) {
                mangled[random.nextInt(mangled.length)] = (byte) random.nextInt(256);
            }
            ByteBuffer bytes = ByteBuffer.wrap(mangled);
            int message = assertDoesNotThrow(() -> ClientHello.messageBytes(bytes), "seed " + seed);
            if (message > 0) {
                whole++;
                assertDoesNotThrow(
                        () -> {
                            ClientHello.serverName(bytes, message);
                        },
                        "seed " + seed);
            }
        }
        assertTrue(whole > 10_000, whole + " whole");
    }

    private static ByteBuffer hello(String host) throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, null, null);
        SSLEngine engine = context.createSSLEngine(host, 1);
        engine.setUseClientMode(true);
        ByteBuffer record = ByteBuffer.allocate(20_000);
        engine.wrap(ByteBuffer.allocate(0), record);
        byte[] bytes = new byte[record.position()];
        record.flip().get(bytes);
        return ByteBuffer.wrap(bytes);
    }

    private static ByteBuffer split(ByteBuffer record, int fragmentBytes) {
        ByteBuffer message = record.duplicate().position(HEADER_BYTES);
        ByteBuffer split = ByteBuffer.allocate(record.capacity() * 6);
        while (message.hasRemaining()) {
            int count = Math.min(fragmentBytes, message.remaining());
            split.put((byte) 22).putShort((short) 0x301).putShort((short) count);
            split.put(message.slice(message.position(), count));
            message.position(message.position() + count);
        }
        return split.flip();
    }
}
