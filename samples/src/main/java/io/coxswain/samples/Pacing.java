package io.coxswain.samples;

import io.coxswain.core.Link;
import io.coxswain.core.SendResult;
import java.nio.ByteBuffer;

/**
 * Sends replies no faster than a client takes them.
 *
 * <p>A client that asks and does not read makes its link's send queue grow. Past the soft limit the link delivers no
 * more requests, until the queue has gone down; TCP then slows the client. So the queue goes past the soft limit by one
 * reply at most, and a reply that is no longer than what lies between the soft limit and the hard one always has room.
 *
 * <p><b>Threads.</b> The loop.
 */
final class Pacing {
    private Pacing() {}

    /**
     * Sends one reply. The handler's {@code onWritable} has to call {@link #resume}.
     *
     * @param reply the bytes between position and limit
     * @return false if there was no room for it, and the link is closed therefore
     */
    static boolean send(Link link, ByteBuffer reply) {
        SendResult result = link.send(reply);
        switch (result) {
            case ACCEPTED, CLOSED -> {}
            case ACCEPTED_ABOVE_SOFT -> link.suspendReading();
            // A client counts replies, so one that cannot be sent must not be left out: end the link instead. It
            // happens only when the buffers of the whole engine are in use, or when others fill the queue too, by
            // publishing.
            case FULL, ENGINE_FULL, TOO_LARGE -> link.closeNow();
        }
        return result.isAccepted() || result == SendResult.CLOSED;
    }

    /** The send queue has gone down. */
    static void resume(Link link) {
        link.resumeReading();
    }
}
