package io.coxswain.samples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** Commands about the client; the replies are those of Redis 7.0 (SETINFO: 7.2), byte for byte. */
class ConnectionCommandsTest {
    private static final String OK = "+OK\r\n";
    private static final String HELLO = lines(
            "*14 $6 server $5 redis $7 version $6 7.0.15 $5 proto :2 $2 id :7 $4 mode $10 standalone $4 role $6 master $7 modules *0");
    private static final String BAD_NAME =
            "-ERR Client names cannot contain spaces, newlines or special characters.\r\n";

    private final Console console = new Console();

    private static String lines(String text) {
        return text.replace(" ", "\r\n") + "\r\n";
    }

    private String type(String line) {
        return console.type(line);
    }

    @Test
    void answersAPing() {
        assertEquals("+PONG\r\n", type("PING"));
        assertEquals("$1\r\na\r\n", type("PING a"));
        assertEquals("$0\r\n\r\n", type("PING ''"));
        assertEquals("-ERR wrong number of arguments for 'ping' command\r\n", type("PING a b"));
    }

    @Test
    void echoesEveryByte() {
        assertEquals("$5\r\nhello\r\n", type("ECHO hello"));
        assertEquals("$5\r\n\0\r\n\u00ff$\r\n", console.ask("ECHO", "\0\r\n\u00ff$"));
        assertEquals("-ERR wrong number of arguments for 'echo' command\r\n", type("ECHO"));
    }

    @Test
    void selectsTheOnlyDatabase() {
        assertEquals(OK, type("SELECT 0"));
        assertEquals("-ERR DB index is out of range\r\n", type("SELECT 1"));
        assertEquals("-ERR DB index is out of range\r\n", type("SELECT -1"));
        assertEquals("-ERR value is not an integer or out of range\r\n", type("SELECT x"));
    }

    @Test
    void endsTheSessionOfAClientThatQuits() {
        assertFalse(console.session.isEnding());
        assertEquals(OK, type("QUIT now"));
        assertTrue(console.session.isEnding());
    }

    @Test
    void agreesUponTheOnlyProtocol() {
        assertEquals(HELLO, type("HELLO"));
        assertEquals(HELLO, type("HELLO 2"));
        assertEquals("-NOPROTO unsupported protocol version\r\n", type("HELLO 3"));
        assertEquals("-NOPROTO unsupported protocol version\r\n", type("HELLO 1"));
        assertEquals("-ERR Protocol version is not an integer or out of range\r\n", type("HELLO x"));
    }

    @Test
    void takesANameWithTheProtocolUnlessSomethingElseIsWrong() {
        assertEquals(HELLO, type("HELLO 2 SETNAME foo"));
        assertEquals("$3\r\nfoo\r\n", type("CLIENT GETNAME"));
        assertEquals("-ERR Syntax error in HELLO option 'FOO'\r\n", type("HELLO 2 SETNAME bar FOO"));
        assertEquals("-ERR Syntax error in HELLO option 'SETNAME'\r\n", type("HELLO 2 SETNAME"));
        assertEquals(BAD_NAME, type("HELLO 2 SETNAME 'foo bar'"));
        assertEquals("$3\r\nfoo\r\n", type("CLIENT GETNAME"));
    }

    @Test
    void remembersTheNameOfAClient() {
        assertEquals("$-1\r\n", type("CLIENT GETNAME"));
        assertEquals(OK, type("CLIENT SETNAME foo"));
        assertEquals("$3\r\nfoo\r\n", type("client getname"));
        assertEquals(OK, type("CLIENT SETNAME ''"));
        assertEquals("$-1\r\n", type("CLIENT GETNAME"));
    }

    @Test
    void refusesANameThatWouldGarbleAListOfClients() {
        assertEquals(BAD_NAME, type("CLIENT SETNAME 'a b'"));
        assertEquals(BAD_NAME, type("CLIENT SETNAME \"a\\nb\""));
        assertEquals(BAD_NAME, type("CLIENT SETNAME \"a\\xff\""));
        assertEquals("$-1\r\n", type("CLIENT GETNAME"));
    }

    @Test
    void forgetsTheNameWithTheSession() {
        type("CLIENT SETNAME foo");
        console.session = new Session(8, console.link);
        assertEquals("$-1\r\n", type("CLIENT GETNAME"));
        assertEquals(":8\r\n", type("CLIENT ID"));
    }

    @Test
    void isToldTheNameOfTheLibrary() {
        assertEquals(OK, type("CLIENT SETINFO LIB-NAME foo"));
        assertEquals(OK, type("CLIENT SETINFO lib-ver 1.2.3"));
        assertEquals("-ERR Unrecognized option 'lib-foo'\r\n", type("CLIENT SETINFO lib-foo bar"));
        assertEquals(
                "-ERR lib-name cannot contain spaces, newlines or special characters.\r\n",
                type("CLIENT SETINFO lib-name 'a b'"));
    }

    @Test
    void namesASubcommandThatItRefuses() {
        assertEquals("-ERR wrong number of arguments for 'client' command\r\n", type("CLIENT"));
        assertEquals("-ERR wrong number of arguments for 'client|setname' command\r\n", type("CLIENT SETNAME"));
        assertEquals("-ERR wrong number of arguments for 'client|id' command\r\n", type("CLIENT ID x"));
        assertEquals("-ERR unknown subcommand 'FOO'. Try CLIENT HELP.\r\n", type("CLIENT FOO bar"));
    }

    @Test
    void listsItsSubcommands() {
        String help = type("CLIENT HELP");

        String heading = "+CLIENT <subcommand> [<arg> [value] [opt] ...]. Subcommands are:\r\n";
        assertTrue(help.startsWith("*17\r\n" + heading + "+ID\r\n+    "), help);
        assertTrue(help.endsWith("+HELP\r\n+    Prints this help.\r\n"), help);
    }
}
