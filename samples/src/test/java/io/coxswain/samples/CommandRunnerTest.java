package io.coxswain.samples;

import static io.coxswain.samples.Requests.bytes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/**
 * From a frame to its reply where the command itself does not matter: what is wrong with a request, and how it ends.
 */
class CommandRunnerTest {
    private final Console console = new Console();

    @Test
    void runsACommandInWhateverCaseAndForm() {
        assertEquals("+PONG\r\n", console.ask("PING"));
        assertEquals("+PONG\r\n", console.ask("piNg"));
        assertEquals("+PONG\r\n", console.type("ping"));
    }

    @Test
    void ignoresEmptyRequests() {
        assertEquals("", console.type(""));
        assertEquals("", console.type("   "));
        assertEquals("", console.reply(bytes("*0\r\n")));
        assertEquals("", console.reply(bytes("*-1\r\n")));
        assertFalse(console.session.isEnding());
    }

    @Test
    void quotesAnUnknownCommandWithTheBeginningOfItsArguments() {
        assertEquals("-ERR unknown command 'foo', with args beginning with: \r\n", console.ask("foo"));
        assertEquals("-ERR unknown command '', with args beginning with: \r\n", console.ask(""));
        assertEquals(
                "-ERR unknown command 'FoO', with args beginning with: 'bar' 'baz' \r\n",
                console.ask("FoO", "bar", "baz"));
    }

    @Test
    void cutsWhatItQuotesAt128Bytes() {
        String a = "a".repeat(40);
        String b = "b".repeat(41);
        String c = "c".repeat(46);

        assertEquals(
                "-ERR unknown command 'FoO', with args beginning with: '" + a + "' '" + b + "' '" + "c".repeat(41)
                        + "' \r\n",
                console.ask("FoO", a, b, c, "d", "e"));
        assertEquals(
                "-ERR unknown command '" + "x".repeat(128) + "', with args beginning with: \r\n",
                console.ask("x".repeat(200)));
    }

    @Test
    void keepsAQuotedLineEndOutOfTheReply() {
        assertEquals(
                "-ERR unknown command 'f  ox', with args beginning with: 'a  ' \r\n", console.ask("f\r\nox", "a\r\n"));
    }

    @Test
    void refusesAWrongNumberOfArguments() {
        assertEquals("-ERR wrong number of arguments for 'get' command\r\n", console.ask("GET"));
        assertEquals("-ERR wrong number of arguments for 'get' command\r\n", console.ask("GET", "a", "b"));
        assertEquals("-ERR wrong number of arguments for 'set' command\r\n", console.ask("set", "a"));
    }

    @Test
    void endsTheSessionAfterUnbalancedQuotes() {
        assertEquals("-ERR Protocol error: unbalanced quotes in request\r\n", console.type("PING \"a"));

        assertTrue(console.session.isEnding());
    }

    @Test
    void endsTheSessionAfterWhatIsNotARequest() {
        assertEquals("-ERR Protocol error: malformed request\r\n", console.reply(bytes("*1\r\n:4\r\n")));

        assertTrue(console.session.isEnding());
    }

    @Test
    void dropsWhatACommandHasWrittenBeforeItFailed() {
        console.ask("SET", "large", "x".repeat(40_000));

        assertEquals("-ERR the reply exceeds 65536 bytes\r\n", console.ask("MGET", "none", "large", "large"));
        assertEquals("*1\r\n$-1\r\n", console.ask("MGET", "none"));
    }

    @Test
    void repliesToEachOfSeveralRequestsInOneBuffer() {
        String[] requests = {
            Requests.request("SET", "a", "1"), "INCR a\r\n", "\r\n", Requests.request("GET", "a"), "NONSENSE\r\n"
        };
        byte[] received = bytes(String.join("", requests));
        ByteBuffer frame = ByteBuffer.allocateDirect(received.length).put(received);
        CommandTable table = KvCommands.tableOf(console.state, console.settings, console.sections);
        CommandRunner runner = new CommandRunner(table, console.state.slowLog());
        Reply reply = new Reply(1_000);
        StringBuilder sent = new StringBuilder();

        int start = 0;
        for (String request : requests) {
            frame.limit(start + request.length()).position(start);
            runner.run(console.session, frame, reply);
            sent.append(StandardCharsets.ISO_8859_1.decode(reply.message()));
            start += request.length();
        }

        assertEquals(
                "+OK\r\n:2\r\n$1\r\n2\r\n-ERR unknown command 'NONSENSE', with args beginning with: \r\n",
                sent.toString());
    }
}
