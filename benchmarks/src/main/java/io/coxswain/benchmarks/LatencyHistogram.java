package io.coxswain.benchmarks;

import java.util.Arrays;

/**
 * Counts latencies in slots that are a 64th of their value wide, from nanoseconds to hours, in 28 KiB.
 *
 * <pre>
 *      value    0 .. 63       one slot each
 *      value   64 .. 127      64 slots of 1
 *      value  128 .. 255      64 slots of 2
 *      ...
 * </pre>
 *
 * <p><b>Threads.</b> One, the load generator's.
 */
final class LatencyHistogram {
    private static final int SLOT_BITS = 6;
    private static final int SLOTS_PER_OCTAVE = 1 << SLOT_BITS;
    private static final int OCTAVES = Long.SIZE - 1 - SLOT_BITS;

    private final long[] counts = new long[SLOTS_PER_OCTAVE * (OCTAVES + 1)];
    private long total;

    /** Counts one value. Nanoseconds, at least 0. */
    void record(long nanos) {
        counts[slotOf(nanos)]++;
        total++;
    }

    private static int slotOf(long nanos) {
        if (nanos < SLOTS_PER_OCTAVE) {
            return (int) nanos;
        }
        int shift = Long.SIZE - 1 - Long.numberOfLeadingZeros(nanos) - SLOT_BITS;
        return (shift << SLOT_BITS) + (int) (nanos >>> shift);
    }

    private static long lowestOf(int slot) {
        if (slot < 2 * SLOTS_PER_OCTAVE) {
            return slot;
        }
        int shift = (slot >> SLOT_BITS) - 1;
        return (long) (slot - (shift << SLOT_BITS)) << shift;
    }

    /** How many values were counted. */
    long total() {
        return total;
    }

    /**
     * The value below which a share of all values lies.
     *
     * @param share 0 to 1
     * @return the lower bound of its slot, in nanoseconds; 0 if nothing was counted
     */
    long percentile(double share) {
        long wanted = Math.min(total - 1, (long) (share * total));
        long seen = 0;
        for (int slot = 0; slot < counts.length; slot++) {
            seen += counts[slot];
            if (seen > wanted) {
                return total == 0 ? 0 : lowestOf(slot);
            }
        }
        return 0;
    }

    /** Forgets everything. */
    void clear() {
        Arrays.fill(counts, 0);
        total = 0;
    }
}
