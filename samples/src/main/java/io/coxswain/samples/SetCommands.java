package io.coxswain.samples;

import io.coxswain.samples.Command.Keys;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Commands on sets. Each costs O(1) for each member that it names or returns.
 *
 * <p><b>Threads.</b> The loop.
 */
final class SetCommands {
    private final TypedKeys<SetValue> sets;
    private final RandomGenerator random;

    /**
     * Makes the commands.
     *
     * @param random chooses members
     */
    SetCommands(KvStore store, RandomGenerator random) {
        this.sets = new TypedKeys<>(store, SetValue.class, SetValue::new);
        this.random = random;
    }

    /** Adds these commands to a table. */
    void addTo(CommandTable table) {
        table.add("sadd", -3, Keys.WRITES_ONE, "Adds members.", this::sadd);
        table.add("srem", -3, Keys.WRITES_ONE, "Removes members.", this::srem);
        table.add("smembers", 2, Keys.READS_ONE, "Returns all members.", this::smembers);
        table.add("scard", 2, Keys.READS_ONE, "Returns how many members there are.", this::scard);
        table.add("sismember", 3, Keys.READS_ONE, "Returns whether it is a member.", this::sismember);
        table.add("smismember", -3, Keys.READS_ONE, "Returns of each whether it is a member.", this::smismember);
        table.add("spop", -2, Keys.WRITES_ONE, "Removes random members.", this::spop);
        table.add("srandmember", -2, Keys.READS_ONE, "Returns random members.", this::srandmember);
    }

    private void sadd(Arguments arguments, Reply reply) {
        SetValue set = sets.findOrAdd(arguments, 1);
        int added = 0;
        for (int i = 2; i < arguments.count(); i++) {
            added += set.add(Bytes.of(arguments, i)) ? 1 : 0;
        }
        reply.integer(added);
    }

    private void srem(Arguments arguments, Reply reply) {
        SetValue set = sets.find(arguments, 1);
        int removed = 0;
        if (set != null) {
            for (int i = 2; i < arguments.count(); i++) {
                removed += set.remove(Bytes.of(arguments, i)) ? 1 : 0;
            }
            sets.removeIfEmpty(arguments, 1, set);
        }
        reply.integer(removed);
    }

    private void smembers(Arguments arguments, Reply reply) {
        SetValue set = sets.find(arguments, 1);
        write(set == null ? List.of() : set.members(), reply);
    }

    private static void write(List<Bytes> members, Reply reply) {
        reply.array(members.size());
        for (int i = 0; i < members.size(); i++) {
            reply.bulk(members.get(i));
        }
    }

    private void scard(Arguments arguments, Reply reply) {
        SetValue set = sets.find(arguments, 1);
        reply.integer(set == null ? 0 : set.members().size());
    }

    private void sismember(Arguments arguments, Reply reply) {
        contains(sets.find(arguments, 1), arguments, 2, reply);
    }

    private void smismember(Arguments arguments, Reply reply) {
        SetValue set = sets.find(arguments, 1);
        reply.array(arguments.count() - 2);
        for (int i = 2; i < arguments.count(); i++) {
            contains(set, arguments, i, reply);
        }
    }

    private static void contains(@Nullable SetValue set, Arguments arguments, int index, Reply reply) {
        reply.integer(set != null && set.contains(Bytes.of(arguments, index)) ? 1 : 0);
    }

    private void spop(Arguments arguments, Reply reply) {
        boolean single = isSingle(arguments);
        int wanted = single ? 1 : arguments.countAt(2);
        SetValue set = sets.find(arguments, 1);
        if (set == null) {
            nothing(single, reply);
            return;
        }
        int popped = Math.min(wanted, set.members().size());
        writeRandom(set, popped, single, reply);
        set.removeLast(popped);
        sets.removeIfEmpty(arguments, 1, set);
    }

    private static boolean isSingle(Arguments arguments) {
        if (arguments.count() > 3) {
            throw CommandException.syntax();
        }
        return arguments.count() == 2;
    }

    private static void nothing(boolean single, Reply reply) {
        if (single) {
            reply.nil();
        } else {
            reply.array(0);
        }
    }

    /** Writes random members, which are the last of the list after that. */
    private void writeRandom(SetValue set, int count, boolean single, Reply reply) {
        set.shuffleToEnd(count, random);
        List<Bytes> members = set.members();
        if (single) {
            reply.bulk(members.get(members.size() - 1));
        } else {
            write(members.subList(members.size() - count, members.size()), reply);
        }
    }

    /** A negative count asks for so many members, of which some may be the same. */
    private void srandmember(Arguments arguments, Reply reply) {
        boolean single = isSingle(arguments);
        long wanted = single ? 1 : arguments.longAt(2);
        if (wanted < -Integer.MAX_VALUE) {
            throw new CommandException("ERR value is out of range");
        }
        SetValue set = sets.find(arguments, 1);
        if (set == null) {
            nothing(single, reply);
        } else if (wanted >= 0) {
            writeRandom(set, (int) Math.min(wanted, set.members().size()), single, reply);
        } else {
            reply.array((int) -wanted);
            for (long i = wanted; i < 0; i++) {
                reply.bulk(set.members().get(random.nextInt(set.members().size())));
            }
        }
    }
}
