package io.coxswain.benchmarks;

/**
 * A link's standing order of one kind: the job on its way out and, but for {@link Kind#WRITE_READ}, the completion on
 * its way back.
 *
 * <p><b>Threads.</b> Immutable; whoever has it in hand owns the halves of the link that its kind names.
 *
 * @param link whose half is lent
 * @param kind what is to be done
 */
record EchoJob(EchoLink link, Kind kind) {
    /** What the worker is to do. */
    enum Kind {
        /** Read, and look for complete frames. */
        READ,
        /** Write what was lent. */
        WRITE,
        /** Write what was lent and complete that; then read. Two completions, so two reservations. */
        WRITE_READ
    }
}
