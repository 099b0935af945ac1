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
 *     java -jar jcstress-tests/target/jcstress.jar -t Inbox_04
 * </pre>
 *
 * <p>The repair of {@link Inbox_03_LookThenTake}: the {@link JobInbox}. JCTools moves the consumer index with a
 * compare-and-set before it reads the slot; of two workers that have seen the same index one fails, and looks
 * again. Hence each job goes to exactly one taker, and with two jobs for two takers neither goes away empty.
 *
 * <pre>
 *     x86_64, Xeon 2.6 GHz, 2 cores; the bounded run
 *                     JDK 17.0.15             JDK 25.0.3
 *     RESULT     SAMPLES     FREQ       SAMPLES     FREQ
 *       1, 2   1,047,751   55.36%       341,087   52.79%
 *       2, 1     844,777   44.64%       305,017   47.21%
 * </pre>
 */
@JCStressTest
@Outcome(
        id = {"1, 2", "2, 1"},
        expect = ACCEPTABLE,
        desc = "Each worker took a job of its own.")
@Outcome(expect = FORBIDDEN, desc = "A job was run twice, or a worker found none although one was left.")
@State
public class Inbox_04_OneTaker {
    private final JobInbox<Integer> inbox = new JobInbox<>(2, 2);
    private final JobInbox.Taker<Integer> oneTaker = inbox.taker();
    private final JobInbox.Taker<Integer> otherTaker = inbox.taker();

    /** Two jobs wait. */
    public Inbox_04_OneTaker() {
        inbox.offerTraffic(1);
        inbox.offerTraffic(2);
    }

    @Actor
    public void oneWorker(II_Result r) {
        r.r1 = take(oneTaker);
    }

    @Actor
    public void otherWorker(II_Result r) {
        r.r2 = take(otherTaker);
    }

    private static int take(JobInbox.Taker<Integer> taker) {
        Integer job = taker.take(false);
        return job == null ? 0 : job;
    }
}
