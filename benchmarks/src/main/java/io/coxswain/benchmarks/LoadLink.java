package io.coxswain.benchmarks;

import java.io.IOException;
import org.HdrHistogram.Histogram;

/**
 * One link of a load generator, and the attachment of its key.
 *
 * <p><b>Threads.</b> The load generator's.
 */
interface LoadLink {
    /** Begins what a closed loop begins with. */
    default void start() throws IOException {}

    /**
     * Sends one frame, where a rate is asked for.
     *
     * @param dueNanos when it should have been sent, and from when on its latency counts
     */
    default void sendOne(long dueNanos) throws IOException {
        throw new IllegalStateException("links of this kind send at no rate");
    }

    /** The key has fired. */
    void onFired(Histogram latencies) throws IOException;

    /** Closes the socket. */
    void close() throws IOException;
}
