package io.coxswain.core;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;

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
 *     java -jar jcstress-tests/target/jcstress.jar -t Lease_01
 * </pre>
 *
 * <p>A half goes out to a worker and comes back through the {@link io.coxswain.queues.CompletionOutbox}, and all its
 * fields are plain. Completing it is therefore the last thing that a worker may do with it. This worker completes it
 * first and does the work then. It looks harmless, since the loop has other things to do: but the loop that drains
 * in that moment takes the half home, reads what the previous job has left in it, and may lend it to a second worker
 * while the first is still inside.
 *
 * <p>The loop waits for the half, as far as a loop of a lesson can: it drains a few hundred times.
 *
 * <pre>
 *     x86_64, Xeon 2.6 GHz, 2 cores, busy with other things; the bounded run
 *              JDK 17.0.15
 *     RESULT    SAMPLES     FREQ
 *         -1     81,505   82.82%
 *          0         22    0.02%   Interesting
 *         10        434    0.44%   Interesting
 *         11     16,451   16.72%
 * </pre>
 */
@JCStressTest
@Outcome(id = "-1", expect = ACCEPTABLE, desc = "The half was not back before the loop gave up.")
@Outcome(id = "11", expect = ACCEPTABLE, desc = "The loop came late enough to see the job done.")
@Outcome(expect = ACCEPTABLE_INTERESTING, desc = "The half was at home, and its job was not done or half done.")
@State
public class Lease_01_CompletedTooEarly {
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
            outbox.complete(job);
            job.perform(0);
        }
    }
}
