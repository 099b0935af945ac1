package io.coxswain.samples;

import io.coxswain.core.SendResult;
import io.coxswain.core.SharedMessage;
import java.nio.ByteBuffer;

/**
 * What commands need of the link of a client, so that they can be tested without one.
 *
 * <p><b>Threads.</b> The loop.
 */
interface ClientLink {
    /** Whom it leads to, as {@code 127.0.0.1:50123}. */
    String address();

    /** For how long there has been this link, in nanoseconds. */
    long ageNanos();

    /** For how long nothing has been received, in nanoseconds. */
    long idleNanos();

    /** Bytes that wait for the client to take them. */
    long queuedBytes();

    /** Queues a message that is no reply; see {@link io.coxswain.core.Link#send(ByteBuffer)}. */
    SendResult push(ByteBuffer message);

    /** Queues a message that is no reply and goes to others too. */
    SendResult push(SharedMessage message);

    /** Closes it at once. */
    void closeNow();
}
