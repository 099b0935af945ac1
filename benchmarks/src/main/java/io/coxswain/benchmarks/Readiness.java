package io.coxswain.benchmarks;

import java.io.IOException;

/**
 * How the loop learns that links can be read, and what it blocks in.
 *
 * <p><b>Threads.</b> {@link #unblock()} is for any thread, once per sleep; the rest is for the loop.
 */
interface Readiness {
    /** A link has come. */
    void add(EchoLink link);

    /** The receiving half is about to be lent. */
    void onLent(EchoLink link);

    /** The receiving half is home and has nothing undelivered. */
    void onHome(EchoLink link);

    /**
     * Looks, unless it is too early to look again.
     *
     * @param isUrgent whether the loop is about to run out of links to deliver, so that it is not too early
     */
    void poll(boolean isUrgent) throws IOException;

    /** Waits until a link can be read or somebody calls {@link #unblock()}. */
    void block() throws IOException;

    /** Tells the loop of the links that the last {@link #poll} or {@link #block()} has found. */
    void handOver();

    /** Ends {@link #block()}, the next one if none is under way. */
    void unblock();
}
