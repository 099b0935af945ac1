package io.coxswain.core;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;

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
 *     java -jar jcstress-tests/target/jcstress.jar -t Close_01
 * </pre>
 *
 * <p>The loop has lent the receiving half of a link to a worker, and now the application closes the link. This loop
 * does what it is told at once: it returns the link's segment, and the next link that borrows it puts a seven into
 * it. But the worker still reads from the old socket, into the same bytes, and what it reads is suddenly in the
 * middle of another client's data. There is no crash to tell of it: that is why this is the worst thing that a
 * library like this one can do.
 *
 * <p>Nor does it help to tell the worker: between its look at such a mark and its read there is always room for a
 * close.
 *
 * <pre>
 *     x86_64, Xeon 2.6 GHz, 2 cores, busy with other things; the bounded run
 *              JDK 17.0.15
 *     RESULT    SAMPLES     FREQ
 *          1    102,174   90.83%   Interesting
 *          7     10,318    9.17%
 * </pre>
 */
@JCStressTest
@Outcome(id = "7", expect = ACCEPTABLE, desc = "The worker was done when the segment was lent again.")
@Outcome(id = "1", expect = ACCEPTABLE_INTERESTING, desc = "A byte of the old link's peer is among the new one's.")
@State
public class Close_01_CloseAtOnce {
    private final JobInbox<Job> inbox = new JobInbox<>(2, 2);
    private final ReceivingHalf half = LessonBytes.receivingHalf();
    private final Segment segment = LessonBytes.segmentOf(half);

    @Actor
    public void loop() {
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
