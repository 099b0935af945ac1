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
 *     java -jar jcstress-tests/target/jcstress.jar -t Reservation_03
 * </pre>
 *
 * <p>The repair of {@link Reservation_02_FreedBeforeThePoll}: the {@link CompletionOutbox}, which gives a place
 * back after the poll has returned. The poll empties the slot and moves the consumer index with release; the loop
 * then reserves the place again and offers the next job to the inbox, with release; the worker that takes this job
 * has acquired it, and therefore sees the slot empty and the index moved. The way round leads through the inbox:
 * the outbox alone would not do.
 *
 * <pre>
 *     x86_64, Xeon 2.6 GHz, 2 cores; the bounded run
 *                     JDK 17.0.15             JDK 25.0.3
 *     RESULT     SAMPLES     FREQ       SAMPLES     FREQ
 *       0, 2      55,322    4.66%        33,431    5.95%
 *       1, 3   1,130,646   95.34%       528,193   94.05%
 * </pre>
 */
@JCStressTest
@Outcome(id = "0, 2", expect = ACCEPTABLE, desc = "The worker saw no job while it looked.")
@Outcome(id = "1, 3", expect = ACCEPTABLE, desc = "The third job was completed, and its completion arrived.")
@Outcome(expect = FORBIDDEN, desc = "A completion was refused or lost.")
@State
public class Reservation_03_FreedAfterThePoll {
    private static final int LOOKS = 100;

    private final JobInbox<String> inbox = new JobInbox<>(2, 2);
    private final CompletionOutbox<String> outbox = new CompletionOutbox<>(2);

    // ---- loop ----
    private int drained;

    // ---- worker ----
    private final JobInbox.Taker<String> taker = inbox.taker();

    /** Every place holds a completion. */
    public Reservation_03_FreedAfterThePoll() {
        outbox.tryReserve();
        outbox.tryReserve();
        outbox.complete("first");
        outbox.complete("second");
    }

    @Actor
    public void loop() {
        drained += outbox.drain(this::dispatchNext, 1);
    }

    private void dispatchNext(String finished) {
        if (outbox.tryReserve()) {
            inbox.offerTraffic("third");
        }
    }

    @Actor
    public void worker(II_Result r) {
        String job = taker.take(false);
        for (int look = 1; job == null && look < LOOKS; look++) {
            job = taker.take(false);
        }
        if (job != null) {
            outbox.complete(job); // Throws if it is refused, which jcstress counts as a failure.
            r.r1 = 1;
        }
    }

    @Arbiter
    public void whatIsLeft(II_Result r) {
        r.r2 = drained + outbox.drain(finished -> {}, 4);
    }
}
