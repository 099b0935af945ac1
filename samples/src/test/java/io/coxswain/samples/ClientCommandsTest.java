package io.coxswain.samples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** CLIENT LIST and KILL; the replies are those of Redis 7.0, the line of a client has those fields that apply. */
class ClientCommandsTest {
    private final Console console = new Console();
    private final Session other = console.connect(8);
    private final FakeLink otherLink = (FakeLink) other.link();

    private String shown(String line) {
        return console.shown(line);
    }

    private static String line(long id, String name, String flags, String subscriptions, String command) {
        return "id=" + id + " addr=127.0.0.1:" + (1_000 + id) + " name=" + name + " age=0 idle=0 flags=" + flags
                + " db=0 " + subscriptions + " multi=-1 omem=0 cmd=" + command
                + " user=default lib-name= lib-ver= resp=2\n";
    }

    @Test
    void tellsOfEachClient() {
        console.shown(other, "CLIENT SETNAME worker");
        console.shown(other, "SUBSCRIBE a b");
        console.shown(other, "PSUBSCRIBE c*");
        console.connect(9);

        assertEquals(
                line(7, "", "N", "sub=0 psub=0", "client")
                        + line(8, "worker", "P", "sub=2 psub=1", "psubscribe")
                        + line(9, "", "N", "sub=0 psub=0", "NULL"),
                shown("CLIENT LIST"));
        assertEquals(line(7, "", "N", "sub=0 psub=0", "client"), shown("CLIENT INFO"));
        assertEquals(line(8, "worker", "P", "sub=2 psub=1", "psubscribe"), shown("CLIENT LIST TYPE pubsub"));
        assertEquals(line(9, "", "N", "sub=0 psub=0", "NULL"), shown("CLIENT LIST ID 9 77"));
        assertEquals("", shown("CLIENT LIST TYPE master"));
        assertEquals("", shown("CLIENT LIST ID 77"));
    }

    @Test
    void tellsTimesInSecondsAndWhatIsQueued() {
        otherLink.ageNanos = 2_999_999_999L;
        otherLink.idleNanos = 1_000_000_000L;
        console.shown(other, "SUBSCRIBE a");
        shown("PUBLISH a x");

        String line = shown("CLIENT LIST ID 8");

        assertTrue(line.contains(" age=2 idle=1 "), line);
        assertTrue(line.contains(" omem=31 "), line);
    }

    @Test
    void tellsWhatTheLibraryIsCalled() {
        shown("CLIENT SETINFO LIB-NAME lettuce");
        shown("CLIENT SETINFO lib-ver 6.1");
        assertTrue(shown("CLIENT INFO").contains(" lib-name=lettuce lib-ver=6.1 "));
    }

    @Test
    void refusesToListWhatItDoesNotKnow() {
        assertEquals("!ERR syntax error", shown("CLIENT LIST FOO"));
        assertEquals("!ERR syntax error", shown("CLIENT LIST TYPE"));
        assertEquals("!ERR Unknown client type 'foo'", shown("CLIENT LIST TYPE foo"));
        assertEquals("!ERR Invalid client ID", shown("CLIENT LIST ID x"));
    }

    @Test
    void killsByAddress() {
        assertEquals("+OK", shown("CLIENT KILL 127.0.0.1:1008"));

        assertTrue(otherLink.closed);
        assertEquals("!ERR No such client", shown("CLIENT KILL 127.0.0.1:1008"));
        assertEquals(1, console.clients.droppedCount(Clients.DropReason.KILLED));
    }

    @Test
    void killsByFiltersThatAllMatch() {
        assertEquals("#0", shown("CLIENT KILL ID 8 ADDR 127.0.0.1:1007"));
        assertEquals("#0", shown("CLIENT KILL ID 8 TYPE pubsub"));
        assertFalse(otherLink.closed);

        assertEquals("#1", shown("CLIENT KILL ID 8 ADDR 127.0.0.1:1008 TYPE normal"));
        assertTrue(otherLink.closed);
        assertEquals("#0", shown("CLIENT KILL ID 8"));
    }

    @Test
    void killsTheCallerAfterTheReply() {
        assertEquals("#0", shown("CLIENT KILL ID 7"));
        assertEquals("#1", shown("CLIENT KILL ID 7 SKIPME no"));

        assertTrue(console.session.isEnding());
        assertFalse(console.link.closed);
    }

    @Test
    void killsTheCallerByItsAddress() {
        assertEquals("+OK", shown("CLIENT KILL 127.0.0.1:1007"));

        assertTrue(console.session.isEnding());
    }

    @Test
    void killsAllOthersOfAType() {
        console.connect(9);

        assertEquals("#2", shown("CLIENT KILL TYPE normal"));

        assertFalse(console.session.isEnding());
        assertEquals(1, console.clients.count());
    }

    @Test
    void refusesFiltersThatItDoesNotKnow() {
        assertEquals("!ERR client-id should be greater than 0", shown("CLIENT KILL ID x"));
        assertEquals("!ERR client-id should be greater than 0", shown("CLIENT KILL ID 0"));
        assertEquals("!ERR Unknown client type 'foo'", shown("CLIENT KILL TYPE foo"));
        assertEquals("!ERR syntax error", shown("CLIENT KILL ID 8 FOO"));
        assertEquals("!ERR syntax error", shown("CLIENT KILL FOO bar"));
        assertEquals("!ERR syntax error", shown("CLIENT KILL SKIPME maybe"));
        assertFalse(otherLink.closed);
    }
}
