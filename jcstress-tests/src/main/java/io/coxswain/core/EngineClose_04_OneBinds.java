package io.coxswain.core;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * How to run this lesson:
 *
 * <pre>
 *     java -jar jcstress-tests/target/jcstress.jar -t EngineClose_04
 * </pre>
 *
 * <p>The repair of {@link EngineClose_03_LookThenBind}: {@link Driver}, where looking and saying are one step.
 *
 * <pre>
 *     x86_64, Xeon 2.6 GHz, 2 cores, busy with other things; the bounded run
 *              JDK 17.0.15
 *     RESULT    SAMPLES     FREQ
 *       0, 1     29,105   28.46%
 *       1, 0     73,147   71.54%
 * </pre>
 */
@JCStressTest
@Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "The driving thread was first.")
@Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "The closer was first.")
@Outcome(expect = FORBIDDEN, desc = "Two loops in one engine, or none.")
@State
public class EngineClose_04_OneBinds {
    private final Driver driver = new Driver();

    @Actor
    public void doWork(II_Result r) {
        r.r1 = driver.tryBind() ? 1 : 0;
    }

    @Actor
    public void close(II_Result r) {
        r.r2 = driver.tryBindCloser() ? 1 : 0;
    }
}
