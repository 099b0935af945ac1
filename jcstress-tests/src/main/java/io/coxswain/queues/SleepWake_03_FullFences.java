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
 *     java -jar jcstress-tests/target/jcstress.jar -t SleepWake_03
 * </pre>
 *
 * <p>The repair of both: the {@link ParkedFlag}, with a full fence on either side. All full fences have one order.
 * If the worker's is first, the loop reads {@code asleep} after it, sees the flag and wakes; if the loop's is
 * first, the worker reads the queue after that, sees the job and stays up. Both may happen, which costs a wake-up
 * too many. Neither cannot.
 *
 * <pre>
 *     x86_64, Xeon 2.6 GHz, 2 cores; the bounded run
 *                     JDK 17.0.15             JDK 25.0.3
 *     RESULT     SAMPLES     FREQ       SAMPLES     FREQ
 *       0, 1   1,754,516   89.85%       768,424   88.18%
 *       1, 0     164,542    8.43%        88,465   10.15%
 *       1, 1      33,630    1.72%        14,495    1.66%
 * </pre>
 */
@JCStressTest
@Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "The worker found the work and stays up; nobody need wake it.")
@Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "The worker sleeps and is woken.")
@Outcome(
        id = "1, 1",
        expect = ACCEPTABLE,
        desc = "The worker found the work and is woken all the same: a wake-up too many, and harmless.")
@Outcome(expect = FORBIDDEN, desc = "The worker sleeps, and nobody wakes it: the work waits for ever.")
@State
public class SleepWake_03_FullFences {
    private final JobInbox<String> inbox = new JobInbox<>(2, 2);
    private final ParkedFlag flag = new ParkedFlag();

    @Actor
    public void worker(II_Result r) {
        flag.announce();
        r.r1 = inbox.hasJobs(false) ? 1 : 0;
    }

    @Actor
    public void loop(II_Result r) {
        inbox.offerTraffic("job");
        r.r2 = flag.claimWake() ? 1 : 0;
    }
}
