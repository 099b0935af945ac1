package io.coxswain.core;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;

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
 *     java -jar jcstress-tests/target/jcstress.jar -t WriteBoundary_03
 * </pre>
 *
 * <p>Small messages are packed into one segment, and the socket takes them a piece at a time: after a while the
 * front of the segment is sent and its end is full. This loop makes room in the usual way, and moves what is left
 * to the front; the next message goes behind it. It does so while a WRITE job is out, and the worker, which has the
 * indexes from before, sends the next message in the place of this one, or half of each.
 *
 * <pre>
 *     x86_64, Xeon 2.6 GHz, 2 cores, busy with other things; the bounded run
 *              JDK 17.0.15
 *     RESULT    SAMPLES     FREQ
 *          0     13,862   12.46%
 *         12        176    0.16%
 *         14         20    0.02%   Interesting
 *         34     97,154   87.36%   Interesting
 * </pre>
 */
@JCStressTest
@Outcome(id = "0", expect = ACCEPTABLE, desc = "The worker gave up before there was a job.")
@Outcome(id = "12", expect = ACCEPTABLE, desc = "The worker had sent the message before the loop moved it.")
@Outcome(expect = ACCEPTABLE_INTERESTING, desc = "Bytes of the next message were sent in the place of this one.")
@State
public class WriteBoundary_03_MovedBytes {
    private final JobInbox<Job> inbox = new JobInbox<>(2, 2);
    private final LessonBytes.Sink sink = new LessonBytes.Sink();
    private final SendingHalf half = new SendingHalf(offloaded -> {}, sink);
    private final Segment segment = LessonBytes.segment();
    private final Owner owner = new Owner();
    private final SendQueue queue = LessonBytes.sendQueue(segment, owner);

    /** Of two messages the socket has taken the first. */
    public WriteBoundary_03_MovedBytes() {
        queue.append(ByteBuffer.wrap(new byte[] {8, 9}), 0);
        queue.append(ByteBuffer.wrap(new byte[] {1, 2}), 0);
        queue.pop(2, new long[TypeRuns.TYPES]);
    }

    @Actor
    public void loop() {
        owner.bind();
        queue.drawBoundary(half, Long.MAX_VALUE);
        half.lend(0);
        inbox.offerTraffic(half);
        ByteBuffer view = segment.loopView();
        view.putShort(0, view.getShort(2));
        view.putShort(2, (short) 0x0304);
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
