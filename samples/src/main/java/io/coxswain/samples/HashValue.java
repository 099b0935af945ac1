package io.coxswain.samples;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Fields with a value each, in the order in which they came.
 *
 * <p>A JDK {@link LinkedHashMap}: an operation on one field costs O(1). When it grows, which happens at each doubling,
 * all fields move at once.
 *
 * <p><b>Threads.</b> The loop.
 */
final class HashValue implements Value {
    private final Map<Bytes, byte[]> fields = new LinkedHashMap<>();

    @Override
    public String typeName() {
        return "hash";
    }

    @Override
    public boolean isEmpty() {
        return fields.isEmpty();
    }

    /** The fields with their values, for what a map can do. The arrays are not to be changed. */
    Map<Bytes, byte[]> fields() {
        return fields;
    }
}
