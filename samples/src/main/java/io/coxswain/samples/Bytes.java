package io.coxswain.samples;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Bytes that do not change: a member of a set, a field of a hash, a channel.
 *
 * <p>They are compared as Redis compares them, as unsigned numbers from the first byte on. That they can be compared
 * also keeps a {@link java.util.HashMap} quick when a client chooses members with equal hashes: it then makes a tree of
 * them.
 *
 * <p><b>Threads.</b> Immutable, as long as nobody writes to the array.
 */
final class Bytes implements Comparable<Bytes> {
    /** No bytes: comes before all others. */
    static final Bytes NONE = new Bytes(new byte[0]);

    private final byte[] array;
    private final int hash;

    /** Makes them of an array, which is theirs from now on. */
    Bytes(byte[] array) {
        this.array = array;
        this.hash = Arrays.hashCode(array);
    }

    /** The bytes of an argument. */
    static Bytes of(Arguments arguments, int index) {
        return new Bytes(arguments.copy(index));
    }

    /** The bytes themselves: not to be changed. */
    byte[] array() {
        return array;
    }

    /** How many they are. */
    int count() {
        return array.length;
    }

    /** As text, a character for each byte. Allocates. */
    @Override
    public String toString() {
        return new String(array, StandardCharsets.ISO_8859_1);
    }

    @Override
    public int compareTo(Bytes other) {
        return Arrays.compareUnsigned(array, other.array);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Bytes bytes && Arrays.equals(array, bytes.array);
    }

    @Override
    public int hashCode() {
        return hash;
    }
}
