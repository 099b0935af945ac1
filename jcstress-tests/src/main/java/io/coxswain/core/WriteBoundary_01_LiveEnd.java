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
 *     java -jar jcstress-tests/target/jcstress.jar -t WriteBoundary_01
 * </pre>
 *
 * <p>While a WRITE job is out, the loop goes on appending to the segment that the worker writes from. Why not let
 * the worker have those bytes too? Here it asks the slice for its end when it is about to write, and not the
 * boundary for the end that there was when the job was dispatched. So it sends bytes that the loop has appended
 * since. The loop has no idea: it takes more off the queue than it has lent, or, where it takes back a message for
 * which there was no room after all, the peer has the beginning of a message that was refused. Nor does anything
 * order the bytes before the end for this worker: on a processor with a weak memory model it may send what was
 * there before.
 *
 * <pre>
 *     x86_64, Xeon 2.6 GHz, 2 cores, busy with other things; the bounded run
 *              JDK 17.0.15
 *     RESULT    SAMPLES     FREQ
 *          0     11,702   16.71%
 *         12         14    0.02%
 *       1234     58,314   83.27%   Interesting
 * </pre>
 */
@JCStressTest
@Outcome(id = "0", expect = ACCEPTABLE, desc = "The worker gave up before there was a job.")
@Outcome(id = "12", expect = ACCEPTABLE, desc = "The worker was fast enough to send the first message only.")
@Outcome(expect = ACCEPTABLE_INTERESTING, desc = "Bytes went out that the loop had not lent.")
@State
public class WriteBoundary_01_LiveEnd {
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
            ByteBuffer view = segment.workerView();
            view.limit(segment.slice.endIndex).position(0);
            sink.write(view);
        }
        r.r1 = sink.written;
    }
}
