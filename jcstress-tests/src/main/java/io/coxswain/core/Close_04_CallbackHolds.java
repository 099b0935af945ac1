package io.coxswain.core;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

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
 *     java -jar jcstress-tests/target/jcstress.jar -t Close_04
 * </pre>
 *
 * <p>The repair of {@link Close_03_ReturnedInsideACallback}: a callback holds its link as a job does. The loop
 * enters the application and leaves it by the link's {@link LinkHolds}; a close in between only marks, and the
 * segment is returned when the loop has left. What the callback has read was read before the segment went to the
 * next link, and the worker that has it came by it through the inbox.
 *
 * <pre>
 *     x86_64, Xeon 2.6 GHz, 2 cores, busy with other things; the bounded run
 *              JDK 17.0.15
 *     RESULT    SAMPLES     FREQ
 *          7     17,180  100.00%
 * </pre>
 */
@JCStressTest
@Outcome(id = "7", expect = ACCEPTABLE, desc = "The callback has its frame until it returns.")
@Outcome(expect = FORBIDDEN, desc = "The frame changed under the callback's eyes.")
@State
public class Close_04_CallbackHolds {
    private final JobInbox<Job> inbox = new JobInbox<>(2, 2);
    private final Segment segment = LessonBytes.segment();
    private final ReceivingHalf next = LessonBytes.receivingHalf(segment);
    private final LinkHolds holds = new LinkHolds(this::lendToNext);

    /** The link's frame is one byte, a seven. */
    public Close_04_CallbackHolds() {
        LessonBytes.lendAgain(segment);
    }

    private void lendToNext() {
        next.lend(0);
        inbox.offerTraffic(next);
    }

    @Actor
    public void loop(I_Result r) {
        holds.enter();
        holds.end(); // In the middle of the callback.
        r.r1 = LessonBytes.awaitFirstByte(segment, 1);
        holds.leave();
    }

    @Actor
    public void worker() {
        Job job = LessonHalf.awaitTake(inbox);
        if (job != null) {
            job.perform(0);
        }
    }
}
