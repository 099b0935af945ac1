package io.coxswain.queues;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * How to run this lesson:
 *
 * <pre>
 *     java -jar jcstress-tests/target/jcstress.jar -t Barrier_02
 * </pre>
 *
 * <p>The repair of {@link Barrier_01_WaitsWithoutDraining}, twice over. No job goes out without a place in the
 * {@link CompletionOutbox}, so the worker never waits for the loop, however full it is. And the barrier drains
 * while it waits, until no place is reserved: what it waits for is the completions themselves, and not a count
 * beside them.
 *
 * <pre>
 *     x86_64, Xeon 2.6 GHz, 2 cores, busy with other things; the bounded run
 *              JDK 17.0.15
 *     RESULT    SAMPLES     FREQ
 *       3, 1    126,572  100.00%
 * </pre>
 */
@JCStressTest
@Outcome(id = "3, 1", expect = ACCEPTABLE, desc = "The worker was done at once, and every completion arrived.")
@Outcome(expect = FORBIDDEN, desc = "A completion was refused or lost.")
@State
public class Barrier_02_DrainsWhileItWaits {
    private static final int TRIES_MAX = 300;

    private final JobInbox<String> inbox = new JobInbox<>(2, 2);
    private final JobInbox.Taker<String> taker = inbox.taker();
    private final CompletionOutbox<String> outbox = new CompletionOutbox<>(3);

    // ---- loop ----
    private int drained;

    /** Every place is taken: two jobs are done, the third waits. */
    public Barrier_02_DrainsWhileItWaits() {
        for (int i = 0; i < 3; i++) {
            outbox.tryReserve();
        }
        outbox.complete("first");
        outbox.complete("second");
        inbox.offerTraffic("third");
    }

    @Actor
    public void loop() {
        for (int i = 0; i < TRIES_MAX && outbox.reservedPlaces() > 0; i++) {
            drained += outbox.drain(finished -> {}, 1);
        }
    }

    @Actor
    public void worker(II_Result r) {
        outbox.complete(taker.take(false)); // Throws if it is refused, which jcstress counts as a failure.
        r.r2 = 1;
    }

    /** A barrier without an end: the loop may have given up before the worker came. */
    @Arbiter
    public void whatIsLeft(II_Result r) {
        r.r1 = drained + outbox.drain(finished -> {}, 4);
    }
}
