package io.coxswain.core;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.GatheringByteChannel;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The sending half of a link: one WRITE job gives the socket everything up to a boundary, in one gathering call.
 *
 * <p>The boundary is a snapshot that the loop takes when it dispatches: an array of buffers whose limits say how far
 * this job may go. Meanwhile the loop may append to the last segment, behind that limit, through a buffer of its own;
 * it never moves or reuses a byte before the boundary until the job is back.
 *
 * <p><b>Threads.</b> All of it belongs to the holder of the lease: a worker inside {@link #run}, the loop otherwise.
 *
 * <p><b>Memory.</b> Plain fields; see {@link Job}. Lessons: {@code WriteBoundary_01} and {@code WriteBoundary_02}.
 *
 * <p><b>Limits.</b> At most {@value #SLICES_MAX} buffers, well below the 1,024 that one system call takes, so that a
 * short write always means that the socket is full, or with TLS that it lacks a buffer or a read. How many bytes is for
 * the loop to say.
 */
final class SendingHalf extends Job {
    /** Buffers in one gathering write. */
    static final int SLICES_MAX = 128;

    /** Stands in the places of a boundary that is over: a buffer there would keep its memory from the collector. */
    private static final ByteBuffer NONE = ByteBuffer.allocate(0);

    private static final ByteBuffer[] NO_BUFFERS = {};

    private final GatheringByteChannel sink;
    private final Progress progress = new Progress();

    // ---- the holder of the lease ----
    private ByteBuffer[] boundary = NO_BUFFERS;
    private int sliceCount;
    private long boundaryBytes;
    private long bytesWritten;
    private @Nullable IOException error;

    SendingHalf(JobListener listener, GatheringByteChannel sink) {
        super(listener, Operation.WRITE);
        this.sink = sink;
    }

    /** Forgets the last boundary, before a new one is drawn. Loop. */
    void clearBoundary() {
        assert !isLent() : "the boundary belongs to the job that is out";
        sliceCount = 0;
        boundaryBytes = 0;
    }

    /**
     * Moves the boundary behind one more slice. Loop, before the job is dispatched.
     *
     * @param view a buffer over the slice's bytes that nobody else uses until the job is back
     * @param startIndex first byte to write
     * @param endIndex index after the last byte to write
     */
    void extendBoundary(ByteBuffer view, int startIndex, int endIndex) {
        assert !isLent() : "the boundary belongs to the job that is out";
        assert sliceCount < SLICES_MAX : "more than " + SLICES_MAX + " slices in one job";
        if (sliceCount == boundary.length) {
            ByteBuffer[] larger = new ByteBuffer[Math.min(SLICES_MAX, Math.max(2, boundary.length * 4))];
            Arrays.fill(larger, NONE);
            System.arraycopy(boundary, 0, larger, 0, sliceCount);
            boundary = larger;
        }
        view.limit(endIndex).position(startIndex);
        boundary[sliceCount] = view;
        sliceCount++;
        boundaryBytes += endIndex - startIndex;
    }

    @Override
    void run(long nowNanos) {
        bytesWritten = 0;
        error = null;
        try {
            bytesWritten = sliceCount == 1 ? sink.write(boundary[0]) : sink.write(boundary, 0, sliceCount);
        } catch (IOException e) {
            error = e;
            return;
        } finally {
            Arrays.fill(boundary, 0, sliceCount, NONE);
        }
        if (bytesWritten > 0) {
            progress.advance(bytesWritten, nowNanos);
        }
    }

    /** Bytes up to the boundary of the last job. */
    long boundaryBytes() {
        return boundaryBytes;
    }

    /** Bytes that the socket took in the last job. */
    long bytesWritten() {
        return bytesWritten;
    }

    /** Why the socket failed in the last job, or null. */
    @Nullable
    IOException error() {
        return error;
    }

    /** How far this half has got. Any thread. */
    Progress progress() {
        return progress;
    }
}
