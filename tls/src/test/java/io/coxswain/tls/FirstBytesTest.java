package io.coxswain.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the first bytes of a peer say. */
class FirstBytesTest {
    @ParameterizedTest
    @CsvSource({
        "GET / HTTP/1.1,        HTTP",
        "POST /a,               HTTP",
        "get / HTTP/1.0,        HTTP",
        "HTTP/1.1 400 Bad,      HTTP",
        "PRI * HTTP/2.0,        HTTP",
        "*1\\r\\n$4\\r\\nPING,  RESP",
        "+PONG,                 RESP",
        "-ERR unknown command,  RESP",
        "PING\\r\\n,            RESP",
        "GET key\\r\\n,         RESP",
        "SSH-2.0-OpenSSH,       OTHER",
        "0123456789,            OTHER"
    })
    void nameTheProtocol(String text, FirstBytes expected) {
        ByteBuffer bytes =
                ByteBuffer.wrap(text.replace("\\r", "\r").replace("\\n", "\n").getBytes(StandardCharsets.US_ASCII));

        assertEquals(expected, FirstBytes.of(bytes, false));
        assertEquals(0, bytes.position());
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET / HTTP/1.1", "*1\r\n$4\r\n", "PING\r\n", "SSH-2.0-OpenSSH", "zzzzzzzz", "A\n"})
    void areDecidedOnceAndNeverTakenForTls(String text) {
        byte[] all = text.getBytes(StandardCharsets.US_ASCII);
        FirstBytes decided = FirstBytes.UNDECIDED;
        for (int count = 0; count <= all.length; count++) {
            FirstBytes now = FirstBytes.of(ByteBuffer.wrap(all, 0, count), false);
            if (decided != FirstBytes.UNDECIDED && count <= FirstBytes.BYTES_MAX) {
                assertNotEquals(FirstBytes.UNDECIDED, now);
            }
            assertNotEquals(FirstBytes.TLS, now);
            decided = now;
        }
        assertNotEquals(FirstBytes.UNDECIDED, decided);
    }

    @Test
    void areTlsFromTheThirdOn() {
        byte[] hello = {22, 3, 1, 2, 0, 1};
        assertEquals(FirstBytes.UNDECIDED, FirstBytes.of(ByteBuffer.wrap(hello, 0, 0), false));
        assertEquals(FirstBytes.UNDECIDED, FirstBytes.of(ByteBuffer.wrap(hello, 0, 2), false));
        assertEquals(FirstBytes.TLS, FirstBytes.of(ByteBuffer.wrap(hello, 0, 3), false));
        assertEquals(FirstBytes.OTHER, FirstBytes.of(ByteBuffer.wrap(new byte[] {22, 4}), false));
        assertEquals(FirstBytes.OTHER, FirstBytes.of(ByteBuffer.wrap(new byte[] {22, 3, 5}), false));
    }

    @Test
    void mayBeAnAlertOnlyFromTheAcceptingEnd() {
        byte[] alert = {21, 3, 3, 0, 2, 2, 70};
        assertEquals(FirstBytes.TLS, FirstBytes.of(ByteBuffer.wrap(alert), true));
        assertEquals(FirstBytes.OTHER, FirstBytes.of(ByteBuffer.wrap(alert), false));
    }
}
