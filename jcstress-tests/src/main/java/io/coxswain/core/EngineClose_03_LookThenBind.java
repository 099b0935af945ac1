package io.coxswain.core;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;

import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * How to run this lesson:
 *
 * <pre>
 *     java -jar jcstress-tests/target/jcstress.jar -t EngineClose_03
 * </pre>
 *
 * <p>An embedded engine may be closed before any thread drives it; then the closer ends it, since nobody else would. If at
 * that moment a thread comes to drive it, one of the two must stand back: they would both be its loop. Here each looks
 * whether somebody was first and then says that it is: both may look before either has said so. A volatile field, as
 * here, does not help.
 *
 * <pre>
 *     x86_64, 2 cores, busy; the bounded run, JDK 17.0.15
 *     RESULT     SAMPLES     FREQ
 *       0, 1     305,915   24.63%
 *       1, 0     554,576   44.66%
 *       1, 1     381,319   30.71%   Interesting
 * </pre>
 */
@JCStressTest
@Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "The driving thread was first.")
@Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "The closer was first.")
@Outcome(id = "1, 1", expect = ACCEPTABLE_INTERESTING, desc = "Two loops in one engine.")
@State
public class EngineClose_03_LookThenBind {
    private volatile @Nullable Object owner;

    @Actor
    public void doWork(II_Result r) {
        if (owner == null) {
            owner = "driver";
            r.r1 = 1;
        }
    }

    @Actor
    public void close(II_Result r) {
        if (owner == null) {
            owner = "closer";
            r.r2 = 1;
        }
    }
}
