package io.coxswain.core;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** A framing that answers what a test says, and writes down with which resume it was asked. */
final class ScriptedFraming implements Framing {
    /** What {@link Framing#scan} does. */
    interface Scan {
        long scan(ByteBuffer bytes, int start, int end, long resume);
    }

    final List<Long> resumes = new ArrayList<>();

    private final int frameBytesMax;
    private final Scan scan;

    ScriptedFraming(int frameBytesMax, Scan scan) {
        this.frameBytesMax = frameBytesMax;
        this.scan = scan;
    }

    @Override
    public long scan(ByteBuffer bytes, int start, int end, long resume) {
        resumes.add(resume);
        return scan.scan(bytes, start, end, resume);
    }

    @Override
    public int frameBytesMax() {
        return frameBytesMax;
    }
}
