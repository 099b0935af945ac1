package io.coxswain.core;

/** Provides the handler of each link that a {@link Listener} accepts. Called on the loop. */
@FunctionalInterface
public interface LinkAcceptor {
    /**
     * Called once for an accepted link, before its {@link LinkHandler#onOpen}.
     *
     * @param link the new link; its remote address is known, and what is sent is queued until it is open
     * @return the link's handler for its whole life; one object may serve many links. What this method throws closes
     *     the link with {@link CloseReason#HANDLER_FAILED}
     */
    LinkHandler accept(Link link);
}
