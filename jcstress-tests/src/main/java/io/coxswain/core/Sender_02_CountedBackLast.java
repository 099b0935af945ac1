package io.coxswain.core;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.coxswain.queues.Mailbox;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * How to run this lesson:
 *
 * <pre>
 *     java -jar jcstress-tests/target/jcstress.jar -t Sender_02
 * </pre>
 *
 * <p>The repair of {@link Sender_01_CountedBackTooEarly}: to count a letter back is the last that the loop does
 * with it, as to complete a job is for a worker. {@link LetterCounts} stores the count with release, after the last
 * read of the letter, and the {@link Sender} reads it with acquire, before its first write: neither the compiler
 * nor the processor lets the one sink or the other rise.
 *
 * <p>The mailbox is closed meanwhile by the loop. What it had accepted arrives all the same, by the close.
 *
 * <pre>
 *     x86_64, Xeon 2.6 GHz, 2 cores, busy with other things; the bounded run
 *              JDK 17.0.15
 *     RESULT    SAMPLES     FREQ
 *       0, 0     16,676   16.52%
 *       1, 1     82,575   81.78%
 *      2, 12      1,721    1.70%
 * </pre>
 */
@JCStressTest
@Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "The loop gave up and closed the mailbox before the first.")
@Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "It was closed before the second, or the sender gave up waiting.")
@Outcome(id = "2, 12", expect = ACCEPTABLE, desc = "Both were accepted, and both have arrived.")
@Outcome(expect = FORBIDDEN, desc = "An accepted message was lost, doubled, overtaken or overwritten.")
@State
public class Sender_02_CountedBackLast {
    private final Mailbox<LessonLetter> mailbox = new Mailbox<>(2);
    private final LetterCounts counts = new LetterCounts(1);
    private final LessonLetter letter = new LessonLetter();

    // ---- loop ----
    private int received;

    @Actor
    public void sender(II_Result r) {
        r.r1 = LessonLetter.fillAndSend(letter, 1, counts, mailbox)
                + LessonLetter.fillAndSend(letter, 2, counts, mailbox);
    }

    @Actor
    public void loop(II_Result r) {
        LessonLetter first = LessonLetter.awaitLetter(mailbox);
        if (first != null) {
            onLetter(first);
        }
        mailbox.close(this::onLetter);
        r.r2 = received;
    }

    private void onLetter(LessonLetter arrived) {
        received = 10 * received + arrived.message;
        counts.onDelivered();
    }
}
