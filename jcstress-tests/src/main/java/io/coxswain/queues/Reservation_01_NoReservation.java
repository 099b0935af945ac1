package io.coxswain.queues;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.jctools.queues.atomic.MpscAtomicArrayQueue;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/**
 * How to run this lesson:
 *
 * <pre>
 *     java -jar jcstress-tests/target/jcstress.jar -t Reservation_01
 * </pre>
 *
 * <p>Two workers have finished at the same time, and the queue to the loop has room for one completion. One of
 * them is refused, always: here is no race to win. What is that worker to do? It may wait until the loop makes
 * room; then a loop that waits for its workers, at a barrier, waits for ever. It may keep the completion in a list
 * of its own; then the list has no bound, and the worker must come back to it before anything else. Or the queue
 * may be so large that it never fills, which is a wish.
 *
 * <pre>
 *     x86_64, Xeon 2.6 GHz, 2 cores; the bounded run
 *                          JDK 17.0.15             JDK 25.0.3
 *          RESULT     SAMPLES     FREQ       SAMPLES     FREQ
 *     false, true   1,114,837   43.60%       421,180   39.94%   Interesting
 *     true, false   1,442,011   56.40%       633,244   60.06%   Interesting
 * </pre>
 */
@JCStressTest
@Outcome(
        id = {"true, false", "false, true"},
        expect = ACCEPTABLE_INTERESTING,
        desc = "One worker is left with a completion that nobody takes.")
@Outcome(expect = FORBIDDEN, desc = "There was room for exactly one.")
@State
public class Reservation_01_NoReservation {
    private final MpscAtomicArrayQueue<String> completions = new MpscAtomicArrayQueue<>(2);

    /** Of two slots one is taken. */
    public Reservation_01_NoReservation() {
        completions.offer("earlier");
    }

    @Actor
    public void oneWorker(ZZ_Result r) {
        r.r1 = completions.offer("one");
    }

    @Actor
    public void otherWorker(ZZ_Result r) {
        r.r2 = completions.offer("other");
    }
}
