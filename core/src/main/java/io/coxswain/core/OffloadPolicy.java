package io.coxswain.core;

/** Who reads and writes the sockets: the loop itself, or its workers. Changed at run time by {@link Loop}. */
public enum OffloadPolicy {
    /** The loop does everything. Least latency and least total work; right while the loop has time to spare. */
    NEVER,
    /** Every read and write goes to a worker, except where none can take it. Least work for the loop. */
    ALWAYS,
    /** The loop decides by how busy it is and by what the last reads, writes and hand-overs cost. The default. */
    ADAPTIVE
}
