package io.coxswain.core;

import java.util.ArrayDeque;

/**
 * The links whose READ jobs have gone to workers since the loop last blocked, and whose sockets the selector is not to
 * watch while it blocks next.
 *
 * <p>A loop that never blocks would collect them all, the ones that have ended included, and with each whatever its
 * link leads to. So whenever there are twice as many as were left the last time, those whose job is home are forgotten.
 *
 * <p><b>Threads.</b> The loop.
 *
 * <p><b>Limits.</b> Twice the jobs that were out when links were last forgotten, or {@value #COUNT_MIN} if that is
 * more.
 */
final class LentReads {
    /** Up to so many nobody is forgotten. */
    static final int COUNT_MIN = 256;

    private final ArrayDeque<ReadInterest> lent = new ArrayDeque<>();
    private int countMax = COUNT_MIN;

    /** Notes the interest of a link whose READ job has gone to a worker, and that is not noted yet. */
    void add(ReadInterest interest) {
        if (lent.size() >= countMax) {
            forgetThoseAtHome();
            countMax = Math.max(COUNT_MIN, 2 * lent.size());
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
        countMax = COUNT_MIN;
    }

    /** How many are noted. */
    int count() {
        return lent.size();
    }
}
