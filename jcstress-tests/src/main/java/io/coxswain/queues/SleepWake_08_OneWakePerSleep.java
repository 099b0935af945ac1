package io.coxswain.queues;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/**
 * How to run this lesson:
 *
 * <pre>
 *     java -jar jcstress-tests/target/jcstress.jar -t SleepWake_08
 * </pre>
 *
 * <p>The repair: {@link ParkedFlag#claimWake()} clears the flag by compare-and-set. Of all that have found it set
 * one succeeds, and the duty to wake the owner is that one's alone.
 *
 * <pre>
 *     x86_64, Xeon 2.6 GHz, 2 cores; the bounded run
 *                          JDK 17.0.15             JDK 25.0.3
 *          RESULT     SAMPLES     FREQ       SAMPLES     FREQ
 *     false, true   2,121,331   47.96%       737,082   46.15%
 *     true, false   2,301,757   52.04%       860,062   53.85%
 * </pre>
 */
@JCStressTest
@Outcome(
        id = {"true, false", "false, true"},
        expect = ACCEPTABLE,
        desc = "One worker wakes the loop.")
@Outcome(expect = FORBIDDEN, desc = "Nobody wakes the loop, or two do.")
@State
public class SleepWake_08_OneWakePerSleep {
    private final ParkedFlag flag = new ParkedFlag();

    /** The loop sleeps. */
    public SleepWake_08_OneWakePerSleep() {
        flag.announce();
    }

    @Actor
    public void oneWorker(ZZ_Result r) {
        r.r1 = flag.claimWake();
    }

    @Actor
    public void otherWorker(ZZ_Result r) {
        r.r2 = flag.claimWake();
    }
}
