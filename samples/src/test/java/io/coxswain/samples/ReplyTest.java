package io.coxswain.samples;

import static io.coxswain.samples.Requests.arguments;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** The bytes of a reply. Which reply a command gives is tested with the command. */
class ReplyTest {
    private static final int BYTES_MAX = 8 * 1_024;

    private final Reply reply = new Reply(BYTES_MAX);

    private String text() {
        return StandardCharsets.ISO_8859_1.decode(reply.message()).toString();
    }

    @Test
    void writesEveryKind() {
        reply.ok();
        reply.simple("PONG");
        reply.error("ERR why");
        reply.integer(-42);
        reply.nil();
        assertEquals("+OK\r\n+PONG\r\n-ERR why\r\n:-42\r\n$-1\r\n", text());

        reply.clear();
        reply.array(2);
        reply.integer(Long.MIN_VALUE);
        reply.bulk("");
        assertEquals("*2\r\n:-9223372036854775808\r\n$0\r\n\r\n", text());
    }

    @Test
    void keepsEveryByteOfABulkString() {
        reply.bulk("hello");
        reply.bulk(new byte[] {'a', 0, 'b', 'c'}, 3);
        reply.bulk(arguments("ECHO", "\u00ff\r\n"), 1);

        assertEquals("$5\r\nhello\r\n$3\r\na\0b\r\n$3\r\n\u00ff\r\n\r\n", text());
    }

    @Test
    void keepsAnErrorOnOneLine() {
        reply.error("ERR unknown command 'a\r\nb'");

        assertEquals("-ERR unknown command 'a  b'\r\n", text());
    }

    @Test
    void isEmptyOnceCleared() {
        reply.ok();
        reply.clear();
        assertEquals(0, reply.bytes());
        assertEquals("", text());

        reply.nil();
        assertEquals("$-1\r\n", text());
    }

    @Test
    void canBeReadAgainAfterItWasSent() {
        reply.ok();
        ByteBuffer message = reply.message();
        message.position(message.limit());

        assertSame(message, reply.message());
        assertEquals("+OK\r\n", text());
    }

    @Test
    void growsWithoutLosingWhatItHas() {
        String large = "x".repeat(7_000);

        reply.ok();
        reply.bulk(large);

        assertEquals("+OK\r\n$7000\r\n" + large + "\r\n", text());
    }

    @Test
    void growsToItsLimitAndNotPastIt() {
        // "$8183\r\n" and "\r\n" around it make 9 bytes.
        reply.bulk("x".repeat(BYTES_MAX - 9));
        assertEquals(BYTES_MAX, reply.bytes());

        reply.clear();
        CommandException thrown = assertThrows(CommandException.class, () -> reply.bulk("x".repeat(BYTES_MAX - 8)));
        assertEquals("ERR the reply exceeds 8192 bytes", thrown.text());
    }

    @Test
    void givesALargeBufferUp() {
        Reply large = new Reply(1 << 20);
        large.bulk("x".repeat(500_000));
        ByteBuffer grown = large.message();

        large.clear();
        large.ok();

        assertEquals(500_011, grown.limit());
        assertEquals(4 * 1_024, large.message().capacity());
    }
}
