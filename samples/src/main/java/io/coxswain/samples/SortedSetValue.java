package io.coxswain.samples;

import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Members with a score each, in the order of their scores.
 *
 * <p>A JDK {@link HashMap} from a member to its score and a {@link TreeSet} in the order of scores. Adding, changing
 * and removing a member and finding the first of a range of scores cost O(log n), a score O(1). The tree does not count
 * what is below a node, so the member of a rank costs O(rank): a skip list that counts would be the better structure,
 * and the longer class.
 *
 * <p><b>Threads.</b> The loop.
 */
final class SortedSetValue implements Value {
    private final Map<Bytes, ScoredMember> byMember = new HashMap<>();
    private final TreeSet<ScoredMember> byScore = new TreeSet<>();

    @Override
    public String typeName() {
        return "zset";
    }

    @Override
    public boolean isEmpty() {
        return byMember.isEmpty();
    }

    int count() {
        return byMember.size();
    }

    /** A member's score; null if it is not there. */
    @Nullable
    Double score(Bytes member) {
        ScoredMember scored = byMember.get(member);
        return scored == null ? null : scored.score();
    }

    /** Adds a member, or changes its score. */
    void put(Bytes member, double score) {
        // Adding zero makes a positive zero out of a negative one.
        ScoredMember scored = new ScoredMember(score + 0.0, member);
        ScoredMember before = byMember.put(member, scored);
        if (before != null) {
            byScore.remove(before);
        }
        byScore.add(scored);
    }

    /** Removes a member; false if it is not there. */
    boolean remove(Bytes member) {
        ScoredMember before = byMember.remove(member);
        return before != null && byScore.remove(before);
    }

    /** All members. A view: not to be changed, nor used after a change. */
    NavigableSet<ScoredMember> all(boolean descending) {
        return descending ? byScore.descendingSet() : byScore;
    }

    /** The members in a range of scores. A view: not to be changed, nor used after a change. */
    NavigableSet<ScoredMember> within(ScoreRange range, boolean descending) {
        NavigableSet<ScoredMember> found = new TreeSet<>();
        if (!range.isEmpty()) {
            ScoredMember first = new ScoredMember(range.min() + 0.0, Bytes.NONE);
            found = byScore.tailSet(first, true);
            if (range.max() < Double.POSITIVE_INFINITY) {
                ScoredMember behind = new ScoredMember(Math.nextUp(range.max()) + 0.0, Bytes.NONE);
                found = found.headSet(behind, false);
            }
        }
        return descending ? found.descendingSet() : found;
    }

    /** Removes the first members, or the last ones. O(count log n). */
    void removeFirst(int count, boolean descending) {
        for (int i = 0; i < count; i++) {
            ScoredMember removed = descending ? byScore.pollLast() : byScore.pollFirst();
            assert removed != null : "removing more members than there are";
            byMember.remove(removed.member());
        }
    }

    /** Writes a number of members after a number of others, at most as many as there are. */
    static void write(NavigableSet<ScoredMember> members, IndexRange range, boolean withScores, Reply reply) {
        Iterator<ScoredMember> next = members.iterator();
        for (int i = 0; i < range.first(); i++) {
            next.next();
        }
        for (int i = 0; i < range.count(); i++) {
            ScoredMember scored = next.next();
            reply.bulk(scored.member());
            if (withScores) {
                reply.bulk(scored.score());
            }
        }
    }
}
