package io.coxswain.samples;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The keys of a store as the commands of one type of collection see them: a key has a collection of that type, or is
 * absent, or the command fails.
 *
 * <p><b>Threads.</b> The loop.
 *
 * @param <V> the type of the collections
 */
final class TypedKeys<V extends Value> {
    private final KvStore store;
    private final Class<V> type;
    private final Supplier<V> empty;

    /**
     * Makes a view of a store.
     *
     * @param empty makes an empty collection
     */
    TypedKeys(KvStore store, Class<V> type, Supplier<V> empty) {
        this.store = store;
        this.type = type;
        this.empty = empty;
    }

    /**
     * Finds the collection whose key is an argument; null if there is none.
     *
     * @throws CommandException if the key has a value of another type
     */
    @Nullable
    V find(Arguments arguments, int index) {
        Entry entry = store.find(arguments, index);
        return entry == null ? null : entry.value(type);
    }

    /**
     * Finds the collection whose key is an argument, or adds an empty one, which has to get an element at once.
     *
     * @throws CommandException if the key has a value of another type
     */
    V findOrAdd(Arguments arguments, int index) {
        return store.findOrAdd(arguments, index, empty).value(type);
    }

    /** Removes the key with its last element; after each removal of elements. */
    void removeIfEmpty(Arguments arguments, int index, V collection) {
        if (collection.isEmpty()) {
            Entry entry = store.find(arguments, index);
            assert entry != null && entry.value() == collection : "a collection that is not under its key";
            store.remove(entry);
        }
    }
}
