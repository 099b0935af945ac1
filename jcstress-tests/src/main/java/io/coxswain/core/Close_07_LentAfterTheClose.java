package io.coxswain.core;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

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
 *     java -jar jcstress-tests/target/jcstress.jar -t Close_07
 * </pre>
 *
 * <p>A link that nothing holds is closed in the middle of a turn, and finished at the turn's end, outside of all
 * callbacks. In between the turn goes on: a timer of that link is due, and its last look whether the peer has sent
 * something lends the half once more. Then the turn ends, the segment is returned and lent to the next link, and a
 * worker reads the closed link's socket into it.
 *
 * <p>Coxswain had this bug, in the timer that watches for silent peers; every other way to begin a read did ask
 * whether the link was closing.
 *
 * <pre>
 *     x86_64, Xeon 2.6 GHz, 2 cores, busy with other things; the bounded run
 *              JDK 17.0.15
 *     RESULT    SAMPLES     FREQ
 *          1     90,771   89.90%   Interesting
 *          7     10,201   10.10%
 * </pre>
 */
@JCStressTest
@Outcome(id = "7", expect = ACCEPTABLE, desc = "The worker was done, or had given up, when the segment was lent again.")
@Outcome(id = "1", expect = ACCEPTABLE_INTERESTING, desc = "A byte of the closed link's peer is among the new one's.")
@Outcome(expect = FORBIDDEN, desc = "A byte that nobody has written.")
@State
public class Close_07_LentAfterTheClose {
    private final JobInbox<Job> inbox = new JobInbox<>(2, 2);
    private final ReceivingHalf half = LessonBytes.receivingHalf();
    private final Segment segment = LessonBytes.segmentOf(half);

    @Actor
    public void loop() {
        // The application has closed the link, no job is out, and the end of the turn will return the segment.
        half.lend(0);
        inbox.offerTraffic(half);
        LessonBytes.lendAgain(segment);
    }

    @Actor
    public void worker() {
        Job job = LessonHalf.awaitTake(inbox);
        if (job != null) {
            job.perform(0);
        }
    }

    @Arbiter
    public void look(I_Result r) {
        r.r1 = LessonBytes.firstByteOf(segment);
    }
}
