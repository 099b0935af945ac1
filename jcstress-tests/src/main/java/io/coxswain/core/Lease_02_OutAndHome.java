package io.coxswain.core;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.coxswain.queues.CompletionOutbox;
import io.coxswain.queues.JobInbox;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/**
 * How to run this lesson:
 *
 * <pre>
 *     java -jar jcstress-tests/target/jcstress.jar -t Lease_02
 * </pre>
 *
 * <p>The repair of {@link Lease_01_CompletedTooEarly}: the worker does the work of the {@link Job}, then completes
 * it. What the loop wrote before it offered the half is there for the worker that takes it, and what the worker
 * wrote before it completed the half is there for the loop that drains it. One lease goes the whole way round here:
 * the half does what the loop has asked for, and the loop sees how much that was, and what the half has thrown.
 *
 * <p>Whether the half is lent is a plain field too, and needs no order: nobody but the loop reads or writes it.
 *
 * <pre>
 *     x86_64, Xeon 2.6 GHz, 2 cores, busy with other things; the bounded run
 *              JDK 17.0.15
 *     RESULT    SAMPLES     FREQ
 *         -1     81,746   82.00%
 *         11     17,946   18.00%
 * </pre>
 */
@JCStressTest
@Outcome(id = "-1", expect = ACCEPTABLE, desc = "The half was not back before the loop gave up.")
@Outcome(id = "11", expect = ACCEPTABLE, desc = "The job was done as the loop had asked, and the loop saw all of it.")
@Outcome(expect = FORBIDDEN, desc = "A field of the half did not arrive, on its way out or on its way home.")
@State
public class Lease_02_OutAndHome {
    private final JobInbox<Job> inbox = new JobInbox<>(2, 2);
    private final CompletionOutbox<Job> outbox = new CompletionOutbox<>(2);
    private final LessonHalf half = new LessonHalf();

    @Actor
    public void loop(I_Result r) {
        half.wantedBytes = 1;
        outbox.tryReserve();
        half.lend(0);
        inbox.offerTraffic(half);
        r.r1 = LessonHalf.awaitDrain(outbox) ? half.report() : -1;
    }

    @Actor
    public void worker() {
        Job job = LessonHalf.awaitTake(inbox);
        if (job != null) {
            job.perform(0);
            outbox.complete(job);
        }
    }
}
