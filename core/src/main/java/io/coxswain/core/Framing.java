package io.coxswain.core;

import java.nio.ByteBuffer;

/**
 * Says where the frames of a link end: given the bytes received so far, how long is the frame they begin with?
 *
 * <p>Frames partition what a peer sends. Each includes its own header and terminator, the next one begins at the byte
 * after it, and no byte belongs to none. The answer is a <em>verdict</em>, one {@code long}, so that scanning allocates
 * nothing:
 *
 * <pre>
 *      bit 63 62 61 ............................... 0
 *           0  the frame's length in bytes, at least 1        isFrame
 *           1  0  resume, 62 bits                             isNeedMore, resumeOf
 *           1  1  0 ............................... 0         MALFORMED
 *           1  1  0 ............................... 1         TOO_LARGE
 * </pre>
 *
 * <p>All other values are illegal, zero and every negative {@code int} among them, so that a length computed from a
 * peer's bytes and returned unchecked is caught. The engine closes a link whose framing returns an illegal verdict, or
 * throws, as it does for {@link #MALFORMED}.
 *
 * <p>A framing is a <em>pure, total</em> function. It holds its configuration and nothing else: one instance serves
 * every link. It has a verdict for every sequence of bytes, since a peer can send any: it never throws, never waits,
 * and never reads outside of {@code [start, end)}. How the bytes were cut into reads must not show: the same bytes give
 * the same frames. What it needs to remember between two looks at an unfinished frame goes into the verdict as
 * <em>resume</em> and comes back with the next call, which is how a megabyte fed byte by byte costs a million steps and
 * not a million million. A line, for instance:
 *
 * <pre>{@code
 * public long scan(ByteBuffer bytes, int start, int end, long resume) {
 *     int known = Math.min(end - start, frameBytesMax);
 *     for (int i = (int) resume; i < known; i++) {
 *         if (bytes.get(start + i) == '\n') {
 *             return i + 1;
 *         }
 *     }
 *     return known < frameBytesMax ? Framing.needMore(known) : Framing.TOO_LARGE;
 * }
 * }</pre>
 *
 * <p><b>Threads.</b> Called by workers, several at once, and by the loop when it reads inline. There is nothing to
 * synchronise as long as the instance is immutable. A framing that blocks stalls a worker, or the loop.
 *
 * <p><b>Limits.</b> {@link #frameBytesMax()} bounds the receive buffer of a link. It is for the framing to enforce, as
 * soon as the length is announced and before the bytes arrive, so that nothing is allocated for them. Asking for more
 * with {@code frameBytesMax()} bytes in hand cannot be granted: the engine takes that for {@link #TOO_LARGE}.
 *
 * <p><b>Errors.</b> What a peer gets wrong is a verdict, and closes the link after the frames before it have been
 * delivered.
 */
public interface Framing {
    /** Verdict: these bytes do not begin a frame, and no bytes that follow can change that. */
    long MALFORMED = 0b11L << 62;

    /** Verdict: the frame that begins here is longer than {@link #frameBytesMax()}, or than the limit for its kind. */
    long TOO_LARGE = MALFORMED + 1;

    /** The greatest resume that a verdict carries: 62 bits. */
    long RESUME_MAX = (1L << 62) - 1;

    /**
     * Makes the verdict that the frame is not complete.
     *
     * @param resume what the next {@link #scan} of this frame is to be given, 0 to {@link #RESUME_MAX}. A position has
     *     to be kept relative to the start of the frame, because its bytes may move in between
     * @throws IllegalArgumentException if it is out of range
     */
    static long needMore(long resume) {
        if (resume < 0 || resume > RESUME_MAX) {
            throw new IllegalArgumentException("resume " + resume + " is not within 0 and " + RESUME_MAX);
        }
        return Long.MIN_VALUE | resume;
    }

    /** Whether the verdict is the length in bytes of a frame that has been received completely. */
    static boolean isFrame(long verdict) {
        return verdict > 0;
    }

    /** Whether the verdict asks for more bytes; if so, {@link #resumeOf} has what to scan them with. */
    static boolean isNeedMore(long verdict) {
        return verdict >>> 62 == 0b10;
    }

    /**
     * The resume inside a verdict that asks for more.
     *
     * @param verdict one of which {@link #isNeedMore} is true
     */
    static long resumeOf(long verdict) {
        return verdict & RESUME_MAX;
    }

    /**
     * Looks for the end of the frame that begins at {@code start}. A worker, or the loop.
     *
     * @param bytes read by absolute index only, all of the range below its limit. Its position and limit mean nothing
     *     and are not to be changed; its byte order is whatever the application configured and is not to be relied upon
     * @param start index of the frame's first byte
     * @param end index after the last byte received, greater than {@code start}
     * @param resume 0 when the frame is looked at for the first time, otherwise the resume of the previous verdict on
     *     this same frame. The bytes seen then are unchanged, though perhaps elsewhere in {@code bytes}
     * @return the frame's length in bytes, at most {@code end - start}; or {@link #needMore}, {@link #MALFORMED} or
     *     {@link #TOO_LARGE}
     */
    long scan(ByteBuffer bytes, int start, int end, long resume);

    /** Longest frame, in bytes, header and terminator included; at least 1, and the same at every call. */
    int frameBytesMax();

    /**
     * Says for people what is wrong with a frame, naming value, bound and unit. Called at most once per link, on the
     * way to closing it, so it may look at the bytes again and allocate; it is as pure and total as {@link #scan}.
     *
     * @param bytes as for {@link #scan}
     * @param start index of the frame's first byte
     * @param end as it was when the verdict was given
     * @param verdict what {@link #scan} returned, neither a frame nor a wish for more
     */
    default String describeFailure(ByteBuffer bytes, int start, int end, long verdict) {
        return verdict == TOO_LARGE
                ? "frame exceeds frameBytesMax " + frameBytesMax() + " bytes"
                : "malformed frame within " + (end - start) + " bytes received";
    }
}
