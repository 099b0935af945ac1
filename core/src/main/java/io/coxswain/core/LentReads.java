package io.coxswain.core;

import java.util.ArrayDeque;

/**
 * The links whose READ jobs have gone to workers since the loop last blocked: those whose sockets the selector is to
 * let alone before it blocks again.
 *
 * <p>A loop that never blocks would collect them all, the ones that have ended included, and with each whatever its
 * link leads to. So whenever there are twice as many as were left the last time, those whose job is home are forgotten.
 *
 * <p><b>Threads.</b> The loop.
 *
 * <p><b>Limits.</b> Twice the jobs that are out, or {@value #LENGTH_MIN} if that is more.
 */
final class LentReads {
    /** Up to so many nobody is forgotten. */
    static final int LENGTH_MIN = 256;

    private final ArrayDeque<ReadInterest> lent = new ArrayDeque<>();
    private int lengthMax = LENGTH_MIN;

    /** Notes the interest of a link whose READ job has gone to a worker, and that is not noted yet. */
    void add(ReadInterest interest) {
        if (lent.size() >= lengthMax) {
            forgetThoseAtHome();
            lengthMax = Math.max(LENGTH_MIN, 2 * lent.size());
        }
        lent.addLast(interest);
    }

    private void forgetThoseAtHome() {
        int count = lent.size();
        for (int i = 0; i < count; i++) {
            ReadInterest interest = lent.removeFirst();
            if (interest.staysNoted()) {
                lent.addLast(interest);
            }
        }
    }

    /** The loop is about to block. */
    void quiet() {
        ReadInterest interest = lent.pollFirst();
        while (interest != null) {
            interest.onBeforeBlock();
            interest = lent.pollFirst();
        }
        lengthMax = LENGTH_MIN;
    }

    /** How many are noted. */
    int count() {
        return lent.size();
    }
}
