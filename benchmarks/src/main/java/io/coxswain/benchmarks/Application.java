package io.coxswain.benchmarks;

/**
 * What a server does with a frame.
 *
 * <p><b>Threads.</b> Immutable.
 */
enum Application {
    /** Sends it back. */
    ECHO,
    /**
     * Sends it on every link that there is; or back on its own if its byte at {@link #HELLO_OFFSET} is
     * {@link #HELLO}.
     */
    FANOUT,
    /** Takes it as a request to a {@link KvTable}, and answers. */
    KV;

    /** Where a frame of a fan-out says whether it is one that only asks whether the server has this link. */
    static final int HELLO_OFFSET = 4;

    static final byte HELLO = 0;
}
