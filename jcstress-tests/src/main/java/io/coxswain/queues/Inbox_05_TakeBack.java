package io.coxswain.queues;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * How to run this lesson:
 *
 * <pre>
 *     java -jar jcstress-tests/target/jcstress.jar -t Inbox_05
 * </pre>
 *
 * <p>The loop is a consumer of its own inbox: it takes jobs back at a barrier, on close, and when the oldest has
 * waited too long. It does so while the workers take, and while it is the producer as well. Here it offers the
 * third job and takes one back, and a worker takes two. Each of the three jobs goes to one of them, and the worker
 * gets its two in the order in which they were offered.
 *
 * <pre>
 *     x86_64, Xeon 2.6 GHz, 2 cores; the bounded run
 *                     JDK 17.0.15             JDK 25.0.3
 *     RESULT     SAMPLES     FREQ       SAMPLES     FREQ
 *      1, 23     896,931   63.38%       541,379   75.42%
 *      2, 13      86,030    6.08%        28,419    3.96%
 *      3, 12     432,127   30.54%       147,986   20.62%
 * </pre>
 */
@JCStressTest
@Outcome(id = "1, 23", expect = ACCEPTABLE, desc = "The loop was first.")
@Outcome(id = "2, 13", expect = ACCEPTABLE, desc = "The loop came between.")
@Outcome(id = "3, 12", expect = ACCEPTABLE, desc = "The loop was last, and has its own new job back.")
@Outcome(expect = FORBIDDEN, desc = "A job was lost, taken twice, or overtaken.")
@State
public class Inbox_05_TakeBack {
    private final JobInbox<Integer> inbox = new JobInbox<>(4, 2);
    private final JobInbox.Taker<Integer> taker = inbox.taker();

    /** Two jobs wait. */
    public Inbox_05_TakeBack() {
        inbox.offerTraffic(1);
        inbox.offerTraffic(2);
    }

    @Actor
    public void loop(II_Result r) {
        inbox.offerTraffic(3);
        r.r1 = numberOf(inbox.takeBack());
    }

    @Actor
    public void worker(II_Result r) {
        int first = numberOf(taker.take(false));
        int second = numberOf(taker.take(false));
        r.r2 = 10 * first + second;
    }

    private static int numberOf(@Nullable Integer job) {
        return job == null ? 0 : job;
    }
}
