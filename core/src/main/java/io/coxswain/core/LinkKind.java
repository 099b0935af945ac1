package io.coxswain.core;

/**
 * The two kinds of links of a server; each has a delivery budget of its own in every turn of the loop, so that neither
 * starves the other. Fixed in the {@link LinkConfig}.
 *
 * <p>They also differ in what becomes of a link whose queue is full. A client is answered, so one that does not take
 * its answers is not read any further until it does; that holds for links that were accepted or adopted. A peer sends
 * of its own accord, as does whoever has connected: if both ends stopped reading when they are full, neither would ever
 * go on, so those are read on.
 */
public enum LinkKind {
    /** Someone this server serves. */
    CLIENT,
    /** Another server of the same system: what its links carry keeps the system alive. */
    PEER
}
