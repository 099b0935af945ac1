package io.coxswain.core;

import static java.lang.invoke.ConstantBootstraps.fieldVarHandle;

import com.google.errorprone.annotations.Keep;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import org.jspecify.annotations.Nullable;

/**
 * The receiving half of a link: one READ job takes bytes from the socket and finds the frames in them.
 *
 * <p>A job makes at most one {@code read} call, bounded by the room in the segment, and publishes one snapshot: where
 * each complete frame ends, and what became of the rest. The loop then delivers the frames in place and never looks for
 * them again. The bytes of an unfinished frame stay at the end, with the framing's resume value, for the next job.
 *
 * <pre>
 *     0            frameEnds[0]   frameEnds[n-1] = scannedIndex      filledIndex       segment end
 *     | frame 0     | ...            | begin of an unfinished frame   | room             |
 * </pre>
 *
 * <p><b>Threads.</b> All of it belongs to the holder of the lease: a worker inside {@link #run}, the loop otherwise.
 * {@link #mayLinger}, {@link #callBack} and {@link #progress}: the loop at any time.
 *
 * <p><b>Memory.</b> Plain fields, see {@link Job}, but for the request to come home: a hint on which no order rests, so
 * it has no lesson. Those of the snapshot: {@code ReadSnapshot_01} and {@code ReadSnapshot_02}.
 *
 * <p><b>Limits.</b> One {@code read} of at most {@code readBytesMax}, at most {@code framesMax} frames found; frames
 * beyond stay for the next job, which looks at them before it reads on.
 */
final class ReceivingHalf extends Job {
    private static final VarHandle IS_CALLED_BACK =
            fieldVarHandle(MethodHandles.lookup(), "isCalledBack", VarHandle.class, ReceivingHalf.class, boolean.class);

    /** What became of the bytes behind the complete frames. */
    enum Outcome {
        /** They begin a frame that goes on. */
        OK,
        /** The peer has sent its last byte. */
        END,
        /** The socket failed; see {@link #error()}. */
        ERROR,
        /** They are no frame. */
        MALFORMED,
        /** They begin a frame that is too long. */
        TOO_LARGE
    }

    private final ReadableByteChannel source;
    private final Framing framing;
    private final int readBytesMax;
    private final int framesMax;
    private final Progress progress = new Progress();

    // ---- loop, while the half is at home; read by its holder, and by the loop at any time ----
    private boolean mayLinger;

    // ---- loop, at any time; read by the holder ----
    @Keep
    private boolean isCalledBack; // only through IS_CALLED_BACK

    // ---- the holder of the lease ----
    private @Nullable Segment segment;
    private int filledIndex;
    private int scannedIndex;
    private long resume;
    private int frameCount;
    private int bytesRead;
    private boolean filledRoom;
    private boolean hasUnscannedBytes;
    private boolean discarding;
    private boolean isInSocket;
    private Outcome outcome = Outcome.OK;
    private @Nullable IOException error;

    ReceivingHalf(JobListener listener, ReadableByteChannel source, Framing framing, int readBytesMax, int framesMax) {
        super(listener, Operation.READ);
        this.source = source;
        this.framing = framing;
        this.readBytesMax = readBytesMax;
        this.framesMax = framesMax;
    }

    /** Gives this half a segment to read into. Loop, while it has none. */
    void attach(Segment borrowed) {
        assert !isLent() && segment == null : "attach() to a half that has a segment";
        segment = borrowed;
        filledIndex = 0;
        scannedIndex = 0;
        frameCount = 0;
    }

    /** Takes the segment away, with whatever is in it. Loop. */
    @Nullable
    Segment detach() {
        assert !isLent() : "detach() while a worker may read into it";
        Segment detached = segment;
        segment = null;
        filledIndex = 0;
        scannedIndex = 0;
        frameCount = 0;
        return detached;
    }

    /** Takes the segment away, and makes every job from now on read without looking for frames. Loop. */
    @Nullable
    Segment discardAll() {
        discarding = true;
        hasUnscannedBytes = false;
        return detach();
    }

    /** Says whether a worker may keep the next job if the socket has nothing. Loop, before it is dispatched. */
    void letLinger(boolean on) {
        assert !isLent() : "letLinger() while a worker looks at it";
        mayLinger = on;
        // Opaque, where plain would do: no worker has the half, and its hand-over publishes this.
        IS_CALLED_BACK.setOpaque(this, false);
    }

    /**
     * Asks for the half if it lingers. It comes home after its next try: one nap later, if its worker has nothing else
     * to do; nobody is woken. Not for the end of a link, which waits for the rest of the millisecond. Loop, at any
     * time.
     */
    void callBack() {
        if (mayLinger) {
            // Opaque: seen by the worker's read in wantsToLinger(), soon. It gives nobody access; the completion does.
            IS_CALLED_BACK.setOpaque(this, true);
        }
    }

    @Override
    boolean mayLinger() {
        return mayLinger;
    }

    @Override
    boolean wantsToLinger() {
        // Opaque: as in callBack().
        return mayLinger && hasFoundNothing() && !(boolean) IS_CALLED_BACK.getOpaque(this) && awaitsSocket();
    }

    /** With TLS a read may also lack a buffer, or a write before it, for which only the loop can see. */
    private boolean awaitsSocket() {
        return !(source instanceof TlsPassage passage) || passage.awaitsSocket();
    }

