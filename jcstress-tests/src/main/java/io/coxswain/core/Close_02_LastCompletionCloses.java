package io.coxswain.core;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.coxswain.queues.CompletionOutbox;
import io.coxswain.queues.JobInbox;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/**
 * How to run this lesson:
 *
 * <pre>
 *     java -jar jcstress-tests/target/jcstress.jar -t Close_02
 * </pre>
 *
 * <p>The repair of {@link Close_01_CloseAtOnce}: a job that is out holds its link. To close the link only marks its
 * {@link LinkHolds}; the loop returns the segment when it has drained the completion, which is the last that the
 * worker did. The counts are plain: it is the loop that retains and releases, and the worker knows of neither.
 *
 * <p>The price is that a close takes as long as the job in hand, one system call that does not block.
 *
 * <pre>
 *     x86_64, Xeon 2.6 GHz, 2 cores, busy with other things; the bounded run
 *              JDK 17.0.15
 *     RESULT    SAMPLES     FREQ
 *         -1     70,033   97.16%
 *          7      2,045    2.84%
 * </pre>
 */
@JCStressTest
@Outcome(id = "7", expect = ACCEPTABLE, desc = "The segment was lent again, and has what its new link put there.")
@Outcome(id = "-1", expect = ACCEPTABLE, desc = "The loop gave up first: the link still has its segment.")
@Outcome(expect = FORBIDDEN, desc = "The worker wrote into a segment that was lent again.")
@State
public class Close_02_LastCompletionCloses {
    private final JobInbox<Job> inbox = new JobInbox<>(2, 2);
    private final CompletionOutbox<Job> outbox = new CompletionOutbox<>(2);
    private final ReceivingHalf half = LessonBytes.receivingHalf();
    private final Segment segment = LessonBytes.segmentOf(half);
    private final LinkHolds holds = new LinkHolds(() -> LessonBytes.lendAgain(segment));

    @Actor
    public void loop() {
        outbox.tryReserve();
        holds.retainForJob();
        half.lend(0);
        inbox.offerTraffic(half);
        holds.end();
        if (LessonHalf.awaitDrain(outbox)) {
            holds.releaseForJob();
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

    @Arbiter
    public void look(I_Result r) {
        r.r1 = holds.isUnheld() ? LessonBytes.firstByteOf(segment) : -1;
    }
}
