package io.coxswain.queues;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * How to run this lesson:
 *
 * <pre>
 *     java -jar jcstress-tests/target/jcstress.jar -t Mailbox_03
 * </pre>
 *
 * <p>The repair of both: the {@link Mailbox}. The count and the closed bit are one word, so that every sender is
 * ordered before or after the close: before it, and the loop sees its count; after it, and it sees the bit. The
 * loop reads the count before it empties the queue. Zero, read with acquire, then means that whoever was inside
 * has stored its message before, and the emptying that follows finds it.
 *
 * <p>The sender sends two messages and the loop polls one before it closes. What was accepted arrives once, with
 * its plain fields, in order, by the poll or by the close; what was not is the sender's.
 *
 * <pre>
 *     x86_64, Xeon 2.6 GHz, 2 cores; the bounded run
 *                     JDK 17.0.15             JDK 25.0.3
 *     RESULT     SAMPLES     FREQ       SAMPLES     FREQ
 *       0, 0     269,854   11.55%        62,638    8.79%
 *       1, 1      52,251    2.24%        22,090    3.10%
 *      2, 12   2,014,583   86.22%       627,936   88.11%
 * </pre>
 */
@JCStressTest
@Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "The sender was told both times that the mailbox is closed.")
@Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "The close came between the two messages.")
@Outcome(id = "2, 12", expect = ACCEPTABLE, desc = "Both messages were accepted, and the loop has both.")
@Outcome(expect = FORBIDDEN, desc = "An accepted message was lost, doubled, overtaken or empty.")
@State
public class Mailbox_03_CountedIn {
    /** A message with a plain field, which the mailbox has to publish. */
    private static final class Message {
        int number;
    }

    private final Mailbox<Message> mailbox = new Mailbox<>(2);
    private final Message first = new Message();
    private final Message second = new Message();

    // ---- loop ----
    private int received;

    @Actor
    public void sender(II_Result r) {
        first.number = 1;
        r.r1 = mailbox.offer(first) == Mailbox.Offer.ACCEPTED ? 1 : 0;
        second.number = 2;
        r.r1 += mailbox.offer(second) == Mailbox.Offer.ACCEPTED ? 1 : 0;
    }

    @Actor
    public void loop(II_Result r) {
        Message polled = mailbox.poll();
        if (polled != null) {
            onMessage(polled);
        }
        mailbox.close(this::onMessage);
        r.r2 = received;
    }

    private void onMessage(Message message) {
        received = 10 * received + message.number;
    }
}
