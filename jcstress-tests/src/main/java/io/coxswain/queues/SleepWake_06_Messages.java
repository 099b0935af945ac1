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
 *     java -jar jcstress-tests/target/jcstress.jar -t SleepWake_06
 * </pre>
 *
 * <p>Once more with the {@link Mailbox}, from any thread. The sender is counted out after its store and before its
 * fence; that read-modify-write happens to be a full fence on x86, and is a release everywhere, which would not be
 * enough.
 *
 * <pre>
 *     x86_64, Xeon 2.6 GHz, 2 cores; the bounded run
 *                     JDK 17.0.15             JDK 25.0.3
 *     RESULT     SAMPLES     FREQ       SAMPLES     FREQ
 *       0, 1   2,724,853   93.84%       995,732   93.08%
 *       1, 0     155,798    5.37%        66,027    6.17%
 *       1, 1      23,077    0.79%         8,025    0.75%
 * </pre>
 */
@JCStressTest
@Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "The loop found the work and stays up; nobody need wake it.")
@Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "The loop sleeps and is woken.")
@Outcome(
        id = "1, 1",
        expect = ACCEPTABLE,
        desc = "The loop found the work and is woken all the same: a wake-up too many, and harmless.")
@Outcome(expect = FORBIDDEN, desc = "The loop sleeps, and nobody wakes it: the work waits for ever.")
@State
public class SleepWake_06_Messages {
    private final Mailbox<String> mailbox = new Mailbox<>(2);
    private final ParkedFlag flag = new ParkedFlag();

    @Actor
    public void loop(II_Result r) {
        flag.announce();
        r.r1 = mailbox.hasMessages() ? 1 : 0;
    }

    @Actor
    public void sender(II_Result r) {
        mailbox.offer("message");
        r.r2 = flag.claimWake() ? 1 : 0;
    }
}
