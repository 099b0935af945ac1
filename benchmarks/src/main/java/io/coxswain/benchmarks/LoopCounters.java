package io.coxswain.benchmarks;

/**
 * What one server's loop has done since it started.
 *
 * <p><b>Threads.</b> The loop; {@link #describe} runs there too, as a task from the mailbox.
 */
final class LoopCounters {
    long frames;
    long deliveries;
    long selects;
    long blocks;
    long firings;
    long takenFirings;
    long interestChanges;
    long dispatches;
    long wakes;
    long emptyReads;

    /** Time spent spinning or blocked. */
    long idleNanos;

    /** Names and values, in one line for {@link Snapshot#parse}. */
    String describe(long spentNanos, long sleeps) {
        return "nanos " + System.nanoTime()
                + " spentNanos " + spentNanos
                + " idleNanos " + idleNanos
                + " frames " + frames
                + " deliveries " + deliveries
                + " selects " + selects
                + " blocks " + blocks
                + " firings " + firings
                + " takenFirings " + takenFirings
                + " interestChanges " + interestChanges
                + " dispatches " + dispatches
                + " wakes " + wakes
                + " emptyReads " + emptyReads
                + " sleeps " + sleeps;
    }
}
