package io.coxswain.core;

import java.nio.ByteBuffer;

/**
 * A message that is encoded once and sent on many links, without a copy for each.
 *
 * <pre>{@code
 * SharedMessage news = loop.share(bytes);
 * for (Link subscriber : subscribers) {
 *     subscriber.send(news);
 * }
 * news.release();
 * }</pre>
 *
 * <p><b>Threads.</b> The loop. References are counted in plain {@code int}s: every link that holds the message takes
 * and drops its own on the loop, when it queues the message and when a WRITE job's completion says that the socket has
 * taken it. They are counted apart from the application's, so that releasing once too often is found out even while a
 * link still sends the message, and takes nothing from it.
 *
 * <p><b>Memory.</b> The bytes are written once, before the first link queues them, and not again until the last
 * reference is gone. Each link reads them through a buffer of its own.
 */
public final class SharedMessage {
    private final BufferPool pool;
    private final Owner owner;
    private final Segment segment;
    private final int bytes;
    private int references = 1;
    private int queuedSlices;

    SharedMessage(BufferPool pool, Owner owner, Segment segment, ByteBuffer message) {
        this.pool = pool;
        this.owner = owner;
        this.segment = segment;
        this.bytes = message.remaining();
        segment.loopView().clear();
        segment.loopView().put(message);
    }

    /** Length of the message in bytes. */
    public int bytes() {
        return bytes;
    }

    /** Length of the segment that holds it. */
    int segmentBytes() {
        return segment.bytes;
    }

    /** Takes one more reference for the caller, who must {@link #release()} it. */
    public void retain() {
        assert owner.isCurrent() : "retain() off the loop";
        if (references == 0) {
            throw new IllegalStateException("retain() of a shared message that has been released");
        }
        references++;
    }

    /**
     * Drops the caller's reference. Links that have the message queued keep theirs.
     *
     * @throws IllegalStateException if no reference is left to drop
     */
    public void release() {
        assert owner.isCurrent() : "release() off the loop";
        if (references == 0) {
            throw new IllegalStateException("release() of a shared message that has been released");
        }
        references--;
        giveBackIfUnused();
    }

    private void giveBackIfUnused() {
        if (references == 0 && queuedSlices == 0) {
            pool.giveBack(segment);
        }
    }

    /**
     * A slice of the whole message for one link, with a reference of its own.
     *
     * @throws IllegalStateException if the application has dropped all of its references
     */
    Slice takeSlice() {
        assert owner.isCurrent() : "takeSlice() off the loop";
        if (references == 0) {
            throw new IllegalStateException("send of a shared message that has been released");
        }
        queuedSlices++;
        Slice slice = segment.takeSpareSlice();
        slice.shared = this;
        slice.startIndex = 0;
        slice.endIndex = bytes;
        return slice;
    }

    /** Takes a slice back from a link that is done with it, and drops its reference. */
    void giveBack(Slice slice) {
        assert slice.shared == this && queuedSlices > 0 : "a slice of another message";
        slice.shared = null;
        segment.giveBackSpareSlice(slice);
        queuedSlices--;
        giveBackIfUnused();
    }
}
