package io.coxswain.queues;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/**
 * How to run this lesson:
 *
 * <pre>
 *     java -jar jcstress-tests/target/jcstress.jar -t SleepWake_07
 * </pre>
 *
 * <p>Waking a thread is a system call, and a loop asleep in its selector is owed one, not one from each worker
 * that completes a job at that moment. Two workers look at the flag, find the loop asleep, and each clears the
 * flag and makes its call. That the flag is volatile does not help: looking and clearing are two steps, and both
 * may look before either clears.
 *
 * <pre>
 *     x86_64, Xeon 2.6 GHz, 2 cores; the bounded run
 *                          JDK 17.0.15             JDK 25.0.3
 *          RESULT     SAMPLES     FREQ       SAMPLES     FREQ
 *     false, true   4,520,713   41.94%     1,986,150   47.44%
 *     true, false   4,697,456   43.58%     1,663,426   39.73%
 *      true, true   1,560,119   14.47%       537,008   12.83%   Interesting
 * </pre>
 */
@JCStressTest
@Outcome(
        id = {"true, false", "false, true"},
        expect = ACCEPTABLE,
        desc = "One worker wakes the loop.")
@Outcome(id = "true, true", expect = ACCEPTABLE_INTERESTING, desc = "Two system calls for one sleep.")
@State
public class SleepWake_07_LookThenClaim {
    private volatile boolean asleep = true;

    @Actor
    public void oneWorker(ZZ_Result r) {
        r.r1 = claimWake();
    }

    @Actor
    public void otherWorker(ZZ_Result r) {
        r.r2 = claimWake();
    }

    private boolean claimWake() {
        boolean claimed = asleep;
        if (claimed) {
            asleep = false;
        }
        return claimed;
    }
}
