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
 *     java -jar jcstress-tests/target/jcstress.jar -t SleepWake_04
 * </pre>
 *
 * <p>The same in the other direction: the loop sleeps in its selector, and a worker completes a job. The loop
 * looks at the first slot of the {@link CompletionOutbox} instead of an index; the worker's store into that slot
 * comes before its fence.
 *
 * <pre>
 *     x86_64, Xeon 2.6 GHz, 2 cores; the bounded run
 *                     JDK 17.0.15             JDK 25.0.3
 *     RESULT     SAMPLES     FREQ       SAMPLES     FREQ
 *       0, 1   2,213,858   79.46%       956,693   83.53%
 *       1, 0     516,549   18.54%       169,476   14.80%
 *       1, 1      55,561    1.99%        19,135    1.67%
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
public class SleepWake_04_Completions {
    private final CompletionOutbox<String> outbox = new CompletionOutbox<>(2);
    private final ParkedFlag flag = new ParkedFlag();

    /** One job is out. */
    public SleepWake_04_Completions() {
        outbox.tryReserve();
    }

    @Actor
    public void loop(II_Result r) {
        flag.announce();
        r.r1 = outbox.hasCompletions() ? 1 : 0;
    }

    @Actor
    public void worker(II_Result r) {
        outbox.complete("job");
        r.r2 = flag.claimWake() ? 1 : 0;
    }
}
