package io.coxswain.core;

import io.coxswain.fuzz.Choices;
import io.coxswain.fuzz.Effort;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * What holds of a framing for every stream of bytes and every way to cut it into reads.
 *
 * <p>The stream is scanned twice: whole, with resume 0 throughout, and as a link scans it, read by read with what the
 * framing asked to be given back. In between the bytes move, and all around them is poison.
 *
 * <p><b>Threads.</b> One.
 */
final class FramingLaws {
    /** A framing allocates nothing; this is for what a line does when it is reached for the first time. */
    private static final long SCAN_BYTES_MAX = 64 << 10;

    private static final long SCAN_MILLIS_MAX = 2_000;
    private static final int SLACK_BYTES = 8;
    private static final byte[] POISON = {'\n', '*', '$', '0', 0, -1};

    /** Says what the framing should: the length of the frame that the bytes begin with, 0 if they begin with none. */
    interface Model {
        long frameBytes(byte[] stream, int start, int end);
    }

    private final Framing framing;
    private final Model model;
    private final byte[] stream;
    private final int[] frames;
    private int frameCount;
    private int start;
    private long lastVerdict;

    private FramingLaws(Framing framing, Model model, byte[] stream) {
        this.framing = framing;
        this.model = model;
        this.stream = stream;
        this.frames = new int[stream.length];
    }

    /** Fails if one of them is broken. */
    static void hold(Framing framing, Model model, byte[] stream, Choices.Cuts cuts) {
        FramingLaws whole = new FramingLaws(framing, model, stream).scanWhole();
        FramingLaws cut = new FramingLaws(framing, model, stream).scanCut(cuts);
        if (!whole.outcome().equals(cut.outcome())) {
            throw new AssertionError("whole: " + whole.outcome() + "; cut: " + cut.outcome());
        }
        whole.requireDescription();
    }

    private FramingLaws scanWhole() {
        ByteBuffer bytes = ByteBuffer.wrap(stream);
        Effort effort = new Effort();
        while (start < stream.length && !isFailed()) {
            lastVerdict = framing.scan(bytes, start, stream.length, 0);
            requireLegal(stream.length);
            if (!Framing.isFrame(lastVerdict)) {
                break;
            }
            takeFrame();
        }
        effort.requireBelow(SCAN_BYTES_MAX, SCAN_MILLIS_MAX);
        compareWithModel();
        return this;
    }

    private void compareWithModel() {
        int at = 0;
        for (int i = 0; i < frameCount; i++) {
            require(model.frameBytes(stream, at, stream.length) == frames[i], "a frame that is none", at);
            at += frames[i];
        }
        if (at < stream.length) {
            require(model.frameBytes(stream, at, stream.length) == 0, "a frame that was not found", at);
        }
    }

    private FramingLaws scanCut(Choices.Cuts cuts) {
        ByteBuffer room = cuts.other(2) == 0
                ? ByteBuffer.allocate(stream.length + 2 * SLACK_BYTES)
                : ByteBuffer.wrap(new byte[stream.length + 3 * SLACK_BYTES]).slice(3, stream.length + 2 * SLACK_BYTES);
        room.order(cuts.other(2) == 0 ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
        long resume = 0;
        int received = 0;
        while (received < stream.length && !isFailed()) {
            received += cuts.next(stream.length - received);
            int begin = lay(room, received, cuts);
            boolean goesOn = true;
            while (goesOn && start < received) {
                int at = begin + start;
                lastVerdict = framing.scan(room, at, begin + received, resume);
                requireLegal(received);
                long fresh = framing.scan(room, at, begin + received, 0);
                require(fresh == lastVerdict, "with resume " + resume + " not as with 0, " + fresh, at);
                goesOn = Framing.isFrame(lastVerdict);
                resume = Framing.isNeedMore(lastVerdict) ? Framing.resumeOf(lastVerdict) : 0;
                if (goesOn) {
                    takeFrame();
                }
            }
        }
        return this;
    }

    /** Puts what has been received somewhere into the room, between poison, and returns the index of the first byte. */
    private int lay(ByteBuffer room, int received, Choices.Cuts cuts) {
        byte poison = POISON[cuts.other(POISON.length)];
        for (int i = 0; i < room.capacity(); i++) {
            room.put(i, poison);
        }
        int begin = cuts.other(2 * SLACK_BYTES);
        // The frames that were taken are overwritten too: a framing has no business there.
        room.clear().put(begin + start, stream, start, received - start);
        return begin;
    }

    private void takeFrame() {
        frames[frameCount] = (int) lastVerdict;
        frameCount++;
        start += (int) lastVerdict;
        lastVerdict = 0;
    }

    private boolean isFailed() {
        return lastVerdict == Framing.MALFORMED || lastVerdict == Framing.TOO_LARGE;
    }

    private void requireLegal(int end) {
        int received = end - start;
        boolean isLegal = isFailed()
                || (Framing.isFrame(lastVerdict)
                        ? lastVerdict <= Math.min(received, framing.frameBytesMax())
                        : Framing.isNeedMore(lastVerdict) && received < framing.frameBytesMax());
        // Made only where it is broken: what it allocates would be on the framing's account.
        if (!isLegal) {
            require(false, "illegal with " + received + " bytes received", start);
        }
    }

    private void requireDescription() {
        if (isFailed()) {
            ByteBuffer bytes = ByteBuffer.wrap(stream);
            String description = framing.describeFailure(bytes, start, stream.length, lastVerdict);
            require(!description.isBlank() && description.length() < 300, description, start);
            require(description.chars().allMatch(c -> c >= ' ' && c < 0x7f), description, start);
        }
    }

    private void require(boolean holds, String what, int at) {
        if (!holds) {
            throw new AssertionError("verdict " + Long.toHexString(lastVerdict) + " at " + at + ": " + what);
        }
    }

    private String outcome() {
        return "frames " + Arrays.toString(Arrays.copyOf(frames, frameCount)) + ", then "
                + Long.toHexString(lastVerdict);
    }
}
