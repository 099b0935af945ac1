package io.coxswain.queues;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.jctools.queues.atomic.MpscAtomicArrayQueue;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * How to run this lesson:
 *
 * <pre>
 *     java -jar jcstress-tests/target/jcstress.jar -t Barrier_01
 * </pre>
 *
 * <p>Before it closes, the loop waits until all jobs are done: a barrier. Here it does nothing else while it waits, and the
 * queue of completions is full. The worker has done its job and waits for a slot; the loop waits for the worker. Neither
 * ever goes on. Both give up here after a while, since a lesson has to end.
 *
 * <p>A system of this kind has shipped this: its barrier counted the jobs that were finished and did not empty the queue
 * in which the workers were stuck; see {@link Barrier_02_DrainsWhileItWaits} for the two rules that exclude it.
 *
 * <pre>
 *     x86_64, 2 cores, busy; the bounded run, JDK 17.0.15
 *     RESULT     SAMPLES     FREQ
 *       0, 0     361,974  100.00%   Interesting
 * </pre>
 */
@JCStressTest
@Outcome(id = "0, 0", expect = ACCEPTABLE_INTERESTING, desc = "Each waited for the other until it gave up.")
@Outcome(expect = FORBIDDEN, desc = "The worker found a slot that nobody has made free.")
@State
public class Barrier_01_WaitsWithoutDraining {
    private static final int TRIES_MAX = 300;

    private final JobInbox<String> inbox = new JobInbox<>(2, 2);
    private final JobInbox.Taker<String> taker = inbox.taker();
    private final MpscAtomicArrayQueue<String> completions = new MpscAtomicArrayQueue<>(2);

    // ---- worker, read by the loop ----
    private volatile int finishedCount = 2;

    /** Two jobs are done and fill the queue; the third waits. */
    public Barrier_01_WaitsWithoutDraining() {
        completions.offer("first");
        completions.offer("second");
        inbox.offerTraffic("third");
    }

    @Actor
    public void loop(II_Result r) {
        for (int i = 0; i < TRIES_MAX && r.r1 == 0; i++) {
            r.r1 = finishedCount == 3 ? 1 : 0;
        }
    }

    @Actor
    public void worker(II_Result r) {
        String job = taker.take(false);
        for (int i = 0; i < TRIES_MAX && r.r2 == 0; i++) {
            if (completions.offer(job)) {
                finishedCount = 3;
                r.r2 = 1;
            }
        }
    }
}
