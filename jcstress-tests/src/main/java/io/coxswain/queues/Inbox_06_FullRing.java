package io.coxswain.queues;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/**
 * How to run this lesson:
 *
 * <pre>
 *     java -jar jcstress-tests/target/jcstress.jar -t Inbox_06
 * </pre>
 *
 * <p>A full ring, and a worker that makes room in it: claiming a job and emptying its slot are two steps, and the
 * loop may come between. It must not put its job into a slot that is not empty yet, for the worker would then
 * clear it out; and it must not wait there, for the worker may be preempted for as long as the scheduler likes.
 * {@code relaxedOffer} refuses instead. What was accepted is taken once, what was refused never.
 *
 * <pre>
 *     x86_64, Xeon 2.6 GHz, 2 cores; the bounded run
 *                       JDK 17.0.15             JDK 25.0.3
 *       RESULT     SAMPLES     FREQ       SAMPLES     FREQ
 *      0, 1, 2   1,657,138   83.44%       610,533   82.56%
 *     1, 1, 23     328,830   16.56%       129,011   17.44%
 * </pre>
 */
@JCStressTest
@Outcome(
        id = "1, 1, 23",
        expect = ACCEPTABLE,
        desc = "The worker had emptied its slot, and the third job went into it.")
@Outcome(id = "0, 1, 2", expect = ACCEPTABLE, desc = "The loop came too early and was refused.")
@Outcome(expect = FORBIDDEN, desc = "An accepted job is gone, or a refused one has arrived.")
@State
public class Inbox_06_FullRing {
    private final JobInbox<Integer> inbox = new JobInbox<>(2, 2);
    private final JobInbox.Taker<Integer> taker = inbox.taker();

    /** Two jobs wait, and there is no room for a third. */
    public Inbox_06_FullRing() {
        inbox.offerTraffic(1);
        inbox.offerTraffic(2);
    }

    @Actor
    public void loop(III_Result r) {
        r.r1 = inbox.offerTraffic(3) ? 1 : 0;
    }

    @Actor
    public void worker(III_Result r) {
        Integer job = taker.take(false);
        r.r2 = job == null ? 0 : job;
    }

    @Arbiter
    public void whatIsLeft(III_Result r) {
        Integer job = inbox.takeBack();
        while (job != null) {
            r.r3 = 10 * r.r3 + job;
            job = inbox.takeBack();
        }
    }
}
