package io.coxswain.queues;

import static java.lang.invoke.ConstantBootstraps.fieldVarHandle;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * How to run this lesson:
 *
 * <pre>
 *     java -jar jcstress-tests/target/jcstress.jar -t SleepWake_01
 * </pre>
 *
 * <p>A worker that finds nothing to do says so, looks once more, and sleeps. The loop publishes a job, looks
 * whether the worker has said so, and wakes it then. Each side writes one thing and then reads the other's:
 *
 * <pre>
 *      worker                             loop
 *      asleep = 1         (release)       queue.offer(job)   (release, in JCTools)
 *      queue empty?       (volatile)      asleep == 1?       (acquire)
 *        yes: sleep                         yes: wake
 * </pre>
 *
 * <p>Whoever is later should see the other. But a release store binds what comes before it, and an acquire load
 * what comes after it; neither keeps a load from overtaking an earlier store. An x86 does exactly that, and
 * nothing else: the store waits in the store buffer while the load is served. Both sides read the old value, the
 * worker sleeps on its job, and nobody wakes it.
 *
 * <pre>
 *     x86_64, Xeon 2.6 GHz, 2 cores; the bounded run
 *                     JDK 17.0.15             JDK 25.0.3
 *     RESULT     SAMPLES     FREQ       SAMPLES     FREQ
 *       0, 0     203,970    8.17%        87,639    9.06%   Interesting
 *       0, 1   1,914,414   76.72%       771,947   79.80%
 *       1, 0     372,341   14.92%       106,362   10.99%
 *       1, 1       4,683    0.19%         1,436    0.15%
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
public class SleepWake_01_ReleaseAcquire {
    private static final VarHandle ASLEEP = fieldVarHandle(
            MethodHandles.lookup(), "asleep", VarHandle.class, SleepWake_01_ReleaseAcquire.class, int.class);

    private final JobInbox<String> inbox = new JobInbox<>(2, 2);
    private int asleep; // only through ASLEEP

    @Actor
    public void worker(II_Result r) {
        ASLEEP.setRelease(this, 1);
        r.r1 = inbox.hasJobs(false) ? 1 : 0;
    }

    @Actor
    public void loop(II_Result r) {
        inbox.offerTraffic("job");
        r.r2 = (int) ASLEEP.getAcquire(this) == 1 ? 1 : 0;
    }
}
