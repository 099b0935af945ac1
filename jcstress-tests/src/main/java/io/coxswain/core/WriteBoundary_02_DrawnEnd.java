package io.coxswain.core;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.coxswain.queues.JobInbox;
import java.nio.ByteBuffer;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/**
 * How to run this lesson:
 *
 * <pre>
 *     java -jar jcstress-tests/target/jcstress.jar -t WriteBoundary_02
 * </pre>
 *
 * <p>The repair of {@link WriteBoundary_01_LiveEnd}: the {@link SendingHalf} writes up to the boundary that the
 * loop has drawn in the {@link SendQueue} before it offered the job. The boundary is the limit of a buffer that
 * belongs to the job. What is before it was written before the offer, so that whoever takes the job sees it; what
 * the loop appends meanwhile is behind it, through a buffer of the loop's own, and waits for the next job.
 *
 * <pre>
 *     x86_64, Xeon 2.6 GHz, 2 cores, busy with other things; the bounded run
 *              JDK 17.0.15
 *     RESULT    SAMPLES     FREQ
 *          0     12,455   10.95%
 *         12    101,317   89.05%
 * </pre>
 */
@JCStressTest
@Outcome(id = "0", expect = ACCEPTABLE, desc = "The worker gave up before there was a job.")
@Outcome(id = "12", expect = ACCEPTABLE, desc = "The first message went out, and nothing else.")
@Outcome(expect = FORBIDDEN, desc = "A byte from behind the boundary, or a wrong one before it.")
@State
public class WriteBoundary_02_DrawnEnd {
    private final JobInbox<Job> inbox = new JobInbox<>(2, 2);
    private final LessonBytes.Sink sink = new LessonBytes.Sink();
    private final SendingHalf half = new SendingHalf(offloaded -> {}, sink);
    private final Segment segment = LessonBytes.segment();
    private final Owner owner = new Owner();
    private final SendQueue queue = LessonBytes.sendQueue(segment, owner);
    private final ByteBuffer first = ByteBuffer.wrap(new byte[] {1, 2});
    private final ByteBuffer second = ByteBuffer.wrap(new byte[] {3, 4});

    @Actor
    public void loop() {
        owner.bind();
        queue.append(first, 0);
        queue.drawBoundary(half, Long.MAX_VALUE);
        half.lend(0);
        inbox.offerTraffic(half);
        queue.append(second, 0);
    }

    @Actor
    public void worker(I_Result r) {
        Job job = LessonHalf.awaitTake(inbox);
        if (job != null) {
            job.perform(0);
        }
        r.r1 = sink.written;
    }
}
