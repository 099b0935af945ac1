package io.coxswain.queues;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/**
 * How to run this lesson:
 *
 * <pre>
 *     java -jar jcstress-tests/target/jcstress.jar -t Inbox_02
 * </pre>
 *
 * <p>The repair of {@link Inbox_01_PlainFlag}: the same job with the same plain fields, handed over by the
 * {@link JobInbox}. JCTools stores the slot, and then the producer index, with release: neither the compiler nor
 * the processor may let an earlier store sink below them. The taker loads the producer index with volatile
 * semantics before it loads the slot: no later load may rise above that, and no value from before it may be used
 * again. So whoever takes the job sees what the loop wrote before it offered the job, and the fields need no
 * memory mode of their own.
 *
 * <p>The worker still looks at the job before it owns it, which outside of this lesson it may not: it stands for
 * the register in which the compiler keeps the end of the previous job.
 *
 * <pre>
 *     x86_64, Xeon 2.6 GHz, 2 cores; the bounded run
 *                     JDK 17.0.15             JDK 25.0.3
 *     RESULT     SAMPLES     FREQ       SAMPLES     FREQ
 *         -1     209,289   10.46%       202,680   22.99%
 *          1   1,790,759   89.54%       678,944   77.01%
 * </pre>
 */
@JCStressTest
@Outcome(id = "-1", expect = ACCEPTABLE, desc = "The worker came first and found no job.")
@Outcome(id = "1", expect = ACCEPTABLE, desc = "The worker ran the job as the loop had left it.")
@Outcome(expect = FORBIDDEN, desc = "The job arrived before its fields.")
@State
public class Inbox_02_PublishedFields {
    private final JobInbox<Job> inbox = new JobInbox<>(2, 2);
    private final Job job = new Job();

    // ---- worker ----
    private final JobInbox.Taker<Job> taker = inbox.taker();
    private int checksum;

    @Actor
    public void loop() {
        job.boundaryBytes = 1;
        inbox.offerTraffic(job);
    }

    @Actor
    public void worker(I_Result r) {
        checksum = job.finishPrevious();
        r.r1 = taker.take(false) == null ? -1 : job.boundaryBytes;
    }
}
