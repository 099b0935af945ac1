package io.coxswain.core;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;

import io.coxswain.queues.JobInbox;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/**
 * How to run this lesson:
 *
 * <pre>
 *     java -jar jcstress-tests/target/jcstress.jar -t Handshake_01
 * </pre>
 *
 * <p>A step of a TLS handshake is out, and its deadline passes. This loop gives the machine back at once: it closes
 * the engine, and the buffers go to the next link. An engine has a lock and survives that. The step does not: it
 * goes on with a machine that is released and with buffers that are not its own any more. Here the machine notices,
 * now and then, because its fields are looked at in assertions; those are plain, and it need not.
 *
 * <pre>
 *     x86_64, Xeon 2.6 GHz, 2 cores, busy with other things; the bounded run
 *              JDK 17.0.15
 *     RESULT    SAMPLES     FREQ
 *          0     14,701   13.73%
 *          1     92,401   86.27%   Interesting
 *          2          5   <0.01%
 * </pre>
 */
@JCStressTest
@Outcome(id = "0", expect = ACCEPTABLE, desc = "The worker gave up before there was a job.")
@Outcome(id = "2", expect = ACCEPTABLE, desc = "The step was over when the machine was released.")
@Outcome(id = "1", expect = ACCEPTABLE_INTERESTING, desc = "The machine was released under the worker's hands.")
@State
public class Handshake_01_ReleaseAtOnce {
    private final JobInbox<Job> inbox = new JobInbox<>(2, 2);
    private final LessonHandshake handshake = new LessonHandshake();
    private boolean isNoticed;

    @Actor
    public void loop() {
        handshake.job.lend(0);
        inbox.offerTraffic(handshake.job);
        try {
            handshake.passage.release();
        } catch (AssertionError e) {
            // The machine has seen that a step is under way.
            isNoticed = true;
        }
    }

    @Actor
    public void worker() {
        Job job = LessonHalf.awaitTake(inbox);
        if (job != null) {
            job.perform(0);
        }
    }

    @Arbiter
    public void look(I_Result r) {
        r.r1 = isNoticed ? 1 : handshake.report();
    }
}
