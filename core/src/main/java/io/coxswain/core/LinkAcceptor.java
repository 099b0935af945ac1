package io.coxswain.core;

/** Provides the handler of each link that a {@link Listener} accepts. Called on the loop. */
@FunctionalInterface
public interface LinkAcceptor {
    /**
     * Called once for an accepted link, before its {@link LinkHandler#onOpen}.
     *
     * @param link the new link; its addresses are known, and nothing may be sent on it yet
     * @return the link's handler for its whole life; one object may serve many links. What this method throws closes the
     *     link with {@link CloseReason#HANDLER_FAILED}
     */
    LinkHandler accept(Link link);
}
