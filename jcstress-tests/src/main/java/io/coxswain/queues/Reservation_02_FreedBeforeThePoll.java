package io.coxswain.queues;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;

import org.jctools.queues.atomic.MpscAtomicArrayQueue;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/**
 * How to run this lesson:
 *
 * <pre>
 *     java -jar jcstress-tests/target/jcstress.jar -t Reservation_02
 * </pre>
 *
 * <p>So the loop counts: it reserves a place before it sends a job out, and no more jobs are out than the queue
 * has places. But the count is only as good as the moment at which a place is given back. Here the loop gives it
 * back as soon as it knows that a completion is there, sends the next job out into that place, and polls
 * afterwards. A worker takes the job, finishes it at once, and finds the slot still full. The same happens to a
 * loop that gives back the places of a whole batch and then polls one after the other.
 *
 * <pre>
 *     x86_64, Xeon 2.6 GHz, 2 cores; the bounded run
 *                     JDK 17.0.15             JDK 25.0.3
 *     RESULT     SAMPLES     FREQ       SAMPLES     FREQ
 *         -1      29,673    2.02%         4,830    0.71%   Interesting
 *          0      38,593    2.63%        17,815    2.61%
 *          1   1,400,582   95.35%       659,299   96.68%
 * </pre>
 */
@JCStressTest
@Outcome(id = "0", expect = ACCEPTABLE, desc = "The worker saw no job while it looked.")
@Outcome(id = "1", expect = ACCEPTABLE, desc = "The loop had polled before the worker was done.")
@Outcome(id = "-1", expect = ACCEPTABLE_INTERESTING, desc = "The job had a place, and its completion was refused.")
@State
public class Reservation_02_FreedBeforeThePoll {
    private static final int PLACES = 2;
    private static final int LOOKS = 100;

    private final JobInbox<String> inbox = new JobInbox<>(2, 2);
    private final MpscAtomicArrayQueue<String> completions = new MpscAtomicArrayQueue<>(PLACES);

    // ---- loop ----
    private int reservedPlaces = PLACES;

    // ---- worker ----
    private final JobInbox.Taker<String> taker = inbox.taker();

    /** Every place holds a completion. */
    public Reservation_02_FreedBeforeThePoll() {
        completions.offer("first");
        completions.offer("second");
    }

    @Actor
    public void loop() {
        reservedPlaces--; // Too early: the slot of that place is still full.
        if (reservedPlaces < PLACES) {
            reservedPlaces++;
            inbox.offerTraffic("third");
        }
        completions.relaxedPoll();
    }

    @Actor
    public void worker(I_Result r) {
        String job = taker.take(false);
        for (int look = 1; job == null && look < LOOKS; look++) {
            job = taker.take(false);
        }
        if (job != null) {
            r.r1 = completions.offer(job) ? 1 : -1;
        }
    }
}
