package io.coxswain.queues;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;

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
 *     java -jar jcstress-tests/target/jcstress.jar -t Mailbox_01
 * </pre>
 *
 * <p>A sender looks whether the mailbox is closed, and then puts its message in. The loop closes the mailbox, and
 * then empties it. Every field is volatile, every queue operation is atomic, and a message is lost: the sender
 * looks, the loop closes and empties, the sender puts its message in. It was told that the message was accepted,
 * and nobody will ever read it.
 *
 * <pre>
 *     x86_64, Xeon 2.6 GHz, 2 cores; the bounded run
 *                     JDK 17.0.15             JDK 25.0.3
 *     RESULT     SAMPLES     FREQ       SAMPLES     FREQ
 *       0, 0     856,413   26.59%       282,619   28.98%
 *       1, 0     229,111    7.11%        55,303    5.67%   Interesting
 *       1, 1   2,135,644   66.30%       637,142   65.34%
 * </pre>
 */
@JCStressTest
@Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "The sender was told that the mailbox is closed.")
@Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "The message was accepted, and the loop has it.")
@Outcome(
        id = "1, 0",
        expect = ACCEPTABLE_INTERESTING,
        desc = "The message was accepted after the loop had looked for the last time.")
@State
public class Mailbox_01_LookThenOffer {
    private final MpscAtomicArrayQueue<String> messages = new MpscAtomicArrayQueue<>(2);
    private volatile boolean closed;

    @Actor
    public void sender(II_Result r) {
        r.r1 = !closed && messages.offer("message") ? 1 : 0;
    }

    @Actor
    public void loop(II_Result r) {
        closed = true;
        r.r2 = messages.relaxedPoll() == null ? 0 : 1;
    }
}
