package io.coxswain.core;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * How to run this lesson:
 *
 * <pre>
 *     java -jar jcstress-tests/target/jcstress.jar -t EngineClose_01
 * </pre>
 *
 * <p>A thread of the application drives an engine by {@code doWork()}; another closes it, which only marks, and wakes the
 * first if that has said that it sleeps. Here the driving thread looks for the mark first and says afterwards that it
 * will sleep. A close that falls in between wakes nobody, and is not seen: the engine closes when something else
 * happens to wake the thread, perhaps never.
 *
 * <pre>
 *     x86_64, 2 cores, busy; the bounded run, JDK 17.0.15
 *     RESULT     SAMPLES     FREQ
 *       0, 0         128    0.03%   Interesting
 *       0, 1     357,186   73.61%
 *       1, 0     127,830   26.34%
 *       1, 1          73    0.02%
 * </pre>
 */
@JCStressTest
@Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "The driving thread has seen the mark.")
@Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "The closer has woken it.")
@Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "Both.")
@Outcome(id = "0, 0", expect = ACCEPTABLE_INTERESTING, desc = "It sleeps, and nobody wakes it.")
@State
public class EngineClose_01_LookThenAnnounce {
    private final Waker waker = new Waker(this::wake);

    // ---- closer ----
    private int woken;

    private void wake() {
        woken = 1;
    }

    @Actor
    public void doWork(II_Result r) {
        r.r1 = waker.isCloseRequested() ? 1 : 0;
        waker.announce(); // Too late.
    }

    @Actor
    public void close(II_Result r) {
        waker.requestClose();
        r.r2 = woken;
    }
}
