package io.coxswain.core;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
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
 *     java -jar jcstress-tests/target/jcstress.jar -t Close_03
 * </pre>
 *
 * <p>No job is out when the application closes a link, but the loop is in the middle of a frame of it: the close is
 * called from inside of {@code onFrame}, and the frame is a view of the link's segment. This loop sees that no
 * worker has the link and returns the segment at once. The next link borrows it, a worker reads that link's socket
 * into it, and the callback, which goes on with its frame, has another client's bytes before it.
 *
 * <pre>
 *     x86_64, Xeon 2.6 GHz, 2 cores, busy with other things; the bounded run
 *              JDK 17.0.15
 *     RESULT    SAMPLES     FREQ
 *          1      2,332   13.82%   Interesting
 *          7     14,545   86.18%
 * </pre>
 */
@JCStressTest
@Outcome(id = "7", expect = ACCEPTABLE, desc = "The callback was done with its frame before the worker wrote there.")
@Outcome(id = "1", expect = ACCEPTABLE_INTERESTING, desc = "The frame changed under the callback's eyes.")
@Outcome(expect = FORBIDDEN, desc = "A byte that nobody has written.")
@State
public class Close_03_ReturnedInsideACallback {
    private final JobInbox<Job> inbox = new JobInbox<>(2, 2);
    private final Segment segment = LessonBytes.segment();
    private final ReceivingHalf next = LessonBytes.receivingHalf(segment);

    /** The link's frame is one byte, a seven. */
    public Close_03_ReturnedInsideACallback() {
        LessonBytes.lendAgain(segment);
    }

    @Actor
    public void loop(I_Result r) {
        next.lend(0);
        inbox.offerTraffic(next); // In the middle of the callback.
        r.r1 = LessonBytes.awaitFirstByte(segment, 1);
    }

    @Actor
    public void worker() {
        Job job = LessonHalf.awaitTake(inbox);
        if (job != null) {
            job.perform(0);
        }
    }
}
