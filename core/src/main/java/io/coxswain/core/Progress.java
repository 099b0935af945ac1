package io.coxswain.core;

import static java.lang.invoke.ConstantBootstraps.fieldVarHandle;

import com.google.errorprone.annotations.Keep;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * How far one half of a link has got: bytes so far, and when the last of them moved; readable while a job of it is out.
 *
 * <p>One of the few things that two threads see at once, and it lends nothing: the reader learns that bytes moved, not
 * which. A loop that is busy for a while, or a failure detector on another thread, thus does not take a peer for silent
 * whose bytes a worker has just read.
 *
 * <p><b>Threads.</b> {@link #advance}: the holder of the half's lease. The rest: any thread.
 *
 * <p><b>Memory.</b> The stamp is stored with release after the byte count and read with acquire before it: who sees a
 * stamp sees at least the bytes that it stamps. Lessons: {@code Progress_01} and {@code Progress_02}. The writer
 * changes with the lease, and the queues order one writer after the other, so plain arithmetic on the own count loses
 * nothing.
 */
final class Progress {
    private static final VarHandle TOTAL_BYTES =
            fieldVarHandle(MethodHandles.lookup(), "totalBytes", VarHandle.class, Progress.class, long.class);
    private static final VarHandle STAMP_NANOS =
            fieldVarHandle(MethodHandles.lookup(), "stampNanos", VarHandle.class, Progress.class, long.class);

    @Keep
    private long totalBytes; // only through TOTAL_BYTES

    @Keep
    private long stampNanos; // only through STAMP_NANOS

    /** Starts the clock of a new link. Loop. */
    void start(long nowNanos) {
        // Opaque: nobody else has the link yet.
        STAMP_NANOS.setOpaque(this, nowNanos);
    }

    /** Adds what has just moved. The holder of the lease. */
    void advance(long bytes, long nowNanos) {
        // Opaque: this thread, or the one that handed it the lease, wrote the old value. The release below publishes
        // it.
        TOTAL_BYTES.setOpaque(this, (long) TOTAL_BYTES.getOpaque(this) + bytes);
        // Release: pairs with the acquire in stampNanos(). The count above is visible to who sees this stamp.
        STAMP_NANOS.setRelease(this, nowNanos);
    }

    /** Bytes so far. Any thread: never less than what a stamp read before stood for. */
    long totalBytes() {
        // Opaque: ordered after stampNanos() by that method's acquire, if the caller asked for the stamp first.
        return (long) TOTAL_BYTES.getOpaque(this);
    }

    /** When bytes moved last, by {@link System#nanoTime}. Any thread. */
    long stampNanos() {
        // Acquire: pairs with the release in advance(); the bytes stamped are in totalBytes().
        return (long) STAMP_NANOS.getAcquire(this);
    }
}
