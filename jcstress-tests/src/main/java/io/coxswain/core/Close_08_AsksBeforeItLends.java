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
 *     java -jar jcstress-tests/target/jcstress.jar -t Close_08
 * </pre>
 *
 * <p>The repair of {@link Close_07_LentAfterTheClose}: whoever is about to lend a half asks first whether its link
 * is closing, and a job that is lent holds its link, so that the two can only come one after the other. Here a job
 * was out when the application closed: it came home, the link is unheld, the timer is due, and the loop asks.
 *
 * <pre>
 *     x86_64, Xeon 2.6 GHz, 2 cores, busy with other things; the bounded run
 *              JDK 17.0.15
 *     RESULT    SAMPLES     FREQ
 *      1, -1     69,250   98.89%
 *       1, 7        780    1.11%
 * </pre>
 */
@JCStressTest
@Outcome(id = "1, 7", expect = ACCEPTABLE, desc = "One job, and then the segment was lent again.")
@Outcome(id = "1, -1", expect = ACCEPTABLE, desc = "The loop gave up first: the link still has its segment.")
@Outcome(expect = FORBIDDEN, desc = "A half of a link that was over was lent.")
@State
public class Close_08_AsksBeforeItLends {
    private final JobInbox<Job> inbox = new JobInbox<>(2, 2);
    private final CompletionOutbox<Job> outbox = new CompletionOutbox<>(2);
    private final ReceivingHalf half = LessonBytes.receivingHalf();
    private final Segment segment = LessonBytes.segmentOf(half);
    private final LinkHolds holds = new LinkHolds(() -> LessonBytes.lendAgain(segment));

    // ---- loop ----
    private int lentCount;

    private void lendIfHeld() {
        if (!holds.isUnheld() && !half.isLent() && outbox.tryReserve()) {
            holds.retainForJob();
            half.lend(0);
            lentCount++;
            inbox.offerTraffic(half);
        }
    }

    @Actor
    public void loop() {
        lendIfHeld();
        holds.end();
        if (LessonHalf.awaitDrain(outbox)) {
            holds.releaseForJob();
        }
        lendIfHeld(); // The timer.
    }

    @Actor
    public void worker() {
        for (int jobs = 0; jobs < 2; jobs++) {
            Job job = LessonHalf.awaitTake(inbox);
            if (job != null) {
                job.perform(0);
                outbox.complete(job);
            }
        }
    }

    @Arbiter
    public void look(II_Result r) {
        r.r1 = lentCount;
        r.r2 = holds.isUnheld() ? LessonBytes.firstByteOf(segment) : -1;
    }
}
