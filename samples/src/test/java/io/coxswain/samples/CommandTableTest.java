package io.coxswain.samples;

import static io.coxswain.samples.Requests.arguments;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.coxswain.samples.Command.Keys;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Commands by name. */
class CommandTableTest {
    private final CommandTable table = new CommandTable();

    private void add(String name) {
        table.add(name, 1, Keys.NONE, "", (arguments, reply) -> {});
    }

    private @Nullable String find(String name) {
        Command command = table.find(arguments(name), 0);
        return command == null ? null : command.name();
    }

    @Test
    void findsACommandInWhateverCase() {
        add("get");

        assertEquals("get", find("get"));
        assertEquals("get", find("GET"));
        assertEquals("get", find("gEt"));
    }

    @Test
    void findsNothingUnderAnotherName() {
        add("get");

        assertNull(find("ge"));
        assertNull(find("gets"));
        assertNull(find("get\0"));
        assertNull(find(""));
        assertNull(find("x".repeat(1_000)));
    }

    @Test
    void findsEachOfManyCommands() {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            names.add("command" + i);
            add("command" + i);
        }

        names.forEach(name -> assertEquals(name, find(name)));
        assertNull(find("command300"));
        assertEquals(names, table.commands().stream().map(Command::name).toList());
    }

    @Test
    void refusesASecondCommandOfOneName() {
        add("get");

        assertThrows(IllegalArgumentException.class, () -> add("get"));
        assertThrows(IllegalArgumentException.class, () -> add("GET"));
    }

    @Test
    void countsArgumentsAsRedisDoes() {
        table.add("exactly", 2, Keys.NONE, "", (arguments, reply) -> {});
        table.add("atleast", -2, Keys.NONE, "", (arguments, reply) -> {});
        Command exactly = table.find(arguments("exactly"), 0);
        Command atLeast = table.find(arguments("atleast"), 0);
        assertNotNull(exactly);
        assertNotNull(atLeast);

        assertFalse(exactly.accepts(1));
        assertTrue(exactly.accepts(2));
        assertFalse(exactly.accepts(3));
        assertFalse(atLeast.accepts(1));
        assertTrue(atLeast.accepts(2));
        assertTrue(atLeast.accepts(3));
    }
}
