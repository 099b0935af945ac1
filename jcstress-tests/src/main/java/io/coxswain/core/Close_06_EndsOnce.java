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
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * How to run this lesson:
 *
 * <pre>
 *     java -jar jcstress-tests/target/jcstress.jar -t Close_06
 * </pre>
 *
 * <p>The repair of {@link Close_05_ClosedTwice}: the link has a state, and only the first reason changes it, as in
 * {@link LinkLife#closeNow}. However many reasons, jobs and callbacks there are, {@link LinkHolds} says once that
 * nothing holds the link: it is unheld then, and not ending any more. Here a job is out when the first reason
 * comes, and brings the second home.
 *
 * <pre>
 *     x86_64, Xeon 2.6 GHz, 2 cores, busy with other things; the bounded run
 *              JDK 17.0.15
 *     RESULT    SAMPLES     FREQ
 *      0, -1     53,028   98.01%
 *       1, 7      1,078    1.99%
 * </pre>
 */
@JCStressTest
@Outcome(id = "1, 7", expect = ACCEPTABLE, desc = "Returned once, the segment has what its next link put there.")
@Outcome(id = "0, -1", expect = ACCEPTABLE, desc = "The loop gave up first: the link still has its segment.")
@Outcome(expect = FORBIDDEN, desc = "The segment was returned twice, or while the worker had it.")
@State
public class Close_06_EndsOnce {
    private final JobInbox<Job> inbox = new JobInbox<>(2, 2);
    private final CompletionOutbox<Job> outbox = new CompletionOutbox<>(2);
    private final ReceivingHalf half = LessonBytes.receivingHalf();
    private final Segment segment = LessonBytes.segmentOf(half);
    private final LinkHolds holds = new LinkHolds(this::returnSegment);

    // ---- loop ----
    private boolean isClosing;
    private int freeSegments;

    private void returnSegment() {
        freeSegments++;
        LessonBytes.lendAgain(segment);
    }

    private void close() {
        if (!isClosing) {
            isClosing = true;
            holds.end();
        }
    }

    @Actor
    public void loop() {
        outbox.tryReserve();
        holds.retainForJob();
        half.lend(0);
        inbox.offerTraffic(half);
        close(); // The application.
        if (LessonHalf.awaitDrain(outbox)) {
            close(); // The reset connection.
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
    public void look(II_Result r) {
        r.r1 = freeSegments;
        r.r2 = holds.isUnheld() ? LessonBytes.firstByteOf(segment) : -1;
    }
}
