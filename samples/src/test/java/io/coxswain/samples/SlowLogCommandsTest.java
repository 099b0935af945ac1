package io.coxswain.samples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** Commands that took long; the replies are those of Redis 7.0. */
class SlowLogCommandsTest {
    private final Console console = new Console();

    private String shown(String line) {
        return console.shown(line);
    }

    /** Runs a command that takes so long, and others in no time. */
    private void run(String line, long micros) {
        console.nanosPerReading = micros * 1_000;
        shown(line);
        console.nanosPerReading = 0;
    }

    @Test
    void keepsCommandsFromTheThresholdOn() {
        run("SET a 1", 9_999);
        assertEquals("#0", shown("SLOWLOG LEN"));

        run("SET a 1", 10_000);
        run("GET a", 20_000);

        assertEquals("#2", shown("SLOWLOG LEN"));
        assertEquals(
                "[[#1 #1700000000 #20000 [GET a] 127.0.0.1:1007 ] [#0 #1700000000 #10000 [SET a 1] 127.0.0.1:1007 ]]",
                shown("SLOWLOG GET"));
    }

    @Test
    void keepsACommandThatFailed() {
        run("INCR a b", 50_000);
        assertEquals("#1", shown("SLOWLOG LEN"));
    }

    @Test
    void keepsTheNewest() {
        console.state.slowLog().commandsMax(3);
        for (int i = 0; i < 10; i++) {
            run("ECHO " + i, 10_000);
        }

        assertEquals("#3", shown("SLOWLOG LEN"));
        assertTrue(shown("SLOWLOG GET 1").startsWith("[[#9 "));
        assertTrue(shown("SLOWLOG GET -1").contains("[[#9 "));
        assertTrue(shown("SLOWLOG GET -1").contains("[ECHO 7]"));
        assertEquals("[]", shown("SLOWLOG GET 0"));
        console.state.slowLog().commandsMax(1);
        assertEquals("#1", shown("SLOWLOG LEN"));
    }

    @Test
    void tellsTenIfNotToldHowMany() {
        for (int i = 0; i < 12; i++) {
            run("PING", 10_000);
        }
        assertEquals(10, shown("SLOWLOG GET").split("PING", -1).length - 1);
        assertEquals(12, shown("SLOWLOG GET 100").split("PING", -1).length - 1);
    }

    @Test
    void tellsWhoAsked() {
        shown("CLIENT SETNAME slowpoke");
        run("PING", 10_000);
        assertTrue(shown("SLOWLOG GET").endsWith("[PING] 127.0.0.1:1007 slowpoke]]"));
    }

    @Test
    void cutsWhatIsLong() {
        run("ECHO " + "x".repeat(200), 10_000);
        assertTrue(shown("SLOWLOG GET 1").contains(" [ECHO " + "x".repeat(128) + "... (72 more bytes)] "));

        run("DEL" + " k".repeat(40), 10_000);
        assertTrue(shown("SLOWLOG GET 1").contains(" [DEL" + " k".repeat(30) + " ... (10 more arguments)] "));
    }

    @Test
    void canBeSwitchedOffAndMadeToKeepEverything() {
        console.state.slowLog().thresholdMicros(-1);
        run("PING", 1_000_000);
        assertEquals("#0", shown("SLOWLOG LEN"));

        console.state.slowLog().thresholdMicros(0);
        run("PING", 0);
        console.state.slowLog().thresholdMicros(-1);
        assertEquals("#1", shown("SLOWLOG LEN"));
        assertEquals("+OK", shown("SLOWLOG RESET"));
        assertEquals("#0", shown("SLOWLOG LEN"));
    }

    @Test
    void refusesWhatIsNoCount() {
        assertEquals("!ERR count should be greater than or equal to -1", shown("SLOWLOG GET -2"));
        assertEquals("!ERR value is not an integer or out of range", shown("SLOWLOG GET x"));
        assertEquals("!ERR wrong number of arguments for 'slowlog|get' command", shown("SLOWLOG GET 1 2"));
    }
}
