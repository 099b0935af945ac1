package io.coxswain.core;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;

import java.util.concurrent.atomic.AtomicLong;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.JJ_Result;

/**
 * How to run this lesson:
 *
 * <pre>
 *     java -jar jcstress-tests/target/jcstress.jar -t Progress_01
 * </pre>
 *
 * <p>A half counts its bytes and stamps the time when the last of them moved, and another thread reads both while a
 * worker is at it. Here the stamp is stored first. The reader that comes in between sees that something has moved
 * just now, and a count that says that nothing has.
 *
 * <p>The stores are opaque, and so in the order of the program on this processor; that order is the wrong one. The other
 * order would fail as well, on a processor that may swap two stores or two loads.
 *
 * <pre>
 *     x86_64, Xeon 2.6 GHz, 2 cores, busy with other things; the bounded run
 *                   JDK 17.0.15
 *     RESULT    SAMPLES     FREQ
 *       0, 0    169,378   32.26%
 *      0, 10          3   <0.01%
 *      0, 20         55    0.01%
 *       1, 0         39   <0.01%   Interesting
 *      1, 10        474    0.09%
 *      1, 20         51   <0.01%
 *      2, 10         13   <0.01%   Interesting
 *      2, 20    354,997   67.62%
 * </pre>
 */
@JCStressTest
@Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "Nothing had moved.")
@Outcome(id = "0, 10", expect = ACCEPTABLE, desc = "The first bytes, and not yet their stamp.")
@Outcome(id = "0, 20", expect = ACCEPTABLE, desc = "All bytes moved between the two reads.")
@Outcome(id = "1, 10", expect = ACCEPTABLE, desc = "The first bytes and their stamp.")
@Outcome(id = "1, 20", expect = ACCEPTABLE, desc = "The first stamp, and by then all bytes.")
@Outcome(id = "2, 20", expect = ACCEPTABLE, desc = "All bytes and their stamp.")
@Outcome(expect = ACCEPTABLE_INTERESTING, desc = "A stamp without the bytes that it stamps.")
@State
public class Progress_01_StampFirst {
    private final AtomicLong totalBytes = new AtomicLong();
    private final AtomicLong stampNanos = new AtomicLong();

    @Actor
    public void worker() {
        stampNanos.setOpaque(1);
        totalBytes.setOpaque(10);
        stampNanos.setOpaque(2);
        totalBytes.setOpaque(20);
    }

    @Actor
    public void loop(JJ_Result r) {
        r.r1 = stampNanos.getOpaque();
        r.r2 = totalBytes.getOpaque();
    }
}
