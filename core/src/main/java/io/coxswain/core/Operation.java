package io.coxswain.core;

/** The kinds of work that a worker can be given. */
public enum Operation {
    /** Take bytes from a socket and find the frames in them. */
    READ,
    /** Give a socket the bytes queued for it. */
    WRITE,
    /** Go on with a TLS handshake, of whichever end. */
    ACCEPT
}
