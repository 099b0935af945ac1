package io.coxswain.core;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What an application does with a link.
 *
 * <pre>
 *     onOpen  ( onFrame | onUnwritable | onWritable )*  [ onMalformed | onInputEnd ]  onWritable*  onClose
 * </pre>
 *
 * <p>{@code onClose} comes exactly once and last, also for a link that never opened.
 *
 * <p><b>Threads.</b> Every method is called on the loop, never two at a time, and never from inside a call that the
 * application made on the link. They must not block.
 *
 * <p><b>Errors.</b> What a method throws closes that link with {@link CloseReason#HANDLER_FAILED} and goes on to its
 * {@code onClose} as the cause; other links do not notice. What {@code onClose} itself throws goes to the
 * {@link ErrorHandler}.
 */
public interface LinkHandler {
    /** The link is connected, and with TLS its handshake is over: from now on it can send, and frames will come. */
    default void onOpen(Link link) {}

    /**
     * One whole frame has arrived.
     *
     * @param frame its bytes are those between position and limit, delimiters included. A direct buffer in the order
     *     that {@link LinkConfig#byteOrder} says, valid until this method returns: copy what is to be kept. The method
     *     may move position and limit as it likes; bytes outside of the frame are not its own
     */
    void onFrame(Link link, ByteBuffer frame);

    /**
     * The high water mark: a send said {@link SendResult#ACCEPTED_ABOVE_SOFT}, {@link SendResult#FULL} or
     * {@link SendResult#ENGINE_FULL}, and near the end of the loop's turn there is still no room. Who sent has been
     * told by the result; this is for the rest of the application, and for what came through a {@link Sender}.
     * {@link #onWritable} follows.
     */
    default void onUnwritable(Link link) {}

    /**
     * There is room for sends again, after one said {@link SendResult#ACCEPTED_ABOVE_SOFT}, {@link SendResult#FULL} or
     * {@link SendResult#ENGINE_FULL}: go on sending. The queue is below half of its soft limits, so that there is
     * something to go on with. This is the low water mark.
     */
    default void onWritable(Link link) {}

    /**
     * The peer has sent all that it will send.
     *
     * @return true to keep the sending half open, in which case the application closes the link when it is done; false
     *     to close it gracefully now, after what is queued has gone out
     */
    default boolean onInputEnd(Link link) {
        return false;
    }

    /**
     * The peer has sent something that is no frame, or too large a one. All frames before it were delivered. The link
     * is closed gracefully after this call, so a last reply can still be sent.
     *
     * @param reason {@link CloseReason#MALFORMED} or {@link CloseReason#FRAME_TOO_LARGE}
     * @param detail what the framing found, for a log or for the peer
     */
    default void onMalformed(Link link, CloseReason reason, String detail) {}

    /**
     * The link has ended: its socket is closed, its buffers are returned, nothing more will be called.
     *
     * @param cause what was thrown, where something was
     */
    default void onClose(Link link, CloseReason reason, @Nullable Throwable cause) {}
}
