package io.coxswain.samples;

import java.util.ArrayDeque;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * A list of byte strings.
 *
 * <p>A JDK {@link ArrayDeque}: both ends cost O(1), an element in the middle at index i costs O(i), as in Redis.
 * Growing copies references, once for each doubling.
 *
 * <p><b>Threads.</b> The loop.
 */
final class ListValue implements Value {
    private final ArrayDeque<byte[]> elements = new ArrayDeque<>();

    @Override
    public String typeName() {
        return "list";
    }

    @Override
    public boolean isEmpty() {
        return elements.isEmpty();
    }

    /** The elements, for what an {@link ArrayDeque} can do. */
    ArrayDeque<byte[]> elements() {
        return elements;
    }

    /** The element at an index, from the end if negative; null if there is none. O(distance from the nearer end). */
    byte @Nullable [] at(long index) {
        long fromHead = index < 0 ? index + elements.size() : index;
        if (fromHead < 0 || fromHead >= elements.size()) {
            return null;
        }
        long fromTail = elements.size() - 1 - fromHead;
        Iterator<byte[]> nearer = fromHead <= fromTail ? elements.iterator() : elements.descendingIterator();
        for (long i = Math.min(fromHead, fromTail); i > 0; i--) {
            nearer.next();
        }
        return nearer.next();
    }

    /** Writes a range of elements as an array. O(first + count). */
    void write(IndexRange range, Reply reply) {
        reply.array(range.count());
        Iterator<byte[]> next = elements.iterator();
        for (int i = 0; i < range.first(); i++) {
            next.next();
        }
        for (int i = 0; i < range.count(); i++) {
            reply.bulk(next.next());
        }
    }

    /** Keeps a range of elements. O(elements removed). */
    void keep(IndexRange range) {
        int behind = elements.size() - range.first() - range.count();
        for (int i = 0; i < range.first(); i++) {
            elements.removeFirst();
        }
        for (int i = 0; i < behind; i++) {
            elements.removeLast();
        }
    }

    /**
     * Removes elements that equal an argument. O(elements).
     *
     * @param limit how many at most: the first if positive, the last if negative, all if 0
     * @return how many were removed
     */
    int remove(Arguments arguments, int index, long limit) {
        int equal = 0;
        for (byte[] element : elements) {
            equal += arguments.hasBytes(index, element) ? 1 : 0;
        }
        // The absolute value of the smallest long is that long itself; nobody has so many elements.
        long removed = limit == 0 || limit == Long.MIN_VALUE ? equal : Math.min(equal, Math.abs(limit));
        EqualElements toRemove = new EqualElements(arguments, index, limit < 0 ? equal - removed : 0, removed);
        elements.removeIf(toRemove::accepts);
        return (int) removed;
    }

    /** Of the elements that equal an argument, a number of them after a number of others. */
    private static final class EqualElements {
        private final Arguments arguments;
        private final int index;
        private long toSkip;
        private long toAccept;

        EqualElements(Arguments arguments, int index, long toSkip, long toAccept) {
            this.arguments = arguments;
            this.index = index;
            this.toSkip = toSkip;
            this.toAccept = toAccept;
        }

        boolean accepts(byte[] element) {
            if (!arguments.hasBytes(index, element) || toAccept == 0) {
                return false;
            }
            if (toSkip > 0) {
                toSkip--;
                return false;
            }
            toAccept--;
            return true;
        }
    }
}
