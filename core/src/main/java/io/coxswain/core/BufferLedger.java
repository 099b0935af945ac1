package io.coxswain.core;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;

/**
 * Who has which segment, since when and from where in the code: the debug mode's answer to a leak; see {@link EngineConfig#debug}.
 *
 * <p>It also overwrites what is given back, so that who reads a buffer afterwards reads {@code 0xDE} instead of bytes that happen
 * to be right still.
 *
 * <p><b>Threads.</b> The loop.
 *
 * <p><b>Memory.</b> An entry with a stack trace for each segment lent. That is why it is for debugging.
 */
final class BufferLedger {
    /** What bytes become that nobody may read any more. */
    static final byte POISON = (byte) 0xDE;

    private static final byte[] POISONED = new byte[BufferPool.SEGMENT_BYTES_MIN];

    static {
        Arrays.fill(POISONED, POISON);
    }

    private final IdentityHashMap<Segment, Entry> entries = new IdentityHashMap<>();
    private final LoopClock clock;

    /** One segment, and who has it. */
    private record Entry(Segment segment, Object holder, long sinceNanos, Throwable borrowed) {}

    BufferLedger(LoopClock clock) {
        this.clock = clock;
    }

    /** Notes a segment that has just been borrowed. */
    void lent(Segment segment, Object holder) {
        Entry previous =
                entries.put(segment, new Entry(segment, holder, clock.nanos(), new Throwable("borrowed by " + holder)));
        assert previous == null : "a segment lent twice";
    }

    /** Crosses a segment off that is being given back, and overwrites it. */
    void returned(Segment segment) {
        Entry entry = entries.remove(segment);
        assert entry != null : "a segment returned that was not lent";
        // A claim that its link's end left open may have narrowed it.
        segment.loopView().clear();
        poison(segment, 0, segment.bytes);
    }

    /** Sees to it that who has kept the view of a frame sees nothing by it, and poison by a view of that. */
    static void spoil(Segment segment, ByteBuffer view, int startIndex, int endIndex) {
        view.position(0).limit(0);
        poison(segment, startIndex, endIndex);
    }

    private static void poison(Segment segment, int startIndex, int endIndex) {
        int index = startIndex;
        while (index < endIndex) {
            int bytes = Math.min(endIndex - index, POISONED.length);
            segment.loopView().put(index, POISONED, 0, bytes);
            index += bytes;
        }
    }

    /** One line for each segment that is lent now, the longest lent first. */
    List<String> lines() {
        return sorted().stream()
                .map(entry -> entry.segment().bytes + " bytes held by " + entry.holder() + " for "
                        + (clock.nanos() - entry.sinceNanos()) / 1_000_000 + " ms")
                .toList();
    }

    /** Where those were borrowed, in the same order. */
    List<Throwable> origins() {
        return sorted().stream().map(Entry::borrowed).toList();
    }

    private List<Entry> sorted() {
        List<Entry> sorted = new ArrayList<>(entries.values());
        // By difference: nanoTime may wrap.
        sorted.sort((one, other) -> Long.signum(one.sinceNanos() - other.sinceNanos()));
        return sorted;
    }
}
