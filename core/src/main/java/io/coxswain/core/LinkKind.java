package io.coxswain.core;

/**
 * The two kinds of links of a server; each has a delivery budget of its own in every turn of the loop, so that neither
 * starves the other. Fixed in the {@link LinkConfig}.
 */
public enum LinkKind {
    /** Someone this server serves. */
    CLIENT,
    /** Another server of the same system: what its links carry keeps the system alive. */
    PEER
}
