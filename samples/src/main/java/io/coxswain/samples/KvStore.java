package io.coxswain.samples;

import java.util.Arrays;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Keys, their values and their deadlines: the state that the loop of a kv server owns.
 *
 * <p>An entry past its deadline is gone for whoever looks for it, and is removed then. So that those nobody looks for
 * do not stay, a timer of the loop calls {@link #expireDue} now and then.
 *
 * <p>Nothing in here takes long at once, for there is one loop for all clients. The table grows by <em>linear
 * hashing</em>: with an entry more, one bucket more, which takes its share of the entries of one other bucket. So no
 * insertion has to move them all.
 *
 * <pre>
 *      buckets   0 1 2 3 4 5            6 in use: hash mod 8, or hash mod 4 where that gives 6 or 7
 *                    |
 *                    +-------&gt; 6        the 7th takes from bucket 2 what belongs to 6 mod 8
 * </pre>
 *
 * <p><b>Threads.</b> The loop, and no other: plain fields, no lock, nothing volatile. That is the point of it.
 *
 * <p><b>Limits.</b> The heap: like a Redis without {@code maxmemory}, it keeps what it is given. A key is no longer
 * than a frame, a string no longer than {@link StringValue#BYTES_MAX}. The table shrinks only when it is
 * cleared, on which {@link #scan} relies.
 */
final class KvStore {
    private static final int BUCKETS_INITIAL = 16;

    private final LongSupplier unixMillis;
    private final KeyHash keyHash;
    private final DeadlineHeap deadlines = new DeadlineHeap();

    private @Nullable Entry[] buckets = new @Nullable Entry[BUCKETS_INITIAL];
    private int bucketCount = BUCKETS_INITIAL;
    private int count;
    private long expiredCount;

    /**
     * Makes an empty store.
     *
     * @param unixMillis the time, in milliseconds since 1970; asked only where there is a deadline to compare it with
     * @param keyHash with a secret that clients do not know
     */
    KvStore(LongSupplier unixMillis, KeyHash keyHash) {
        this.unixMillis = unixMillis;
        this.keyHash = keyHash;
    }

    /** The time by which deadlines are judged, in milliseconds since 1970. */
    long nowMillis() {
        return unixMillis.getAsLong();
    }

    /**
     * Finds the entry whose key is an argument.
     *
     * @return null if there is none, or if its deadline has passed
     */
    @Nullable
    Entry find(Arguments arguments, int index) {
        return findLive(arguments, index, keyHash.of(arguments, index));
    }

    private @Nullable Entry findLive(Arguments arguments, int index, long hash) {
        Entry entry = buckets[bucketOf(hash)];
        while (entry != null && !(entry.hash == hash && arguments.hasBytes(index, entry.key))) {
            entry = entry.nextInBucket;
        }
        if (entry != null && entry.expires() && entry.deadlineMillis <= nowMillis()) {
            remove(entry);
            expiredCount++;
            return null;
        }
        return entry;
    }

    private int bucketOf(long hash) {
        int half = Integer.highestOneBit(bucketCount);
        int bucket = (int) hash & (2 * half - 1);
        return bucket < bucketCount ? bucket : bucket & (half - 1);
    }

    /**
     * Finds the entry whose key is an argument, or adds one without a deadline.
     *
     * @param empty makes the value of an entry that is added
     */
    Entry findOrAdd(Arguments arguments, int index, Supplier<? extends Value> empty) {
        long hash = keyHash.of(arguments, index);
        Entry found = findLive(arguments, index, hash);
        if (found != null) {
            return found;
        }
        Entry entry = new Entry(arguments.copy(index), hash, empty.get());
        if (count >= bucketCount) {
            addBucket();
        }
        link(entry);
        count++;
        return entry;
    }

    private void addBucket() {
        if (bucketCount == buckets.length) {
            buckets = Arrays.copyOf(buckets, 2 * buckets.length);
        }
        int half = Integer.highestOneBit(bucketCount);
        int split = bucketCount & (half - 1);
        Entry entry = buckets[split];
        buckets[split] = null;
        bucketCount++;
        while (entry != null) {
            Entry next = entry.nextInBucket;
            link(entry);
            entry = next;
        }
    }

    private void link(Entry entry) {
        int bucket = bucketOf(entry.hash);
        entry.nextInBucket = buckets[bucket];
        buckets[bucket] = entry;
    }

    /** Removes an entry of this store. It is not to be used again. */
    void remove(Entry entry) {
        persist(entry);
        int bucket = bucketOf(entry.hash);
        Entry before = null;
        Entry at = buckets[bucket];
        while (at != null && at != entry) {
            before = at;
            at = at.nextInBucket;
        }
        assert at == entry : "removing an entry that is not in the store";
        if (before == null) {
            buckets[bucket] = entry.nextInBucket;
        } else {
            before.nextInBucket = entry.nextInBucket;
        }
        entry.nextInBucket = null;
        count--;
    }

    /**
     * Gives an entry a deadline in place of what it had. One that has passed already removes it.
     *
     * @param deadlineMillis milliseconds since 1970
     */
    void expireAt(Entry entry, long deadlineMillis) {
        persist(entry);
        if (deadlineMillis <= nowMillis()) {
            remove(entry);
        } else {
            entry.deadlineMillis = deadlineMillis;
            deadlines.add(entry);
        }
    }

    /**
     * Takes the deadline of an entry away.
     *
     * @return whether it had one
     */
    boolean persist(Entry entry) {
        if (!entry.expires()) {
            return false;
        }
        deadlines.remove(entry);
        entry.deadlineMillis = Entry.NEVER;
        return true;
    }

    /**
     * Removes entries whose deadline has passed, the earliest first.
     *
     * @param entriesMax how many at most, so that the loop gets back to its clients
     * @return how many were removed; if that is {@code entriesMax}, more may be due
     */
    int expireDue(int entriesMax) {
        long now = deadlines.count() == 0 ? 0 : nowMillis();
        int removed = 0;
        while (removed < entriesMax && deadlines.count() > 0 && deadlines.earliest().deadlineMillis <= now) {
            remove(deadlines.earliest());
            removed++;
        }
        expiredCount += removed;
        return removed;
    }

    /**
     * Looks at some of the entries, the live ones, from a cursor on.
     *
     * <p>A cursor is the index of a bucket. The table only grows, and what an entry moves to is a bucket behind all
     * others: so whoever goes on from cursor to cursor up to the end comes across each entry at least once that is
     * there all the while, whatever is added and removed meanwhile.
     *
     * @param cursor 0 to begin
     * @param entriesMin after how many entries to stop, with the end of a bucket; earlier if ten times as many buckets
     *     are empty
     * @return the cursor to go on from, 0 at the end
     */
    int scan(int cursor, int entriesMin, Consumer<Entry> visitor) {
        int seen = 0;
        long bucketsEnd = cursor + 10L * entriesMin;
        int bucket = cursor;
        while (bucket < bucketCount && bucket < bucketsEnd && seen < entriesMin) {
            for (Entry entry = buckets[bucket]; entry != null; entry = entry.nextInBucket) {
                seen++;
                if (!entry.expires() || entry.deadlineMillis > nowMillis()) {
                    visitor.accept(entry);
                }
            }
            bucket++;
        }
        return bucket < bucketCount ? bucket : 0;
    }

    /** Removes all entries; the time it takes does not depend on how many there are. */
    void clear() {
        deadlines.clear();
        buckets = new @Nullable Entry[BUCKETS_INITIAL];
        bucketCount = BUCKETS_INITIAL;
        count = 0;
    }

    /** How many entries there are, those included whose deadline has passed unnoticed. */
    int count() {
        return count;
    }

    /** How many entries have a deadline. */
    int expiringCount() {
        return deadlines.count();
    }

    /** How many entries were removed because their deadline had passed, since the store was made. */
    long expiredCount() {
        return expiredCount;
    }
}
