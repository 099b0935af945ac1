package io.coxswain.core;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.JJ_Result;

/**
 * How to run this lesson:
 *
 * <pre>
 *     java -jar jcstress-tests/target/jcstress.jar -t Progress_02
 * </pre>
 *
 * <p>The repair of {@link Progress_01_StampFirst}: {@link Progress} stores the count first and the stamp behind it with
 * release, and the reader reads the stamp with acquire and the count behind it. Who sees a stamp sees the bytes that
 * it stamps. More bytes than that are no harm: the next stamp is on its way.
 *
 * <pre>
 *     x86_64, Xeon 2.6 GHz, 2 cores, busy with other things; the bounded run
 *                   JDK 17.0.15
 *     RESULT    SAMPLES     FREQ
 *       0, 0     91,071   30.26%
 *      0, 10        232    0.08%
 *      0, 20         25   <0.01%
 *      1, 10         79    0.03%
 *      1, 20         47    0.02%
 *      2, 20    209,545   69.62%
 * </pre>
 */
@JCStressTest
@Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "Nothing had moved.")
@Outcome(id = "0, 10", expect = ACCEPTABLE, desc = "The first bytes, and not yet their stamp.")
@Outcome(id = "0, 20", expect = ACCEPTABLE, desc = "All bytes moved between the two reads.")
@Outcome(id = "1, 10", expect = ACCEPTABLE, desc = "The first bytes and their stamp.")
@Outcome(id = "1, 20", expect = ACCEPTABLE, desc = "The first stamp, and by then all bytes.")
@Outcome(id = "2, 20", expect = ACCEPTABLE, desc = "All bytes and their stamp.")
@Outcome(expect = FORBIDDEN, desc = "A stamp without the bytes that it stamps.")
@State
public class Progress_02_StampLast {
    private final Progress progress = new Progress();

    @Actor
    public void worker() {
        progress.advance(10, 1);
        progress.advance(10, 2);
    }

    @Actor
    public void loop(JJ_Result r) {
        r.r1 = progress.stampNanos();
        r.r2 = progress.totalBytes();
    }
}
