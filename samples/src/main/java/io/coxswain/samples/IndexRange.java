package io.coxswain.samples;

/**
 * Which elements a request asks for by two indexes, where -1 is the last element: resolved for a number of elements.
 *
 * @param first index of the first element, not negative
 * @param count how many elements; 0 if the range is empty
 */
record IndexRange(int first, int count) {
    /**
     * Resolves a range. What reaches past the elements is cut off.
     *
     * @param start index of the first, from the end if negative
     * @param stop index of the last, from the end if negative
     * @param elements how many there are
     */
    static IndexRange of(long start, long stop, int elements) {
        long first = Math.max(0, start < 0 ? start + elements : start);
        long last = Math.min(elements - 1L, stop < 0 ? stop + elements : stop);
        return first > last ? new IndexRange(0, 0) : new IndexRange((int) first, (int) (last - first + 1));
    }
}
