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
 *     java -jar jcstress-tests/target/jcstress.jar -t EngineClose_02
 * </pre>
 *
 * <p>The repair of {@link EngineClose_01_LookThenAnnounce}: a turn that has found nothing to do says that the
 * thread sleeps and looks for the mark once more, with {@link Waker}'s fence between the two; the closer marks,
 * fences and looks at the flag. Whoever comes second sees the other.
 *
 * <pre>
 *     x86_64, Xeon 2.6 GHz, 2 cores, busy with other things; the bounded run
 *              JDK 17.0.15
 *     RESULT    SAMPLES     FREQ
 *       0, 1     77,142   75.44%
 *       1, 0     25,106   24.55%
 *       1, 1          4   <0.01%
 * </pre>
 */
@JCStressTest
@Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "The driving thread has seen the mark.")
@Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "The closer has woken it.")
@Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "Both: one wake-up too many.")
@Outcome(expect = FORBIDDEN, desc = "It sleeps, and nobody wakes it.")
@State
public class EngineClose_02_AnnounceThenLook {
    private final Waker waker = new Waker(this::wake);

    // ---- closer ----
    private int woken;

    private void wake() {
        woken = 1;
    }

    @Actor
    public void doWork(II_Result r) {
        waker.announce();
        r.r1 = waker.isCloseRequested() ? 1 : 0;
    }

    @Actor
    public void close(II_Result r) {
        waker.requestClose();
        r.r2 = woken;
    }
}
