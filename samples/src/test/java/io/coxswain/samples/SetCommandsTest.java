package io.coxswain.samples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Sets; the replies are those of Redis 7.0, in which the order of members is of no meaning. */
class SetCommandsTest {
    private final Console console = new Console();

    private String shown(String line) {
        return console.shown(line);
    }

    private Set<String> members(String line) {
        String shown = shown(line);
        return new TreeSet<>(List.of(shown.substring(1, shown.length() - 1).split(" ")));
    }

    @Test
    void addsAndRemovesMembers() {
        assertEquals("#2", shown("SADD s a b a"));
        assertEquals("#1", shown("SADD s b c"));
        assertEquals("#3", shown("SCARD s"));
        assertEquals(Set.of("a", "b", "c"), members("SMEMBERS s"));
        assertEquals("#2", shown("SREM s a c x"));
        assertEquals("#1", shown("SREM s b"));
        assertEquals("#0", shown("EXISTS s"));
        assertEquals("#0", shown("SREM s b"));
    }

    @Test
    void tellsWhoIsAMember() {
        shown("SADD s a b");
        assertEquals("#1", shown("SISMEMBER s a"));
        assertEquals("#0", shown("SISMEMBER s c"));
        assertEquals("[#1 #0 #1]", shown("SMISMEMBER s a c b"));
        assertEquals("[#0 #0]", shown("SMISMEMBER none a c"));
        assertEquals("#0", shown("SISMEMBER none a"));
        assertEquals("+set", shown("TYPE s"));
    }

    @Test
    void saysThatThereIsNothingInASetThatIsAbsent() {
        assertEquals("nil", shown("SPOP s"));
        assertEquals("[]", shown("SPOP s 3"));
        assertEquals("nil", shown("SRANDMEMBER s"));
        assertEquals("[]", shown("SRANDMEMBER s -3"));
        assertEquals("[]", shown("SMEMBERS s"));
        assertEquals("#0", shown("SCARD s"));
    }

    @Test
    void takesEachMemberOnce() {
        shown("SADD s a b c d e");
        Set<String> taken = new HashSet<>();
        taken.add(shown("SPOP s"));
        assertEquals("[]", shown("SPOP s 0"));
        taken.addAll(members("SPOP s 2"));
        taken.addAll(members("SPOP s 10"));

        assertEquals(Set.of("a", "b", "c", "d", "e"), taken);
        assertEquals("#0", shown("EXISTS s"));
    }

    @Test
    void takesMembersAtRandom() {
        Set<String> first = new HashSet<>();
        for (int i = 0; i < 200; i++) {
            shown("SADD s a b c d");
            first.add(shown("SPOP s"));
            shown("DEL s");
        }

        assertEquals(Set.of("a", "b", "c", "d"), first);
    }

    @Test
    void showsRandomMembersWithoutRemovingThem() {
        shown("SADD s a b c");
        assertTrue(Set.of("a", "b", "c").contains(shown("SRANDMEMBER s")));
        assertEquals(Set.of("a", "b", "c"), members("SRANDMEMBER s 5"));
        assertEquals(2, members("SRANDMEMBER s 2").size());
        assertEquals(20, shown("SRANDMEMBER s -20").split(" ").length);
        assertEquals("[]", shown("SRANDMEMBER s 0"));
        assertEquals(Set.of("a", "b", "c"), members("SMEMBERS s"));
    }

    @Test
    void agreesWithAModel() {
        long seed = 12;
        Random random = new Random(seed);
        Set<String> model = new TreeSet<>();
        for (int step = 0; step < 3_000; step++) {
            String member = "m" + random.nextInt(30);
            switch (random.nextInt(5)) {
                case 0, 1 -> assertEquals(model.add(member) ? "#1" : "#0", shown("SADD s " + member));
                case 2, 3 -> assertEquals(model.remove(member) ? "#1" : "#0", shown("SREM s " + member));
                default -> {
                    String popped = shown("SPOP s");
                    assertEquals(!model.isEmpty(), model.remove(popped), "seed " + seed + ", step " + step);
                }
            }
            assertEquals("#" + model.size(), shown("SCARD s"), "seed " + seed + ", step " + step);
        }
        assertEquals(model, members("SMEMBERS s"));
    }

    @Test
    void refusesWhatIsNoCount() {
        shown("SADD s a");
        assertEquals("!ERR value is out of range, must be positive", shown("SPOP s -1"));
        assertEquals("!ERR syntax error", shown("SPOP s 1 2"));
        assertEquals("!ERR syntax error", shown("SRANDMEMBER s 1 2"));
        assertEquals("!ERR value is out of range", shown("SRANDMEMBER s -9223372036854775807"));
        assertEquals("!ERR value is not an integer or out of range", shown("SRANDMEMBER s x"));
    }

    @Test
    void removesNothingIfTheReplyWouldBeTooLong() {
        console.ask("SADD", "s", "x".repeat(40_000), "y".repeat(40_000));

        assertEquals("!ERR the reply exceeds 65536 bytes", shown("SPOP s 2"));
        assertEquals("#2", shown("SCARD s"));
    }
}
