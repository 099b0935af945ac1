package io.coxswain.samples;

import io.coxswain.samples.Command.Keys;
import java.util.NavigableSet;
import java.util.TreeSet;

/**
 * Commands that tell of a range of a sorted set's members: O(log n + members told) by scores, O(members up to the last
 * one told) by indexes.
 *
 * <p><b>Threads.</b> The loop.
 */
final class SortedSetRangeCommands {
    private static final NavigableSet<ScoredMember> NOBODY = new TreeSet<>();

    private final TypedKeys<SortedSetValue> sets;

    SortedSetRangeCommands(KvStore store) {
        this.sets = new TypedKeys<>(store, SortedSetValue.class, SortedSetValue::new);
    }

    /** Adds these commands to a table. */
    void addTo(CommandTable table) {
        table.add("zrange", -4, Keys.READS_ONE, "Returns members between two indexes, or scores.", this::zrange);
        table.add("zrevrange", -4, Keys.READS_ONE, "Returns members between two indexes, backwards.", this::zrevrange);
        table.add("zrangebyscore", -4, Keys.READS_ONE, "Returns members between two scores.", this::zrangebyscore);
        table.add(
                "zrevrangebyscore",
                -4,
                Keys.READS_ONE,
                "Returns members between two scores, backwards.",
                this::zrevrangebyscore);
        table.add("zcount", 4, Keys.READS_ONE, "Returns how many members are between two scores.", this::zcount);
    }

    private void zrange(Arguments arguments, Reply reply) {
        write(arguments, ZrangeOptions.parseAll(arguments), reply);
    }

    private void zrevrange(Arguments arguments, Reply reply) {
        write(arguments, ZrangeOptions.parse(arguments, false, true), reply);
    }

    private void zrangebyscore(Arguments arguments, Reply reply) {
        write(arguments, ZrangeOptions.parse(arguments, true, false), reply);
    }

    private void zrevrangebyscore(Arguments arguments, Reply reply) {
        write(arguments, ZrangeOptions.parse(arguments, true, true), reply);
    }

    private void write(Arguments arguments, ZrangeOptions options, Reply reply) {
        NavigableSet<ScoredMember> found;
        IndexRange range;
        if (options.byScore()) {
            found = within(arguments, options.scores(arguments), options.descending());
            range = options.limited(arguments, found);
        } else {
            long start = arguments.longAt(2);
            long stop = arguments.longAt(3);
            SortedSetValue set = sets.find(arguments, 1);
            found = set == null ? NOBODY : set.all(options.descending());
            range = IndexRange.of(start, stop, found.size());
        }
        reply.array(options.withScores() ? 2 * range.count() : range.count());
        SortedSetValue.write(found, range, options.withScores(), reply);
    }

    private NavigableSet<ScoredMember> within(Arguments arguments, ScoreRange scores, boolean descending) {
        SortedSetValue set = sets.find(arguments, 1);
        return set == null ? NOBODY : set.within(scores, descending);
    }

    private void zcount(Arguments arguments, Reply reply) {
        NavigableSet<ScoredMember> found = within(arguments, ScoreRange.parse(arguments, 2, 3), false);
        reply.integer(found.size());
    }
}
