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
 *     java -jar jcstress-tests/target/jcstress.jar -t SleepWake_05
 * </pre>
 *
 * <p>Two workers complete. The slow one claims its slot and is preempted before it stores into it; the fast one
 * stores behind this gap, looks at the flag, and finds the loop awake. Then the loop goes to sleep. It looks at
 * the first slot, which is empty, so it does sleep, with a completion behind the gap. May it? Yes: the slow worker
 * is still on its way. It will store, and after its store it looks at the flag. A gap delays, and never loses.
 *
 * <p>Three threads are in the story and two in the lesson, which leaves out nothing: the fast worker is done
 * before the loop announces its sleep, so that one actor can play both, one after the other.
 *
 * <pre>
 *     x86_64, Xeon 2.6 GHz, 2 cores; the bounded run
 *                     JDK 17.0.15             JDK 25.0.3
 *     RESULT     SAMPLES     FREQ       SAMPLES     FREQ
 *       0, 1       1,741    0.08%           910    0.08%
 *       1, 0   1,783,546   86.25%       908,412   84.71%
 *       1, 1     282,601   13.67%       163,022   15.20%
 * </pre>
 */
@JCStressTest
@Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "The loop sleeps over the gap, and the slow worker wakes it.")
@Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "The loop found the work and stays up; nobody need wake it.")
@Outcome(
        id = "1, 1",
        expect = ACCEPTABLE,
        desc = "The loop found the work and is woken all the same: a wake-up too many, and harmless.")
@Outcome(expect = FORBIDDEN, desc = "The loop sleeps on two completions, and nobody wakes it.")
@State
public class SleepWake_05_Gap {
    private final CompletionOutbox<String> outbox = new CompletionOutbox<>(2);
    private final ParkedFlag flag = new ParkedFlag();

    /** Two jobs are out. */
    public SleepWake_05_Gap() {
        outbox.tryReserve();
        outbox.tryReserve();
    }

    @Actor
    public void slowWorker(II_Result r) {
        outbox.complete("slow");
        r.r2 = flag.claimWake() ? 1 : 0;
    }

    @Actor
    public void fastWorkerThenLoop(II_Result r) {
        outbox.complete("fast");
        flag.claimWake(); // In vain: the loop is awake.
        flag.announce();
        r.r1 = outbox.hasCompletions() ? 1 : 0;
    }
}
