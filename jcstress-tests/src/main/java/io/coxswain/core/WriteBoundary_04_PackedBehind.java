package io.coxswain.core;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.coxswain.queues.CompletionOutbox;
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
 *     java -jar jcstress-tests/target/jcstress.jar -t WriteBoundary_04
 * </pre>
 *
 * <p>The repair of {@link WriteBoundary_03_MovedBytes}: the {@link SendQueue} never moves a byte. What is appended
 * while a job is out is packed behind the boundary, in the same segment if there is room and otherwise in another;
 * what the socket has taken is popped when the job is home, and the segment is used again when it is empty. So two
 * jobs one after the other send the stream as it was queued.
 *
 * <pre>
 *     x86_64, Xeon 2.6 GHz, 2 cores, busy with other things; the bounded run
 *              JDK 17.0.15
 *     RESULT    SAMPLES     FREQ
 *          0     37,068   38.16%
 *         12     50,420   51.91%
 *       1234      9,644    9.93%
 * </pre>
 */
@JCStressTest
@Outcome(id = "0", expect = ACCEPTABLE, desc = "The worker gave up before there was a job.")
@Outcome(id = "12", expect = ACCEPTABLE, desc = "One of the two gave up before the second job.")
@Outcome(id = "1234", expect = ACCEPTABLE, desc = "The message, and then the one that was packed behind it.")
@Outcome(expect = FORBIDDEN, desc = "A byte twice, left out, or in another one's place.")
@State
public class WriteBoundary_04_PackedBehind {
    private final JobInbox<Job> inbox = new JobInbox<>(2, 2);
    private final CompletionOutbox<Job> outbox = new CompletionOutbox<>(2);
    private final LessonBytes.Sink sink = new LessonBytes.Sink();
    private final SendingHalf half = new SendingHalf(offloaded -> {}, sink);
    private final Owner owner = new Owner();
    private final SendQueue queue = LessonBytes.sendQueue(LessonBytes.segment(), owner);
    private final ByteBuffer second = ByteBuffer.wrap(new byte[] {3, 4});
    private final long[] taken = new long[TypeRuns.TYPES];

    /** Of two messages the socket has taken the first. */
    public WriteBoundary_04_PackedBehind() {
        queue.append(ByteBuffer.wrap(new byte[] {8, 9}), 0);
        queue.append(ByteBuffer.wrap(new byte[] {1, 2}), 0);
        queue.pop(2, taken);
    }

    @Actor
    public void loop() {
        owner.bind();
        dispatch();
        queue.append(second, 0);
        if (LessonHalf.awaitDrain(outbox)) {
            queue.pop(half.bytesWritten(), taken);
            dispatch();
        }
    }

    private void dispatch() {
        queue.drawBoundary(half, Long.MAX_VALUE);
        outbox.tryReserve();
        half.lend(0);
        inbox.offerTraffic(half);
    }

    @Actor
    public void worker(I_Result r) {
        for (int jobs = 0; jobs < 2; jobs++) {
            Job job = LessonHalf.awaitTake(inbox);
            if (job != null) {
                job.perform(0);
                outbox.complete(job);
            }
        }
        r.r1 = sink.written;
    }
}
