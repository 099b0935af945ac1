package io.coxswain.queues;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/**
 * How to run this lesson:
 *
 * <pre>
 *     java -jar jcstress-tests/target/jcstress.jar -t Inbox_01
 * </pre>
 *
 * <p>A job is not made anew for each hand-over. It is the half of a link, the same object every time, with plain
 * fields that the loop fills in. The simplest way to hand it to a worker is to fill in the fields and then set a
 * flag:
 *
 * <pre>
 *     job.boundaryBytes = ...;               if (queued) {
 *     queued = true;                             write up to job.boundaryBytes
 * </pre>
 *
 * <p>Nothing here orders the two stores for the worker, nor its two loads. A processor with a weak memory model
 * may reorder either pair. This one is an x86, which reorders neither, and the lesson fails all the same: the
 * compiler is free to do what the processor may not. The worker has just finished the previous job of this link,
 * and has its boundary in a register. Between that use and the next there is no acquire, so the compiler need not
 * load the field again, and the worker runs the new job with the boundary of the old one: it sends less than it
 * should, or takes up again what was sent already.
 *
 * <pre>
 *     x86_64, Xeon 2.6 GHz, 2 cores; the bounded run
 *                     JDK 17.0.15             JDK 25.0.3
 *     RESULT     SAMPLES     FREQ       SAMPLES     FREQ
 *         -1     231,683    3.31%     1,116,587   25.26%
 *          0      18,243    0.26%         3,714    0.08%   Interesting
 *          1   6,758,762   96.43%     3,300,523   74.66%
 * </pre>
 */
@JCStressTest
@Outcome(id = "-1", expect = ACCEPTABLE, desc = "The worker came first and found no job.")
@Outcome(id = "1", expect = ACCEPTABLE, desc = "The worker ran the job as the loop had left it.")
@Outcome(
        id = "0",
        expect = ACCEPTABLE_INTERESTING,
        desc = "The worker took the new job and ran it with what it remembered of the old one.")
@State
public class Inbox_01_PlainFlag {
    private final Job job = new Job();
    private boolean queued;

    // ---- worker ----
    private int checksum;

    @Actor
    public void loop() {
        job.boundaryBytes = 1;
        queued = true;
    }

    @Actor
    public void worker(I_Result r) {
        checksum = job.finishPrevious();
        r.r1 = queued ? job.boundaryBytes : -1;
    }
}
