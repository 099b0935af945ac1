package io.coxswain.samples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Looking for keys; the replies are those of Redis 7.0. Patterns have a test of their own. */
class ScanCommandsTest {
    private final Console console = new Console();

    private String shown(String line) {
        return console.shown(line);
    }

    private static List<String> elements(String shownArray) {
        String inside = shownArray.substring(1, shownArray.length() - 1);
        return inside.isEmpty() ? List.of() : List.of(inside.split(" "));
    }

    /** Scans to the end, adds what it comes across, and does something after each step. */
    private void scan(String options, Set<String> found, Runnable between) {
        String cursor = "0";
        int steps = 0;
        do {
            String shown = shown("SCAN " + cursor + " " + options);
            cursor = shown.substring(1, shown.indexOf(' '));
            found.addAll(elements(shown.substring(shown.indexOf(' ') + 1, shown.length() - 1)));
            between.run();
            steps++;
            assertTrue(steps < 100_000, "the scan does not end");
        } while (!cursor.equals("0"));
    }

    private Set<String> scanned(String options) {
        Set<String> found = new TreeSet<>();
        scan(options, found, () -> {});
        return found;
    }

    @Test
    void tellsKeysByPattern() {
        shown("MSET one 1 two 2 three 3 four 4");

        assertEquals(Set.of("one", "two", "three", "four"), new HashSet<>(elements(shown("KEYS *"))));
        assertEquals(Set.of("two", "three"), new HashSet<>(elements(shown("KEYS t*"))));
        assertEquals(Set.of("one"), new HashSet<>(elements(shown("KEYS o[a-n]?"))));
        assertEquals("[]", shown("KEYS x*"));
    }

    @Test
    void findsEveryKeyStepByStep() {
        Set<String> keys = new TreeSet<>();
        for (int i = 0; i < 1_000; i++) {
            keys.add("key:" + i);
            shown("SET key:" + i + " v");
        }

        assertEquals(keys, scanned(""));
        assertEquals(keys, scanned("COUNT 1"));
        assertEquals(keys, scanned("COUNT 9223372036854775807"));
        assertEquals(Set.of("key:107", "key:117", "key:127"), scanned("COUNT 100 MATCH key:1[0-2]7"));
    }

    @Test
    void tellsKeysByType() {
        List.of("SET string v", "RPUSH list v", "SADD set v", "HSET hash f v", "ZADD zset 1 v")
                .forEach(this::shown);

        for (String type : List.of("string", "list", "set", "hash", "zset")) {
            assertEquals(Set.of(type), scanned("TYPE " + type));
        }
        assertEquals(Set.of("list"), scanned("type LIST match l*"));
        assertEquals(Set.of(), scanned("TYPE stream"));
    }

    @Test
    void findsWhatIsThereAllTheWhileWhateverElseComesAndGoes() {
        for (long seed = 1; seed <= 20; seed++) {
            shown("FLUSHALL");
            Random random = new Random(seed);
            Set<String> staying = new TreeSet<>();
            for (int i = 0; i < 300; i++) {
                staying.add("stays:" + i);
                shown("SET stays:" + i + " v");
                shown("SET goes:" + i + " v");
            }
            Set<String> found = new TreeSet<>();

            // Not for ever: a scan ends when the table no longer grows faster than it goes on.
            int[] additions = {2_000};
            scan("COUNT 7", found, () -> {
                for (int i = 0; i < 20 && additions[0] > 0; i++) {
                    additions[0]--;
                    shown("SET comes:" + random.nextInt() + " v");
                    shown("DEL goes:" + random.nextInt(300));
                }
            });

            found.retainAll(staying);
            assertEquals(staying, found, "seed " + seed);
        }
    }

    @Test
    void leavesOutWhatHasExpired() {
        shown("SET a 1 PX 10");
        shown("SET b 1");
        console.nowMillis += 10;

        assertEquals("[b]", shown("KEYS *"));
        assertEquals(Set.of("b"), scanned(""));
    }

    @Test
    void endsAtACursorPastTheTable() {
        shown("SET a 1");
        assertEquals("[0 []]", shown("SCAN 1000000"));
        assertEquals("[0 []]", shown("SCAN 9223372036854775807"));
    }

    @Test
    void refusesWhatIsNoCursorOrOption() {
        assertEquals("!ERR invalid cursor", shown("SCAN x"));
        assertEquals("!ERR invalid cursor", shown("SCAN -1"));
        assertEquals("!ERR syntax error", shown("SCAN 0 COUNT"));
        assertEquals("!ERR syntax error", shown("SCAN 0 COUNT 0"));
        assertEquals("!ERR syntax error", shown("SCAN 0 FOO bar"));
        assertEquals("!ERR value is not an integer or out of range", shown("SCAN 0 COUNT x"));
    }
}
