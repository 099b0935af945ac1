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
 *     java -jar jcstress-tests/target/jcstress.jar -t ReadSnapshot_01
 * </pre>
 *
 * <p>A READ job leaves a snapshot in its half: how far the segment is filled, how many frames there are, where each
 * of them ends. The loop is told when the job is back. This one would rather know at once, and looks at the half
 * while a worker reads into it. It finds bytes of which no frame is known yet, or the first of two frames, and would
 * take them for all that has come.
 *
 * <p>The source gives two lines and the beginning of a third: the snapshot is whole if there are two frames, each
 * ends behind its line feed, and one byte is left. The loop looks a few hundred times, until the half is no longer
 * as it was before the job.
 *
 * <pre>
 *     x86_64, Xeon 2.6 GHz, 2 cores, busy with other things; the bounded run
 *              JDK 17.0.15
 *     RESULT    SAMPLES     FREQ
 *         -1      1,936   12.13%   Interesting
 *          0     13,891   87.00%
 *          2        140    0.88%
 * </pre>
 */
@JCStressTest
@Outcome(id = "0", expect = ACCEPTABLE, desc = "The half was as before the job each time that the loop looked.")
@Outcome(id = "2", expect = ACCEPTABLE, desc = "The loop came late enough to see both frames and what follows them.")
@Outcome(
        id = "-1",
        expect = ACCEPTABLE_INTERESTING,
        desc = "The loop saw a snapshot that never was: some of its fields are of this job and some of the previous.")
@State
public class ReadSnapshot_01_LookWhileLent {
    private final JobInbox<Job> inbox = new JobInbox<>(2, 2);
    private final CompletionOutbox<Job> outbox = new CompletionOutbox<>(2);
    private final ReceivingHalf half = LessonBytes.receivingHalf();

    @Actor
    public void loop(I_Result r) {
        outbox.tryReserve();
        half.lend(0);
        inbox.offerTraffic(half);
        r.r1 = 0;
        for (int i = 0; i < LessonHalf.TRIES_MAX && r.r1 == 0; i++) {
            Thread.onSpinWait();
            r.r1 = LessonBytes.look(half);
        }
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
