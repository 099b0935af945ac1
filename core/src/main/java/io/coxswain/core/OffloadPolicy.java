package io.coxswain.core;

/**
 * Who reads and writes the sockets: the loop itself, or its workers. Changed at run time by {@link Loop}. Steps of TLS
 * handshakes are not asked about: they go to a worker whenever there is one.
 */
public enum OffloadPolicy {
    /**
     * The loop does every read and write. Least latency and least total work; right while the loop has time to spare.
     */
    NEVER,
    /** Every read and write goes to a worker, except where none can take it. Least work for the loop. */
    ALWAYS,
    /**
     * The loop decides by how busy it is and by what the last reads, writes and hand-overs cost; it takes offloading
     * back where fewer frames come of it, and remembers that for 8 s of its own work, each time twice as long, up to
     * 64 s, however long it sleeps in between. To find out, it does without for moments of some hundred milliseconds.
     * The default.
     */
    ADAPTIVE
}
