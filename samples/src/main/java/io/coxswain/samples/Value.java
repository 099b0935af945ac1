package io.coxswain.samples;

/**
 * What a key stands for. Each type has a class of its own, and a class with its commands.
 *
 * <p><b>Threads.</b> The loop.
 */
sealed interface Value permits StringValue, ListValue, SetValue, HashValue, SortedSetValue {
    /** What {@code TYPE} calls it. */
    String typeName();

    /** Whether it is a collection without an element: its key has to vanish with the command that emptied it. */
    default boolean isEmpty() {
        return false;
    }
}
