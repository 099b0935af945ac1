package io.coxswain.core;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.coxswain.queues.Mailbox;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/**
 * How to run this lesson:
 *
 * <pre>
 *     java -jar jcstress-tests/target/jcstress.jar -t Sender_01
 * </pre>
 *
 * <p>A thread outside of the loop sends messages in letters that it fills again and again. A letter goes to the
 * loop through the mailbox, which publishes it; the loop counts the letters that it is done with, and the sender
 * fills one again when it has been counted. This loop counts a letter as soon as it has it, and reads it
 * afterwards. The sender, which has been waiting for just that, fills it with the next message, and the loop sends
 * this one twice and the first one never.
 *
 * <pre>
 *     x86_64, Xeon 2.6 GHz, 2 cores, busy with other things; the bounded run
 *              JDK 17.0.15
 *     RESULT    SAMPLES     FREQ
 *          0      3,034   11.61%
 *          1     20,138   77.07%
 *          2      2,958   11.32%   Interesting
 * </pre>
 */
@JCStressTest
@Outcome(id = "0", expect = ACCEPTABLE, desc = "The loop gave up before there was a letter.")
@Outcome(id = "1", expect = ACCEPTABLE, desc = "The loop has the message for which it took the letter out.")
@Outcome(id = "2", expect = ACCEPTABLE_INTERESTING, desc = "The loop has the next message in the place of the first.")
@Outcome(expect = FORBIDDEN, desc = "A message that nobody has sent.")
@State
public class Sender_01_CountedBackTooEarly {
    private final Mailbox<LessonLetter> mailbox = new Mailbox<>(2);
    private final LetterCounts counts = new LetterCounts(1);
    private final LessonLetter letter = new LessonLetter();

    @Actor
    public void sender() {
        LessonLetter.fillAndSend(letter, 1, counts, mailbox);
        LessonLetter.fillAndSend(letter, 2, counts, mailbox);
    }

    @Actor
    public void loop(I_Result r) {
        LessonLetter received = LessonLetter.awaitLetter(mailbox);
        if (received != null) {
            counts.onDelivered();
            for (int i = 0; i < LessonHalf.TRIES_MAX && r.r1 != 2; i++) {
                Thread.onSpinWait();
                r.r1 = received.message; // What it sends on, when it comes to that.
            }
        }
    }
}
