package io.coxswain.queues;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;

import java.util.concurrent.atomic.AtomicInteger;
import org.jctools.queues.atomic.MpscAtomicArrayQueue;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * How to run this lesson:
 *
 * <pre>
 *     java -jar jcstress-tests/target/jcstress.jar -t Mailbox_02
 * </pre>
 *
 * <p>So a sender counts itself in before it looks and out after it has stored, and the loop, when it closes, goes
 * on emptying until nobody is counted in. Here it empties first and asks for the count then: a sender that was
 * inside while the loop found the queue empty may have stored and left when the loop reads the count. The answer
 * is zero, and true, and too late.
 *
 * <pre>
 *     x86_64, Xeon 2.6 GHz, 2 cores; the bounded run
 *                     JDK 17.0.15             JDK 25.0.3
 *     RESULT     SAMPLES     FREQ       SAMPLES     FREQ
 *       0, 0     989,419   40.82%       387,692   34.19%
 *       1, 0       7,234    0.30%         3,187    0.28%   Interesting
 *       1, 1   1,427,075   58.88%       742,905   65.52%
 * </pre>
 */
@JCStressTest
@Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "The sender was told that the mailbox is closed.")
@Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "The message was accepted, and the loop has it.")
@Outcome(
        id = "1, 0",
        expect = ACCEPTABLE_INTERESTING,
        desc = "The sender stored and left between the last poll and the count.")
@State
public class Mailbox_02_CountedTooLate {
    private final MpscAtomicArrayQueue<String> messages = new MpscAtomicArrayQueue<>(2);
    private final AtomicInteger sendersInside = new AtomicInteger();
    private volatile boolean closed;

    @Actor
    public void sender(II_Result r) {
        sendersInside.getAndIncrement();
        r.r1 = !closed && messages.offer("message") ? 1 : 0;
        sendersInside.getAndDecrement();
    }

    @Actor
    public void loop(II_Result r) {
        closed = true;
        do {
            if (messages.relaxedPoll() != null) {
                r.r2 = 1;
            }
        } while (sendersInside.get() > 0);
    }
}
