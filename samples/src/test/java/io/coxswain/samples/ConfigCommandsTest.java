package io.coxswain.samples;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

/** CONFIG; the replies are those of Redis 7.0, byte for byte. */
class ConfigCommandsTest {
    private int workers = 2;
    private String offload = "adaptive";

    private final Console console = new Console()
            .with(
                    Setting.fixed("save", ""),
                    Setting.fixed("appendonly", "no"),
                    Setting.number("workers", 0, 64, () -> workers, count -> workers = count),
                    Setting.choice("offload", List.of("never", "adaptive"), () -> offload, word -> offload = word));

    private String type(String line) {
        return console.type(line);
    }

    @Test
    void tellsWhatBenchmarksAskFor() {
        assertEquals("*2\r\n$4\r\nsave\r\n$0\r\n\r\n", type("CONFIG GET save"));
        assertEquals("*2\r\n$10\r\nappendonly\r\n$2\r\nno\r\n", type("config get appendonly"));
    }

    @Test
    void tellsSeveralSettingsEachOnce() {
        assertEquals(
                "*4\r\n$4\r\nsave\r\n$0\r\n\r\n$7\r\nworkers\r\n$1\r\n2\r\n",
                type("CONFIG GET save none s*ve w?rkers"));
        assertEquals("*0\r\n", type("CONFIG GET none"));
    }

    @Test
    void tellsANameAsItWasAskedFor() {
        assertEquals("*2\r\n$4\r\nSAVE\r\n$0\r\n\r\n", type("CONFIG GET SAVE"));
    }

    @Test
    void changesSettings() {
        assertEquals("+OK\r\n", type("CONFIG SET workers 5 OFFLOAD never"));

        assertEquals(5, workers);
        assertEquals("never", offload);
        assertEquals("*2\r\n$7\r\nworkers\r\n$1\r\n5\r\n", type("CONFIG GET workers"));
    }

    @Test
    void changesAllOrNone() {
        assertEquals(
                "-ERR CONFIG SET failed (possibly related to argument 'offload') - argument(s) must be one of the"
                        + " following: never, adaptive\r\n",
                type("CONFIG SET workers 5 offload sometimes"));
        assertEquals(
                "-ERR Unknown option or number of arguments for CONFIG SET - 'none'\r\n",
                type("CONFIG SET workers 5 none 1"));
        assertEquals(
                "-ERR CONFIG SET failed (possibly related to argument 'workers') - duplicate parameter\r\n",
                type("CONFIG SET workers 5 WORKERS 6"));
        assertEquals(2, workers);
    }

    @Test
    void refusesNumbersOutOfRange() {
        String failed = "-ERR CONFIG SET failed (possibly related to argument 'workers') - ";
        assertEquals(failed + "argument must be between 0 and 64 inclusive\r\n", type("CONFIG SET workers 65"));
        assertEquals(failed + "argument must be between 0 and 64 inclusive\r\n", type("CONFIG SET workers -1"));
        assertEquals(failed + "argument couldn't be parsed into an integer\r\n", type("CONFIG SET workers x"));
        assertEquals("+OK\r\n", type("CONFIG SET workers 64"));
        assertEquals("+OK\r\n", type("CONFIG SET workers 0"));
    }

    @Test
    void acceptsOfWhatIsFixedOnlyWhatItIs() {
        assertEquals("+OK\r\n", type("CONFIG SET save ''"));
        assertEquals(
                "-ERR CONFIG SET failed (possibly related to argument 'appendonly') - can't set immutable config\r\n",
                type("CONFIG SET appendonly yes"));
    }

    @Test
    void countsArgumentsOfItsSubcommands() {
        assertEquals("-ERR wrong number of arguments for 'config|get' command\r\n", type("CONFIG GET"));
        assertEquals("-ERR wrong number of arguments for 'config|set' command\r\n", type("CONFIG SET save"));
        assertEquals("-ERR wrong number of arguments for 'config|set' command\r\n", type("CONFIG SET save '' workers"));
        assertEquals("-ERR unknown subcommand 'FOO'. Try CONFIG HELP.\r\n", type("CONFIG FOO"));
    }
}
