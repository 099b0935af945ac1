package io.coxswain.samples;

import org.jspecify.annotations.Nullable;

/**
 * One key of a {@link KvStore} with its value and its deadline, linked into the store's table and heap.
 *
 * <p><b>Threads.</b> The loop.
 */
final class Entry {
    /** The deadline of an entry that does not expire. A deadline is a time to come, and so is positive. */
    static final long NEVER = -1;

    // ---- the store ----
    final byte[] key;
    final long hash;

    @Nullable
    Entry nextInBucket;

    // ---- the heap of deadlines ----
    long deadlineMillis = NEVER;
    int heapIndex;

    // ---- everybody, through the methods ----
    private Value value;

    Entry(byte[] key, long hash, Value value) {
        this.key = key;
        this.hash = hash;
        this.value = value;
    }

    /** Whether it has a deadline. */
    boolean expires() {
        return deadlineMillis != NEVER;
    }

    /** Its value, of whatever type. */
    Value value() {
        return value;
    }

    /**
     * Its value, of the type that a command works on.
     *
     * @throws CommandException if the value is of another type
     */
    <V extends Value> V value(Class<V> type) {
        if (!type.isInstance(value)) {
            throw CommandException.wrongType();
        }
        return type.cast(value);
    }

    /** A string to be overwritten in place of whatever the value was. */
    StringValue overwritten() {
        if (value instanceof StringValue string) {
            return string;
        }
        StringValue fresh = new StringValue();
        value = fresh;
        return fresh;
    }
}
