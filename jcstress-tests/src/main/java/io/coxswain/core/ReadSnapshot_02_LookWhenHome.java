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
 *     java -jar jcstress-tests/target/jcstress.jar -t ReadSnapshot_02
 * </pre>
 *
 * <p>The repair of {@link ReadSnapshot_01_LookWhileLent}: the loop looks at the {@link ReceivingHalf} when the
 * {@link io.coxswain.queues.CompletionOutbox} has given it back. The bytes in the segment, the frame ends in their
 * array and the numbers in the half are all plain, and the one release of the completion stands behind them all.
 *
 * <pre>
 *     x86_64, Xeon 2.6 GHz, 2 cores, busy with other things; the bounded run
 *              JDK 17.0.15
 *     RESULT    SAMPLES     FREQ
 *          1     92,027   96.01%
 *          2      3,825    3.99%
 * </pre>
 */
@JCStressTest
@Outcome(id = "1", expect = ACCEPTABLE, desc = "The half was not back before the loop gave up.")
@Outcome(id = "2", expect = ACCEPTABLE, desc = "Both frames, their bytes, and what follows them.")
@Outcome(expect = FORBIDDEN, desc = "The half came home before its snapshot.")
@State
public class ReadSnapshot_02_LookWhenHome {
    private final JobInbox<Job> inbox = new JobInbox<>(2, 2);
    private final CompletionOutbox<Job> outbox = new CompletionOutbox<>(2);
    private final ReceivingHalf half = LessonBytes.receivingHalf();

    @Actor
    public void loop(I_Result r) {
        outbox.tryReserve();
        half.lend(0);
        inbox.offerTraffic(half);
        r.r1 = LessonHalf.awaitDrain(outbox) ? LessonBytes.look(half) : 1;
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
