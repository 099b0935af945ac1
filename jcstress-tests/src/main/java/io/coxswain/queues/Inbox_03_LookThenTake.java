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
 *     java -jar jcstress-tests/target/jcstress.jar -t Inbox_03
 * </pre>
 *
 * <p>Two workers, two jobs, and a ring whose fields are all volatile: order is not the matter here. Each worker
 * looks where the next job is, takes it, and moves the index on. Between looking and moving the other worker looks
 * too, and finds the same job. Two threads then read one socket into one buffer. A field that two threads write
 * needs one step that does both, and volatile does not make it out of two.
 *
 * <pre>
 *     x86_64, Xeon 2.6 GHz, 2 cores; the bounded run
 *                     JDK 17.0.15             JDK 25.0.3
 *     RESULT     SAMPLES     FREQ       SAMPLES     FREQ
 *       1, 1     688,400   11.52%       334,360    9.54%   Interesting
 *       1, 2   2,734,506   45.76%     1,924,393   54.93%
 *       2, 1   2,552,822   42.72%     1,244,311   35.52%
 * </pre>
 */
@JCStressTest
@Outcome(
        id = {"1, 2", "2, 1"},
        expect = ACCEPTABLE,
        desc = "Each worker took a job of its own.")
@Outcome(id = "1, 1", expect = ACCEPTABLE_INTERESTING, desc = "Both workers run the same job; the other job waits.")
@State
public class Inbox_03_LookThenTake {
    private final int[] slots = {1, 2};
    private volatile int consumerIndex;

    @Actor
    public void oneWorker(II_Result r) {
        r.r1 = take();
    }

    @Actor
    public void otherWorker(II_Result r) {
        r.r2 = take();
    }

    private int take() {
        int index = consumerIndex;
        int job = slots[index];
        consumerIndex = index + 1;
        return job;
    }
}