    @Override
    void run(long nowNanos) {
        Segment target = segment;
        assert target != null : "a READ job without a segment";
        frameCount = 0;
        bytesRead = 0;
        filledRoom = false;
        isInSocket = false;
        outcome = Outcome.OK;
        error = null;
        if (discarding) {
            filledIndex = 0;
            scannedIndex = 0;
            receive(target, nowNanos);
            return;
        }
        if (hasUnscannedBytes) {
            scan(target);
        }
        if (frameCount == 0 && outcome == Outcome.OK) {
            receive(target, nowNanos);
            if (bytesRead > 0) {
                scan(target);
            }
        }
    }

    private void receive(Segment target, long nowNanos) {
        int room = Math.min(target.bytes - filledIndex, readBytesMax);
        if (room == 0) {
            filledRoom = true;
            return;
        }
        ByteBuffer view = target.workerView();
        view.limit(filledIndex + room).position(filledIndex);
        int count;
        isInSocket = true;
        try {
            count = source.read(view);
        } catch (IOException e) {
            outcome = Outcome.ERROR;
            error = e;
            return;
        }
        isInSocket = false;
        if (count < 0) {
            outcome = Outcome.END;
            return;
        }
        filledIndex += count;
        bytesRead = count;
        filledRoom = count == room;
        if (count > 0) {
            progress.advance(count, nowNanos);
        }
    }

    /** Finds complete frames behind scannedIndex. What it finds stays valid whatever it meets behind them. */
    private void scan(Segment target) {
        int[] ends = target.frameEnds();
        ByteBuffer view = target.workerView();
        view.clear();
        hasUnscannedBytes = false;
        while (scannedIndex < filledIndex) {
            if (frameCount == framesMax) {
                hasUnscannedBytes = true;
                return;
            }
            long verdict = framing.scan(view, scannedIndex, filledIndex, resume);
            if (!Framing.isFrame(verdict)) {
                stopAt(verdict);
                return;
            }
            checkLength(verdict);
            if (frameCount == ends.length) {
                ends = target.growFrameEnds(framesMax);
            }
            scannedIndex += (int) verdict;
            resume = 0;
            ends[frameCount] = scannedIndex;
            frameCount++;
        }
    }

    private void stopAt(long verdict) {
        if (Framing.isNeedMore(verdict)) {
            resume = Framing.resumeOf(verdict);
            if (filledIndex - scannedIndex >= framing.frameBytesMax()) {
                outcome = Outcome.TOO_LARGE;
            }
        } else if (verdict == Framing.MALFORMED) {
            outcome = Outcome.MALFORMED;
        } else if (verdict == Framing.TOO_LARGE) {
            outcome = Outcome.TOO_LARGE;
        } else {
            throw new IllegalStateException(framing.getClass().getName() + " returned the illegal verdict " + verdict);
        }
    }

    private void checkLength(long frameBytes) {
        if (frameBytes > filledIndex - scannedIndex) {
            throw new IllegalStateException(framing.getClass().getName() + " found a frame of " + frameBytes
                    + " bytes in " + (filledIndex - scannedIndex) + " bytes");
        }
    }

    /**
     * Moves what the delivered frames have left to the front of a segment, its own or another. Loop, after the last
     * frame of the snapshot.
     *
     * @param target where the tail goes; this half's segment from now on
     * @return the segment that is free now, or null if the tail stayed in its own
     */
    @Nullable
    Segment compactInto(Segment target) {
        assert !isLent() : "compactInto() while a worker may read into it";
        Segment current = segment;
        assert current != null && tailBytes() <= target.bytes : "no room for a tail of " + tailBytes() + " bytes";
        int tail = tailBytes();
        if (current != target || scannedIndex > 0) {
            // As if through an intermediate copy, where source and target overlap.
            target.loopView().put(0, current.loopView(), scannedIndex, tail);
        }
        segment = target;
        filledIndex = tail;
        scannedIndex = 0;
        frameCount = 0;
        return current == target ? null : current;
    }

    /** Says for people what the framing objected to. Loop, after a MALFORMED or TOO_LARGE outcome. */
    String describeFailure() {
        Segment current = segment;
        assert current != null : "a framing failure without bytes";
        long verdict = outcome == Outcome.MALFORMED ? Framing.MALFORMED : Framing.TOO_LARGE;
        return framing.describeFailure(current.workerView(), scannedIndex, filledIndex, verdict);
    }

    @Nullable
    Segment segment() {
        return segment;
    }

    /** Frames in the snapshot. */
    int frameCount() {
        return frameCount;
    }

    /** Bytes behind the complete frames. */
    int tailBytes() {
        return filledIndex - scannedIndex;
    }

    /** Index after the last byte received. */
    int filledIndex() {
        return filledIndex;
    }

    /** As {@link Job#hasFoundNothing}: it has neither bytes nor an end nor a failure to show for itself. */
    @Override
    boolean hasFoundNothing() {
        return bytesRead == 0 && frameCount == 0 && outcome == Outcome.OK && failure() == null;
    }

    /** Bytes that the last job took from the socket. */
    int bytesRead() {
        return bytesRead;
    }

    /** Whether another job would find work without waiting for the socket to say so. */
    boolean wantsAnotherJob() {
        return outcome == Outcome.OK && (hasUnscannedBytes || filledRoom);
    }

    /** Whether framing or TLS objected to what came behind the last frames, while the socket goes on. */
    boolean isRefused() {
        boolean isTlsFailure = error instanceof TlsException tlsFailure && !tlsFailure.isTruncation();
        return outcome == Outcome.MALFORMED || outcome == Outcome.TOO_LARGE || isTlsFailure;
    }

    Outcome outcome() {
        return outcome;
    }

    /** Whether what the last job threw, if it did, came from the socket and not from the framing. */
    boolean isSocketFailure() {
        return isInSocket;
    }

    @Nullable
    IOException error() {
        return error;
    }

    /** How far this half has got. Any thread. */
    Progress progress() {
        return progress;
    }
}
