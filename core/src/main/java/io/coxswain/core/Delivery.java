package io.coxswain.core;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The frames of one snapshot on their way to the application: which is the next, and how many go in one turn.
 *
 * <p><b>Threads.</b> The loop, while no READ job of the link is out.
 *
 * <p><b>Limits.</b> One {@link #run()} ends after {@link Limits#deliveryFramesMax()} frames, or, looked at every few
 * frames, after {@link Limits#deliveryNanosMax()}.
 */
final class Delivery {
    private final Link link;
    private final Loop loop;
    private final ReceivingHalf half;
    private final ByteOrder byteOrder;

    private int nextFrame;
    private int deliveredIndex;

    Delivery(Link link, Loop loop, ReceivingHalf half, ByteOrder byteOrder) {
        this.link = link;
        this.loop = loop;
        this.half = half;
        this.byteOrder = byteOrder;
    }

    /** A READ job is home: begins with its first frame. */
    void begin() {
        nextFrame = 0;
        deliveredIndex = 0;
    }

    /** Whether frames of the snapshot are left. */
    boolean hasFrames() {
        return nextFrame < half.frameCount();
    }

    /** Delivers frames, until none is left, the turn is used up, or a callback has paused or closed the link. */
    void run() {
        Segment segment = half.segment();
        assert segment != null : "frames without a segment";
        int[] frameEnds = segment.frameEnds();
        int stop = Math.min(half.frameCount(), nextFrame + loop.limits().deliveryFramesMax());
        int first = nextFrame;
        long sampleStart = loop.load().startDelivery();
        long startNanos = loop.clock().nanos();
        LinkReader reader = link.reader();
        LinkCallbacks callbacks = link.callbacks();
        LinkLife life = link.life();
        Turns turns = loop.turns();
        // Asked once, not for each frame: neither changes often.
        boolean isDebugging = loop.isDebugging();
        boolean isTiming = callbacks.isTimingFrames();
        boolean spent = false;
        while (nextFrame < stop && !spent && !reader.isPaused() && life.isOpen()) {
            int frameStart = deliveredIndex;
            int frameEnd = frameEnds[nextFrame++];
            ByteBuffer frame = isDebugging ? segment.loopView().duplicate() : segment.frameView();
            frame.order(byteOrder).limit(frameEnd).position(frameStart);
            deliveredIndex = frameEnd;
            if (isTiming) {
                callbacks.onTimedFrame(frame);
            } else {
                callbacks.onFrame(frame);
            }
            if (isDebugging) {
                BufferLedger.spoil(segment, frame, frameStart, frameEnd);
            }
            spent = turns.onFrame()
                    && loop.clock().nanos() - startNanos > loop.limits().deliveryNanosMax();
        }
        loop.load().endDelivery(sampleStart, nextFrame - first);
        turns.onDelivered(link.kind(), loop.clock().nanos() - startNanos);
        loop.counts().add(Counter.FRAMES_DELIVERED, nextFrame - first);
    }

    /** All frames are delivered, and the beginning of the next, if there is one, moves to the front of its segment. */
    void end() {
        deliveredIndex = 0;
    }

    /** Bytes received that no callback has seen. */
    int undeliveredBytes() {
        // Without a segment there are none, and where the last delivery stopped is of no interest any more.
        int bytes = half.segment() == null ? 0 : half.filledIndex() - deliveredIndex;
        assert bytes >= 0 : deliveredIndex + " bytes delivered of " + half.filledIndex();
        return bytes;
    }
}
