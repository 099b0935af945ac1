package io.coxswain.queues;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/**
 * How to run this lesson:
 *
 * <pre>
 *     java -jar jcstress-tests/target/jcstress.jar -t Reservation_04
 * </pre>
 *
 * <p>The way back of {@link Inbox_02_PublishedFields}: the worker fills in the plain fields of the job and
 * completes it, and the loop, which has the values of the previous job in its registers, drains it and reads them.
 * JCTools stores the slot with release, and {@code drain} reads it with volatile semantics: no read of the loop
 * may rise above that. What the loop sees of the job is what the worker has left in it.
 *
 * <pre>
 *     x86_64, Xeon 2.6 GHz, 2 cores; the bounded run
 *                     JDK 17.0.15             JDK 25.0.3
 *     RESULT     SAMPLES     FREQ       SAMPLES     FREQ
 *         -1     295,332   10.68%       608,764   49.50%
 *          1   2,468,876   89.32%       621,020   50.50%
 * </pre>
 */
@JCStressTest
@Outcome(id = "-1", expect = ACCEPTABLE, desc = "The loop came first and found no completion.")
@Outcome(id = "1", expect = ACCEPTABLE, desc = "The loop read what the worker had written.")
@Outcome(expect = FORBIDDEN, desc = "The completion arrived before its fields.")
@State
public class Reservation_04_WhatTheWorkerWrote {
    private final CompletionOutbox<Job> outbox = new CompletionOutbox<>(2);
    private final Job job = new Job();

    // ---- loop ----
    private int checksum;

    /** One job is out. */
    public Reservation_04_WhatTheWorkerWrote() {
        outbox.tryReserve();
    }

    @Actor
    public void worker() {
        job.doneBytes = 1;
        outbox.complete(job);
    }

    @Actor
    public void loop(I_Result r) {
        checksum = job.finishPrevious();
        r.r1 = outbox.drain(finished -> {}, 1) == 0 ? -1 : job.doneBytes;
    }
}
