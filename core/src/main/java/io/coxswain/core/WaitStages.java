package io.coxswain.core;

/**
 * How a thread waits for work before it sleeps.
 *
 * @param spins passes in which it only looks again
 * @param yields passes after those in which it lets other threads of its core run first
 * @param naps passes after those that begin with a nap: a sleep that ends by itself, so that nobody has to end it
 * @param napNanos length of a nap in nanoseconds; the kernel adds its timer slack, about 50 us
 */
record WaitStages(int spins, int yields, int naps, long napNanos) {
    /** Looks in vain before the thread sleeps until it is woken. */
    int total() {
        return spins + yields + naps;
    }
}
