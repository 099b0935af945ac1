package io.coxswain.samples;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * A set of byte strings from which a random one can be taken.
 *
 * <pre>
 *      indexes   b -&gt; 0   c -&gt; 1   a -&gt; 2        of each member its place in the list
 *      members   [ b, c, a ]                     a place for a random number to fall on
 * </pre>
 *
 * <p>Every operation on one member costs O(1): the place of a member that goes is taken by the last one. When the map
 * grows, which happens at each doubling, all members move at once.
 *
 * <p><b>Threads.</b> The loop.
 */
final class SetValue implements Value {
    private final Map<Bytes, Integer> indexes = new HashMap<>();
    private final List<Bytes> members = new ArrayList<>();

    @Override
    public String typeName() {
        return "set";
    }

    @Override
    public boolean isEmpty() {
        return members.isEmpty();
    }

    /** All members, in no order. Not to be changed. */
    List<Bytes> members() {
        return members;
    }

    boolean contains(Bytes member) {
        return indexes.containsKey(member);
    }

    /** Adds a member; false if it is there already. */
    boolean add(Bytes member) {
        if (indexes.putIfAbsent(member, members.size()) != null) {
            return false;
        }
        members.add(member);
        return true;
    }

    /** Removes a member; false if it is not there. */
    boolean remove(Bytes member) {
        Integer index = indexes.get(member);
        if (index == null) {
            return false;
        }
        swap(index, members.size() - 1);
        removeLast();
        return true;
    }

    /** Brings so many random members, each at most once, to the end of the list. O(count). */
    void shuffleToEnd(int count, RandomGenerator random) {
        for (int i = 0; i < count; i++) {
            int last = members.size() - 1 - i;
            swap(random.nextInt(last + 1), last);
        }
    }

    /** Removes the last members of the list. */
    void removeLast(int count) {
        for (int i = 0; i < count; i++) {
            removeLast();
        }
    }

    private void removeLast() {
        indexes.remove(members.remove(members.size() - 1));
    }

    private void swap(int one, int other) {
        if (one != other) {
            Bytes moved = members.set(one, members.get(other));
            members.set(other, moved);
            indexes.put(members.get(one), one);
            indexes.put(moved, other);
        }
    }
}
