package io.coxswain.tls;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IJ_Result;

/**
 * How to run this lesson:
 *
 * <pre>
 *     java -jar jcstress-tests/target/jcstress.jar -t Material_01
 * </pre>
 *
 * <p>Keys are loaded again while the service runs: a context for the handshakes that begin from now on, and the
 * time when the new certificate expires, which monitoring asks for. Here they are two fields, written one after the
 * other. A thread that asks in between has the new context and the date of the old certificate, and reports one
 * that has been replaced. The fields are volatile; that makes the two writes visible one after the other, and not
 * at once.
 *
 * <pre>
 *     x86_64, Xeon 2.6 GHz, 2 cores, busy with other things; the bounded run
 *              JDK 17.0.15
 *     RESULT    SAMPLES     FREQ
 *       0, 0     12,308   28.06%
 *       0, 1          2   <0.01%
 *       1, 0          7    0.02%   Interesting
 *       1, 1     31,551   71.92%
 * </pre>
 */
@JCStressTest
@Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "All of the old generation.")
@Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "All of the new one.")
@Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "Loaded between the two questions.")
@Outcome(id = "1, 0", expect = ACCEPTABLE_INTERESTING, desc = "The new context, and the date of the old certificate.")
@State
public class Material_01_TwoFields {
    private volatile int context;
    private volatile long expiresEpochMillis;

    @Actor
    public void reload() {
        context = 1;
        expiresEpochMillis = 1;
    }

    @Actor
    public void handshake(IJ_Result r) {
        r.r1 = context;
        r.r2 = expiresEpochMillis;
    }
}
