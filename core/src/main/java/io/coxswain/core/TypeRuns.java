package io.coxswain.core;

/**
 * Which bytes of a send queue are of which message type, so that what a partial write took is accounted to the byte.
 *
 * <p>Runs, each a type and a count of bytes; neighbours of one type are one run, so that a link that sends one type has
 * one run however much it has queued. The last run, to which every message goes, is in two fields; those before it are
 * in a ring, which most links never need.
 *
 * <p><b>Threads.</b> The loop.
 */
final class TypeRuns {
    /** Message types are 0 to one less than this. */
    static final int TYPES = 16;

    private static final int TYPE_BITS = 4;

    /** Before two types were queued at once: most links of a large server are idle, and many send one type. */
    private static final long[] NO_RUNS = {};

    private int lastType;
    private long lastBytes;

    private long[] runs = NO_RUNS; // bytes above TYPE_BITS, type below; the length is a power of two, or 0
    private int head;
    private int count; // without the last run

    /** Counts bytes that were appended to the queue. */
    void append(int type, long bytes) {
        assert type >= 0 && type < TYPES : "type " + type;
        if (type != lastType && bytes > 0) {
            // Not without bytes: such messages, which no limit on queued bytes stops, would fill the ring.
            if (lastBytes > 0) {
                moveLastToRing();
            }
            lastType = type;
        }
        lastBytes += bytes;
    }

    private void moveLastToRing() {
        if (count == runs.length) {
            grow();
        }
        runs[(head + count) & (runs.length - 1)] = lastBytes << TYPE_BITS | lastType;
        count++;
        lastBytes = 0;
    }

    /** Counts bytes that the socket took, or that were dropped, into totals by type. */
    void consume(long bytes, long[] totalsByType) {
        long left = bytes;
        while (left > 0 && count > 0) {
            long run = runs[head];
            int type = (int) (run & (TYPES - 1));
            long taken = Math.min(left, run >>> TYPE_BITS);
            totalsByType[type] += taken;
            left -= taken;
            if (taken == run >>> TYPE_BITS) {
                head = (head + 1) & (runs.length - 1);
                count--;
            } else {
                runs[head] -= taken << TYPE_BITS;
            }
        }
        assert left <= lastBytes : "more bytes sent than queued";
        totalsByType[lastType] += left;
        lastBytes -= left;
    }

    private void grow() {
        long[] larger = new long[Math.max(2, runs.length * 2)];
        for (int i = 0; i < count; i++) {
            larger[i] = runs[(head + i) & (runs.length - 1)];
        }
        runs = larger;
        head = 0;
    }
}
