package io.coxswain.core;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A run of bytes of one segment that is queued on one link.
 *
 * <p>A segment that packs a link's small messages has one slice, which grows at its end while its beginning is being
 * written. A {@link SharedMessage} has one for each link it is queued on: the bytes are the same, and position and
 * limit are not.
 *
 * <p><b>Threads.</b> The loop; but {@link #workerView} belongs to the worker that holds the lease of the sending half
 * while the slice is before that job's boundary.
 */
final class Slice {
    final Segment segment;
    final ByteBuffer workerView;

    /** The message that these bytes are, if other links have it queued too; null if they are this link's alone. */
    @Nullable
    SharedMessage shared;

    /** Index of the first byte that the socket has not taken. */
    int startIndex;

    /** Index after the last byte that is queued. */
    int endIndex;

    Slice(Segment segment, ByteBuffer workerView) {
        this.segment = segment;
        this.workerView = workerView;
    }

    int queuedBytes() {
        return endIndex - startIndex;
    }

    /** Whether messages may be appended behind {@link #endIndex}: not to bytes that other links see too. */
    boolean isPacked() {
        return shared == null;
    }
}
