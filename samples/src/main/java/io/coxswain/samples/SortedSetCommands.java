package io.coxswain.samples;

import io.coxswain.samples.Command.Keys;
import java.util.NavigableSet;
import org.jspecify.annotations.Nullable;

/**
 * Commands that change sorted sets, and those that tell of single members: O(log n) for each that is changed, O(1) for
 * each that is told.
 *
 * <p><b>Threads.</b> The loop.
 */
final class SortedSetCommands {
    private final TypedKeys<SortedSetValue> sets;

    SortedSetCommands(KvStore store) {
        this.sets = new TypedKeys<>(store, SortedSetValue.class, SortedSetValue::new);
    }

    /** Adds these commands to a table. */
    void addTo(CommandTable table) {
        table.add("zadd", -4, Keys.WRITES_ONE, "Adds members, or changes their scores.", this::zadd);
        table.add("zincrby", 4, Keys.WRITES_ONE, "Adds to a member's score.", this::zincrby);
        table.add("zrem", -3, Keys.WRITES_ONE, "Removes members.", this::zrem);
        table.add("zcard", 2, Keys.READS_ONE, "Returns how many members there are.", this::zcard);
        table.add("zscore", 3, Keys.READS_ONE, "Returns a member's score.", this::zscore);
        table.add("zmscore", -3, Keys.READS_ONE, "Returns several members' scores.", this::zmscore);
        table.add("zpopmin", -2, Keys.WRITES_ONE, "Removes the members with the lowest scores.", this::zpopmin);
        table.add("zpopmax", -2, Keys.WRITES_ONE, "Removes the members with the highest scores.", this::zpopmax);
    }

    private void zadd(Arguments arguments, Reply reply) {
        add(arguments, ZaddOptions.parse(arguments), reply);
    }

    private void zincrby(Arguments arguments, Reply reply) {
        add(arguments, ZaddOptions.ZINCRBY, reply);
    }

    private void add(Arguments arguments, ZaddOptions options, Reply reply) {
        // All of them are looked at before anything is changed.
        for (int i = options.firstScore(); i < arguments.count(); i += 2) {
            arguments.doubleAt(i);
        }
        SortedSetValue present = sets.find(arguments, 1);
        if (options.increments()) {
            increment(arguments, options, present, reply);
            return;
        }
        if (present == null && options.ifPresent()) {
            reply.integer(0);
            return;
        }
        SortedSetValue set = present == null ? sets.findOrAdd(arguments, 1) : present;
        int added = 0;
        int changed = 0;
        for (int i = options.firstScore(); i < arguments.count(); i += 2) {
            Bytes member = Bytes.of(arguments, i + 1);
            double score = arguments.doubleAt(i);
            Double before = set.score(member);
            if (options.allows(before, score)) {
                set.put(member, score);
                added += before == null ? 1 : 0;
                changed += before != null && before != score ? 1 : 0;
            }
        }
        reply.integer(options.countsChanged() ? added + changed : added);
    }

    private void increment(Arguments arguments, ZaddOptions options, @Nullable SortedSetValue present, Reply reply) {
        double amount = arguments.doubleAt(options.firstScore());
        Bytes member = Bytes.of(arguments, options.firstScore() + 1);
        Double before = present == null ? null : present.score(member);
        double after = before == null ? amount : before + amount;
        if (Double.isNaN(after)) {
            throw new CommandException("ERR resulting score is not a number (NaN)");
        }
        if (options.allows(before, after)) {
            SortedSetValue set = present == null ? sets.findOrAdd(arguments, 1) : present;
            set.put(member, after);
            reply.bulk(after);
        } else {
            reply.nil();
        }
    }

    private void zrem(Arguments arguments, Reply reply) {
        SortedSetValue set = sets.find(arguments, 1);
        int removed = 0;
        if (set != null) {
            for (int i = 2; i < arguments.count(); i++) {
                removed += set.remove(Bytes.of(arguments, i)) ? 1 : 0;
            }
            sets.removeIfEmpty(arguments, 1, set);
        }
        reply.integer(removed);
    }

    private void zcard(Arguments arguments, Reply reply) {
        SortedSetValue set = sets.find(arguments, 1);
        reply.integer(set == null ? 0 : set.count());
    }

    private void zscore(Arguments arguments, Reply reply) {
        score(sets.find(arguments, 1), arguments, 2, reply);
    }

    private void zmscore(Arguments arguments, Reply reply) {
        SortedSetValue set = sets.find(arguments, 1);
        reply.array(arguments.count() - 2);
        for (int i = 2; i < arguments.count(); i++) {
            score(set, arguments, i, reply);
        }
    }

    private static void score(@Nullable SortedSetValue set, Arguments arguments, int index, Reply reply) {
        Double score = set == null ? null : set.score(Bytes.of(arguments, index));
        if (score == null) {
            reply.nil();
        } else {
            reply.bulk(score);
        }
    }

    private void zpopmin(Arguments arguments, Reply reply) {
        pop(arguments, false, reply);
    }

    private void zpopmax(Arguments arguments, Reply reply) {
        pop(arguments, true, reply);
    }

    private void pop(Arguments arguments, boolean descending, Reply reply) {
        if (arguments.count() > 3) {
            throw CommandException.syntax();
        }
        int wanted = arguments.count() == 2 ? 1 : arguments.countAt(2);
        SortedSetValue set = sets.find(arguments, 1);
        if (set == null) {
            reply.array(0);
            return;
        }
        // First into the reply, which may turn out too long; then out of the set.
        int popped = Math.min(wanted, set.count());
        NavigableSet<ScoredMember> members = set.all(descending);
        reply.array(2 * popped);
        SortedSetValue.write(members, new IndexRange(0, popped), true, reply);
        set.removeFirst(popped, descending);
        sets.removeIfEmpty(arguments, 1, set);
    }
}
