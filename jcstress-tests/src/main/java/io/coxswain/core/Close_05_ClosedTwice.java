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
 *     java -jar jcstress-tests/target/jcstress.jar -t Close_05
 * </pre>
 *
 * <p>A link has more than one reason to end: the application closes it, and in the same turn a job of it comes home
 * with a reset connection. Here each reason ends the link, and each end returns its segment. It is now among the
 * free ones twice, two links borrow it, and a worker reads into the one what the loop reads into the other. As in
 * {@link Close_01_CloseAtOnce} nothing crashes, and clients get each other's bytes.
 *
 * <pre>
 *     x86_64, Xeon 2.6 GHz, 2 cores, busy with other things; the bounded run
 *              JDK 17.0.15
 *     RESULT    SAMPLES     FREQ
 *          1      3,638   19.88%   Interesting
 *          7     14,666   80.12%
 * </pre>
 */
@JCStressTest
@Outcome(id = "7", expect = ACCEPTABLE, desc = "The worker wrote before the loop did, which has its own byte.")
@Outcome(id = "1", expect = ACCEPTABLE_INTERESTING, desc = "The loop finds the byte of another link among its own.")
@Outcome(expect = FORBIDDEN, desc = "A byte that nobody has written.")
@State
public class Close_05_ClosedTwice {
    private final JobInbox<Job> inbox = new JobInbox<>(2, 2);
    private final Segment segment = LessonBytes.segment();
    private final ReceivingHalf next = LessonBytes.receivingHalf(segment);

    // ---- loop ----
    private int freeSegments;

    private void close() {
        freeSegments++;
    }

    @Actor
    public void loop(I_Result r) {
        close(); // The application.
        close(); // The reset connection.
        freeSegments--;
        next.lend(0);
        inbox.offerTraffic(next);
        if (freeSegments > 0) {
            LessonBytes.lendAgain(segment);
            r.r1 = LessonBytes.awaitFirstByte(segment, 1);
        }
    }

    @Actor
    public void worker() {
        Job job = LessonHalf.awaitTake(inbox);
        if (job != null) {
            job.perform(0);
        }
    }
}
