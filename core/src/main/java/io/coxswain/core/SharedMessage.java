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
 * <p><b>Threads.</b> The loop. The count of references is a plain {@code int}: every link that holds the message takes and
 * drops its reference on the loop, when it queues the message and when a WRITE job's completion says that the socket
 * has taken it.
 *
 * <p><b>Memory.</b> The bytes are written once, before the first link queues them, and not again until the last reference
 * is gone. Each link reads them through a buffer of its own.
 */
public final class SharedMessage {
    private final BufferPool pool;
    private final Owner owner;
    private final Segment segment;
    private final int bytes;
    private int references = 1;

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
        if (references == 0) {
            pool.giveBack(segment);
        }
    }

    /** A slice of the whole message for one link, with a reference of its own. */
    Slice takeSlice() {
        retain();
        Slice slice = segment.takeSpareSlice();
        slice.shared = this;
        slice.startIndex = 0;
        slice.endIndex = bytes;
        return slice;
    }

    /** Takes a slice back from a link that is done with it, and drops its reference. */
    void giveBack(Slice slice) {
        assert slice.shared == this : "a slice of another message";
        slice.shared = null;
        segment.giveBackSpareSlice(slice);
        release();
    }
}
