package io.coxswain.core;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** A receiving half between a scripted source and a pool, looked at as the loop would. */
final class ReceivingBench {
    static final int SEGMENT_BYTES = BufferPool.SEGMENT_BYTES_MIN;
    static final long NOW_NANOS = 7_000;

    final BufferPool pool = new BufferPool(new Owner(), 8L << 20);
    final ScriptedChannel source = new ScriptedChannel();

    /** A half with a segment of the smallest size. */
    ReceivingHalf half(Framing framing, int readBytesMax, int framesMax) {
        ReceivingHalf half = new ReceivingHalf(offloaded -> {}, source, framing, readBytesMax, framesMax);
        half.attach(borrow(SEGMENT_BYTES));
        return half;
    }

    /** A half without bounds that matter. */
    ReceivingHalf half(Framing framing) {
        return half(framing, SEGMENT_BYTES, 100);
    }

    Segment borrow(int bytes) {
        return Objects.requireNonNull(pool.borrow(bytes));
    }

    /** Moves the tail to a segment of this length. */
    void moveInto(ReceivingHalf half, int bytes) {
        pool.giveBack(Objects.requireNonNull(half.compactInto(borrow(bytes))));
    }

    static void compactInPlace(ReceivingHalf half) {
        assertNull(half.compactInto(Objects.requireNonNull(half.segment())));
    }

    /** The frames of the snapshot, as a loop would deliver them. */
    static List<byte[]> frames(ReceivingHalf half) {
        List<byte[]> frames = new ArrayList<>();
        Segment segment = Objects.requireNonNull(half.segment());
        int start = 0;
        for (int i = 0; i < half.frameCount(); i++) {
            int end = segment.frameEnds()[i];
            byte[] frame = new byte[end - start];
            segment.loopView().get(start, frame);
            frames.add(frame);
            start = end;
        }
        return frames;
    }

    static List<String> texts(ReceivingHalf half) {
        return frames(half).stream().map(frame -> new String(frame, ISO_8859_1)).toList();
    }
}
