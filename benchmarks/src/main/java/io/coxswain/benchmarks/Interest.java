package io.coxswain.benchmarks;

/**
 * What becomes of a key's interest in reading while the receiving half of its link is taken.
 *
 * <p>Changes are queued by the JDK and reach the kernel at the next select, and only where they differ by then.
 *
 * <p><b>Threads.</b> The loop.
 */
interface Interest {
    /** The receiving half is about to be lent. */
    void onLent(EchoLink link);

    /** The key fired although the receiving half is taken. Under the selector's locks. */
    void onTakenFiring(EchoLink link);

    /** The receiving half is home and has nothing undelivered. */
    void onHome(EchoLink link);

    /** The loop is about to block in select. */
    void beforeBlock();
}
