package io.coxswain.core;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;

/**
 * Who has which segment or network buffer, since when and from where in the code: the debug mode's answer to a leak;
 * see {@link EngineConfig#debug}.
 *
 * <p>It also overwrites what is given back, so that who reads a buffer afterwards reads {@code 0xDE} instead of bytes
 * that happen to be right still.
 *
 * <p><b>Threads.</b> The loop.
 *
 * <p><b>Memory.</b> An entry with a stack trace for each buffer lent. That is why it is for debugging.
 */
final class BufferLedger {
    /** What bytes become that nobody may read any more. */
    static final byte POISON = (byte) 0xDE;

    private static final byte[] POISONED = new byte[BufferPool.SEGMENT_BYTES_MIN];

    static {
        Arrays.fill(POISONED, POISON);
    }

    private final IdentityHashMap<Object, Entry> entries = new IdentityHashMap<>();
    private final LoopClock clock;

    /** One buffer, and who has it. */
    private record Entry(String what, Object holder, long sinceNanos, Throwable borrowed) {}

    BufferLedger(LoopClock clock) {
        this.clock = clock;
    }

    /** Notes a segment that has just been borrowed. */
    void lent(Segment segment, Object holder) {
        note(segment, segment.bytes + " bytes", holder);
    }

    /** Notes a network buffer that has just been borrowed. */
    void lent(ByteBuffer buffer, Object holder) {
        note(buffer, buffer.capacity() + " bytes of ciphertext", holder);
    }

    private void note(Object buffer, String what, Object holder) {
        Entry entry = new Entry(what, holder, clock.nanos(), new Throwable("borrowed by " + holder));
        Entry previous = entries.put(buffer, entry);
        assert previous == null : "a buffer lent twice";
    }

    /** Crosses a segment off that is being given back, and overwrites it. */
    void returned(Segment segment) {
        crossOff(segment);
        // A claim that its link's end left open may have narrowed it.
        segment.loopView().clear();
        poison(segment.loopView(), 0, segment.bytes);
    }

    /** Crosses a network buffer off that is being given back, and overwrites it. */
    void returned(ByteBuffer buffer) {
        crossOff(buffer);
        buffer.clear();
        poison(buffer, 0, buffer.capacity());
    }

    private void crossOff(Object buffer) {
        Entry entry = entries.remove(buffer);
        assert entry != null : "a buffer returned that was not lent";
    }

    /** Sees to it that who has kept the view of a frame sees nothing by it, and poison by a view of that. */
    static void spoil(Segment segment, ByteBuffer view, int startIndex, int endIndex) {
        view.position(0).limit(0);
        poison(segment.loopView(), startIndex, endIndex);
    }

    private static void poison(ByteBuffer buffer, int startIndex, int endIndex) {
        int index = startIndex;
        while (index < endIndex) {
            int bytes = Math.min(endIndex - index, POISONED.length);
            buffer.put(index, POISONED, 0, bytes);
            index += bytes;
        }
    }

    /** One line for each buffer that is lent now, the longest lent first. */
    List<String> lines() {
        return sorted().stream()
                .map(entry -> entry.what() + " held by " + entry.holder() + " for "
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
