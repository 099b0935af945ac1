package io.coxswain.interleavings;

import static org.junit.jupiter.api.Assertions.assertThrows;

import org.jetbrains.lincheck.Lincheck;
import org.jetbrains.lincheck.LincheckAssertionError;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Options;
import org.jetbrains.lincheck.datastructures.StressOptions;

/**
 * How much of everything the suites do, and how they say what they expect.
 *
 * <p><b>Threads.</b> The one that runs the test; Lincheck has the others.
 */
public final class Interleavings {
    /** Three threads: the loop and two others, or three that are alike. */
    private static final int THREADS = 3;

    private static final int OPERATIONS_PER_THREAD = 3;

    /** Random scenarios of a model-checked structure in one build, and schedules of each. */
    private static final int MODEL_SCENARIOS = 10;

    private static final int MODEL_SCHEDULES = 100;

    /** The same of a stressed one; a run takes microseconds. */
    private static final int STRESS_SCENARIOS = 5;

    private static final int STRESS_RUNS = 300;

    /** Schedules of a program in one build. */
    private static final int PROGRAM_SCHEDULES = 300;

    /** Schedules at the most to find what is wrong with a broken program; the first that shows it is the last. */
    private static final int SEARCH_SCHEDULES = 10_000;

    private static final int TIMES = Integer.getInteger("interleavings.times", 1);

    private Interleavings() {}

    /** Scenarios of random operations, each in many schedules that the model checker chooses. */
    public static ModelCheckingOptions modelChecked() {
        return new ModelCheckingOptions()
                .threads(THREADS)
                .actorsPerThread(OPERATIONS_PER_THREAD)
                .actorsBefore(1)
                .actorsAfter(1)
                .iterations(MODEL_SCENARIOS * TIMES)
                .invocationsPerIteration(MODEL_SCHEDULES * TIMES)
                .minimizeFailedScenario(false);
    }

    /** The same scenarios on real threads, with whatever schedules the machine comes up with. */
    public static StressOptions stressed() {
        return new StressOptions()
                .threads(THREADS)
                .actorsPerThread(OPERATIONS_PER_THREAD)
                .actorsBefore(1)
                .actorsAfter(1)
                .iterations(STRESS_SCENARIOS * TIMES)
                .invocationsPerIteration(STRESS_RUNS * TIMES)
                .minimizeFailedScenario(false);
    }

    /** Fails with the scenario and its interleaving if a history has no explanation. */
    public static void holds(Options<?, ?> options, Class<?> structure) {
        options.check(structure);
    }

    /** Fails unless the checker finds what is wrong with a structure: the check can fail. */
    public static void bites(Options<?, ?> options, Class<?> brokenStructure) {
        assertThrows(LincheckAssertionError.class, () -> options.check(brokenStructure));
    }

    /** Runs threads that the program itself starts, in many schedules that the model checker chooses. */
    public static void holds(Runnable program) {
        Lincheck.runConcurrentTest(PROGRAM_SCHEDULES * TIMES, program);
    }

    /** Fails unless the checker finds a schedule in which the program throws or never ends. */
    public static void bites(Runnable brokenProgram) {
        assertThrows(LincheckAssertionError.class, () -> Lincheck.runConcurrentTest(SEARCH_SCHEDULES, brokenProgram));
    }

    /** Runs each part on a thread of its own and waits for all; what one throws comes out of here. */
    public static void inParallel(Runnable... parts) {
        Throwable[] thrown = new Throwable[parts.length];
        Thread[] threads = new Thread[parts.length];
        for (int i = 0; i < parts.length; i++) {
            int index = i;
            threads[i] = new Thread(() -> {
                try {
                    parts[index].run();
                } catch (Throwable failure) {
                    // Told below, on the thread that Lincheck listens to.
                    thrown[index] = failure;
                }
            });
        }
        for (Thread thread : threads) {
            thread.start();
        }
        for (Thread thread : threads) {
            join(thread);
        }
        for (Throwable failure : thrown) {
            if (failure != null) {
                throw new AssertionError("a thread failed", failure);
            }
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new AssertionError("nobody interrupts these threads", e);
        }
    }
}
