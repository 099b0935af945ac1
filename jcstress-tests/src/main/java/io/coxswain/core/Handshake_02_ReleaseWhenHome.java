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
 *     java -jar jcstress-tests/target/jcstress.jar -t Handshake_02
 * </pre>
 *
 * <p>The repair of {@link Handshake_01_ReleaseAtOnce}: an ACCEPT job holds its link like any other. When the
 * deadline passes the loop ends the link's {@link LinkHolds}, and the machine is released when the completion has
 * been drained. So the loop calls nothing of the machine while a step is out, and sees all that the step has done
 * when it is home.
 *
 * <pre>
 *     x86_64, Xeon 2.6 GHz, 2 cores, busy with other things; the bounded run
 *              JDK 17.0.15
 *     RESULT    SAMPLES     FREQ
 *         -1     92,328   98.97%
 *          2        964    1.03%
 * </pre>
 */
@JCStressTest
@Outcome(id = "-1", expect = ACCEPTABLE, desc = "The loop gave up first: the link still has its machine.")
@Outcome(id = "2", expect = ACCEPTABLE, desc = "The step went through, and then the machine was released.")
@Outcome(expect = FORBIDDEN, desc = "The step was disturbed, or the loop has not seen what it did.")
@State
public class Handshake_02_ReleaseWhenHome {
    private final JobInbox<Job> inbox = new JobInbox<>(2, 2);
    private final CompletionOutbox<Job> outbox = new CompletionOutbox<>(2);
    private final LessonHandshake handshake = new LessonHandshake();
    private final LinkHolds holds = new LinkHolds(handshake.passage::release);
    private int seen;

    @Actor
    public void loop() {
        outbox.tryReserve();
        holds.retainForJob();
        handshake.job.lend(0);
        inbox.offerTraffic(handshake.job);
        holds.end();
        if (LessonHalf.awaitDrain(outbox)) {
            seen = handshake.report();
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
        r.r1 = holds.isUnheld() ? seen : -1;
    }
}
