package io.coxswain.core;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;

import io.coxswain.queues.JobInbox;
import io.coxswain.queues.ParkedFlag;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * How to run this lesson:
 *
 * <pre>
 *     java -jar jcstress-tests/target/jcstress.jar -t Resize_01
 * </pre>
 *
 * <p>A worker sleeps. It is asked to end, because there are to be fewer, and gets up for that. At the same time the loop
 * offers a job, finds the worker still asleep by its flag, and wakes it: the wake-up is used up, and the loop has done its
 * duty. But the worker gets up to end, and takes no more jobs. If it ends without a word, the job stays where it is
 * while other workers sleep.
 *
 * <p>So it looks into the inbox before it ends. That is not enough: the look may overtake the store by which it says
 * that it is up. The loop then sees it asleep, and it does not see the job: Dekker's pattern once more, without its fence
 * on one side.
 *
 * <pre>
 *     x86_64, 2 cores, busy; the bounded run, JDK 17.0.15
 *     RESULT     SAMPLES     FREQ
 *       0, 0         276    0.05%   Interesting
 *       0, 1     210,004   36.77%
 *       1, 0     359,802   63.00%
 *       1, 1         995    0.17%
 * </pre>
 */
@JCStressTest
@Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "The loop woke the worker, which has seen the job and passes it on.")
@Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "The loop found the worker up, and wakes another.")
@Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "Both see to it.")
@Outcome(
        id = "0, 0",
        expect = ACCEPTABLE_INTERESTING,
        desc = "The wake-up went to a worker that has ended; nobody knows.")
@State
public class Resize_01_LooksTooEarly {
    private final JobInbox<String> inbox = new JobInbox<>(2, 2);
    private final ParkedFlag flag = new ParkedFlag();

    /** The worker sleeps. */
    public Resize_01_LooksTooEarly() {
        flag.announce();
    }

    @Actor
    public void loop(II_Result r) {
        inbox.offerTraffic("job");
        r.r1 = flag.claimWake() ? 0 : 1;
    }

    @Actor
    public void worker(II_Result r) {
        flag.retract();
        r.r2 = inbox.hasJobs(true) ? 1 : 0; // No fence between.
    }
}
