package io.coxswain.core;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.coxswain.queues.CompletionOutbox;
import io.coxswain.queues.JobInbox;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * How to run this lesson:
 *
 * <pre>
 *     java -jar jcstress-tests/target/jcstress.jar -t Resize_02
 * </pre>
 *
 * <p>The repair of {@link Resize_01_LooksTooEarly}: the end of a {@link Worker} as it is, by the
 * {@link WorkerPool}. It says that it is up, a full fence, and only then it looks; finding a job, it wakes another worker,
 * or the loop if there is none, as here. Of the loop and the worker at least one sees the other's store.
 *
 * <pre>
 *     x86_64, Xeon 2.6 GHz, 2 cores, busy with other things; the bounded run
 *              JDK 17.0.15
 *     RESULT    SAMPLES     FREQ
 *       0, 1     71,102   65.44%
 *       1, 0     37,098   34.14%
 *       1, 1        452    0.42%
 * </pre>
 */
@JCStressTest
@Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "The loop woke the worker, which has seen the job and passes it on.")
@Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "The loop found the worker up, and wakes another.")
@Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "Both see to it.")
@Outcome(expect = FORBIDDEN, desc = "The wake-up went to a worker that has ended; nobody knows.")
@State
public class Resize_02_PassesOn {
    private static final WaitStages PARK_AT_ONCE = new WaitStages(0, 0, 0, 1);

    private final JobInbox<Job> inbox = new JobInbox<>(2, 2);
    private final Waker waker = new Waker(this::passOn);
    private final WorkerPool pool = new WorkerPool(() -> 0, PARK_AT_ONCE);
    private final Worker worker = new Worker(pool, 0, () -> 0, PARK_AT_ONCE);
    private final LessonHalf half = new LessonHalf();

    // ---- worker ----
    private int passedOn;

    /** The worker sleeps, and so does whoever it may wake in its place. */
    public Resize_02_PassesOn() {
        pool.join(new Member(inbox, new CompletionOutbox<>(2), waker));
        worker.parkedFlag().announce();
        waker.announce();
    }

    private void passOn() {
        passedOn = 1;
    }

    @Actor
    public void loop(II_Result r) {
        inbox.offerTraffic(half);
        r.r1 = worker.parkedFlag().claimWake() ? 0 : 1;
    }

    @Actor
    public void worker(II_Result r) {
        worker.parkedFlag().retract();
        pool.passOnWake();
        r.r2 = passedOn;
    }
}
