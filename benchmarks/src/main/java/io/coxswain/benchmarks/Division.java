package io.coxswain.benchmarks;

/**
 * Who reads and who writes.
 *
 * <p><b>Threads.</b> The loop.
 */
interface Division {
    /** The link can be read, and its receiving half is at home. */
    void onReadable(EchoLink link);

    /**
     * Frames of the link were delivered.
     *
     * @param isDrained whether none is left, so that the receiving half may be lent again
     */
    void onDelivered(EchoLink link, boolean isDrained);
}
