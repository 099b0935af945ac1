package io.coxswain.samples;

import java.util.Arrays;

/**
 * Entries that expire, the one with the earliest deadline first: a binary heap in which an entry knows its place.
 *
 * <pre>
 *                 0                 no entry has an earlier deadline than its parent;
 *              /     \              the parent of i is (i - 1) / 2
 *             1       2
 *            / \     /
 *           3   4   5
 * </pre>
 *
 * <p>That is what makes expiring exact and bounded: what is due is at the top, and removing an entry because its key
 * was deleted or given another deadline costs a logarithm.
 *
 * <p><b>Threads.</b> The loop.
 *
 * <p><b>Limits.</b> None of its own: no more entries than the store has.
 */
final class DeadlineHeap {
    private static final int SLOTS_INITIAL = 16;

    private Entry[] entries = new Entry[SLOTS_INITIAL];
    private int count;

    /** How many entries have a deadline. */
    int count() {
        return count;
    }

    /** The entry with the earliest deadline. There is one: see {@link #count()}. */
    Entry earliest() {
        assert count > 0 : "earliest() of an empty heap";
        return entries[0];
    }

    /** Adds an entry that has just been given a deadline. */
    void add(Entry entry) {
        assert entry.expires() : "an entry without a deadline";
        if (count == entries.length) {
            entries = Arrays.copyOf(entries, 2 * count);
        }
        count++;
        place(entry, count - 1);
        siftUp(entry);
    }

    /** Removes an entry, before its deadline is changed. */
    @SuppressWarnings("NullAway") // Slots from count on are null, and nothing reads them.
    void remove(Entry entry) {
        assert entries[entry.heapIndex] == entry : "an entry that is not where it says";
        count--;
        Entry last = entries[count];
        entries[count] = null;
        if (last != entry) {
            place(last, entry.heapIndex);
            siftUp(last);
            siftDown(last);
        }
    }

    private void siftUp(Entry entry) {
        int index = entry.heapIndex;
        while (index > 0 && entries[(index - 1) / 2].deadlineMillis > entry.deadlineMillis) {
            place(entries[(index - 1) / 2], index);
            index = (index - 1) / 2;
        }
        place(entry, index);
    }

    private void siftDown(Entry entry) {
        int index = entry.heapIndex;
        int child = earlierChild(index);
        while (child < count && entries[child].deadlineMillis < entry.deadlineMillis) {
            place(entries[child], index);
            index = child;
            child = earlierChild(index);
        }
        place(entry, index);
    }

    /** The index of the child with the earlier deadline, or an index past the end if there is no child. */
    private int earlierChild(int index) {
        int left = 2 * index + 1;
        int right = left + 1;
        return right < count && entries[right].deadlineMillis < entries[left].deadlineMillis ? right : left;
    }

    private void place(Entry entry, int index) {
        entries[index] = entry;
        entry.heapIndex = index;
    }

    /** Forgets all entries. */
    void clear() {
        entries = new Entry[SLOTS_INITIAL];
        count = 0;
    }
}
