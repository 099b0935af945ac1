package io.coxswain.queues;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * How to run this lesson:
 *
 * <pre>
 *     java -jar jcstress-tests/target/jcstress.jar -t SleepWake_02
 * </pre>
 *
 * <p>The worker has a full fence between its store and its load: going to sleep is dear anyway. The loop would
 * rather do without, since it asks at every hand-over, and mostly nobody sleeps. Here it asks by
 * {@link ParkedFlag#isAsleep()}, which is a plain load as far as the processor cares. One fence orders one side:
 * the loop's own load still overtakes its own store. What the worker's fence is worth alone can be read below and
 * in {@link SleepWake_01_ReleaseAcquire}: nothing. A server that has no more than this hangs once in a while,
 * under no load in particular.
 *
 * <pre>
 *     x86_64, Xeon 2.6 GHz, 2 cores; the bounded run
 *                     JDK 17.0.15             JDK 25.0.3
 *     RESULT     SAMPLES     FREQ       SAMPLES     FREQ
 *       0, 0     203,145    9.33%        59,732    7.18%   Interesting
 *       0, 1   1,193,821   54.85%       555,164   66.75%
 *       1, 0     752,886   34.59%       208,568   25.08%
 *       1, 1      26,836    1.23%         8,240    0.99%
 * </pre>
 */
@JCStressTest
@Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "The worker found the work and stays up; nobody need wake it.")
@Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "The worker sleeps and is woken.")
@Outcome(
        id = "1, 1",
        expect = ACCEPTABLE,
        desc = "The worker found the work and is woken all the same: a wake-up too many, and harmless.")
@Outcome(
        id = "0, 0",
        expect = ACCEPTABLE_INTERESTING,
        desc = "The worker sleeps, and nobody wakes it: the work waits for ever.")
@State
public class SleepWake_02_OneFence {
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
        r.r2 = flag.isAsleep() ? 1 : 0;
    }
}
